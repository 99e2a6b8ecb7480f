"""schema.org data in JSON-LD: a data block, which the content security policy leaves alone as it is never run."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from qianqiao.core import config
from qianqiao.core.texts import readings

_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without empty values, at every depth."""
    kept = {key: cleaned(value) if isinstance(value, Mapping) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value not in (None, "", [], {})}


def data_block(data: Mapping[str, Any]) -> SafeString:
    """The script element; characters that could end it are escaped."""
    told = json.dumps({"@context": "https://schema.org", **cleaned(data)}, ensure_ascii=False)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(told.translate(_ESCAPES)))  # noqa: S308  escaped above


def absolute(path: str) -> str:
    return f"{config.site_address()}{path}"


def bilingual(item: object, name: str) -> list[dict[str, str]]:
    """Both languages as language-tagged values."""
    return [{"@language": lang, "@value": text} for text, lang in readings(item, name)]
