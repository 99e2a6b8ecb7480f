"""Every model and every state stands in the glossary."""

import re
from pathlib import Path

from django.apps import apps

from qianqiao.core.lifecycle import STATES

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_model_stands_in_the_glossary() -> None:
    ours = [
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("qianqiao.")
        for model in config.get_models()
    ]
    assert [name for name in ours if f"`{name}`" not in GLOSSARY] == []


def test_every_state_stands_in_the_glossary() -> None:
    words = set(re.findall(r"[a-z_]+", GLOSSARY))
    assert [state for state in STATES if state not in words] == []


def test_one_identifier_per_chinese_term() -> None:
    rows = [
        line.split("|")[1:3] for line in GLOSSARY.splitlines() if line.startswith("| ") and "---" not in line
    ]
    chinese = [row[0].strip() for row in rows if row[0].strip() != "Chinese"]
    assert len(chinese) == len(set(chinese))
