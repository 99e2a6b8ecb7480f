"""`qianqiao models` says what can be used and what helps."""

from pathlib import Path

from typer.testing import CliRunner

from qianqiao.cli.models import app
from qianqiao.matching.engine.encoders.e5 import availability


def test_status_names_the_reason_and_the_other_model(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["status", "--folder", str(tmp_path)])
    assert result.exit_code == 0
    assert result.output.startswith(f"e5: not usable. {availability(tmp_path).reason}\nUSE: usable, use-m3/")
