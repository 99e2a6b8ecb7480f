"""The model file: comes back as it went, says of itself what it is, and is refused when it is anything else."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine.files.problems import FileRefused
from qianqiao.matching.engine.learning.features import FEATURES
from qianqiao.matching.engine.learning.training.fitting import FAMILIES
from qianqiao.matching.engine.learning.written.card_text import card_text
from qianqiao.matching.engine.learning.written.model_file import _checksum as checksum_of
from qianqiao.matching.engine.learning.written.model_file import dumped, read_model
from tests.matching.learning.models import learned, model


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_comes_back_as_it_went(family: str, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(dumped(model(family)), encoding="utf-8")
    back = read_model(path)
    assert back == model(family)
    assert back.identity == f"{family}-{back.checksum[:8]}"
    assert dumped(back) == dumped(model(family))


def test_anybody_can_read_it() -> None:
    told = json.loads(dumped(learned()))
    assert told["format"] == "qianqiao-ranking"
    assert told["model"]["features"] == list(FEATURES)
    assert told["card"]["data"]["pairs"] == 120
    assert told["card"]["data"]["levels"] == {"1": 48, "2": 24, "3": 24, "4": 24}


def refused(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FileRefused) as caught:
        read_model(path)
    problem = caught.value.problems[0]
    assert problem.text("zh")
    assert str(path) in problem.text("en")
    return problem.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "model_foreign"),
        ("[1]", "model_foreign"),
        ("{}", "model_foreign"),
        (b"\x80\x04\x95\x00", "model_foreign"),
        ("[" * 100_000, "model_foreign"),
        ('{"format": "something-else"}', "model_foreign"),
        ('{"format": "qianqiao-ranking"}', "model_version"),
        ('{"format": "qianqiao-ranking", "version": 2}', "model_version"),
        ('{"format": "qianqiao-ranking", "version": true}', "model_version"),
        ('{"format": "qianqiao-ranking", "version": 1}', "model_damaged"),
    ],
)
def test_what_is_no_model_is_refused(text: str | bytes, code: str, tmp_path: Path) -> None:
    assert refused(tmp_path / "m.json", text) == code


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.json", "missing"), (tmp_path, "folder")):
        with pytest.raises(FileRefused) as caught:
            read_model(path)
        assert caught.value.problems[0].code == code


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(["cut", "digit"]))
def test_a_damaged_file_is_refused(place: int, how: str) -> None:
    whole = dumped(model("trees"))
    digits = [n for n, sign in enumerate(whole) if sign.isdigit()]
    spot = digits[place % len(digits)]
    other = whole[:spot] + ("1" if whole[spot] != "1" else "2") + whole[spot + 1 :]
    with TemporaryDirectory() as folder:
        changed = whole[: place % (len(whole) - 2)] if how == "cut" else other
        assert refused(Path(folder) / "m.json", changed) in {
            "model_damaged",
            "model_foreign",
            "model_version",
        }


def _changed(**changes: object) -> str:
    """A file changed by hand whose checksum was made to fit."""
    told = json.loads(dumped(model("trees")))
    told["model"] |= changes
    told["checksum"] = checksum_of({key: told[key] for key in ("model", "card")})
    return json.dumps(told)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"coefficients": [1.0]}, "model_damaged"),
        ({"coefficients": ["1"] * len(FEATURES)}, "model_damaged"),
        ({"coefficients": [-1.0] + [1.0] * (len(FEATURES) - 1)}, "model_damaged"),
        ({"thresholds": [3.0, 2.0, 1.0]}, "model_damaged"),
        ({"thresholds": [1.0, 2.0]}, "model_damaged"),
        ({"kind": "magic"}, "model_damaged"),
        ({"kind": "linear"}, "model_damaged"),
        ({"trees": ["not a model"]}, "model_damaged"),
        ({"trees_scale": -1.0}, "model_damaged"),
        ({"features": [f"x{place}" for place in range(len(FEATURES))]}, "model_features"),
    ],
)
def test_numbers_that_no_training_writes_are_refused(
    changes: dict[str, object], code: str, tmp_path: Path
) -> None:
    assert refused(tmp_path / "m.json", _changed(**changes)) == code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_card_tells_data_figures_and_limits(lang: str) -> None:
    text = card_text(learned(), lang)
    card = learned().card
    for told in (learned().identity, "nDCG@10", f"{card.held_out.ndcg:.4f}", card.data.labels_digest[:16]):
        assert told in text
    assert ("局限" if lang == "zh" else "Limits") in text
    assert ("不足60条" if lang == "zh" else "Fewer than 60") in text
    assert "None" not in text
    assert "{" not in text
