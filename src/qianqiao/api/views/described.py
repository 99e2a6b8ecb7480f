"""The OpenAPI document as a person reads it: operations, parameters and shapes in the page's language."""

import json
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

TAGS = ("root", "organisations", "offers", "experts", "demands", "matches", "search", "reference")
LEFT_OUT = ("Input", "Problem")


def _language_text(described: dict[str, Any]) -> str:
    """A field's Chinese label on a Chinese page, else its translated description."""
    chinese = (get_language() or "zh").startswith("zh")
    if chinese and "x-label-zh" in described:
        return str(described["x-label-zh"])
    told = str(described.get("description", ""))
    return _(told) if told else ""


def _reference_name(described: dict[str, Any]) -> str:
    return str(described["$ref"]).rsplit("/", 1)[-1]


def type_words(described: dict[str, Any]) -> str:
    """text, integer, list of text, Indicator, date …, with “or null” where the value may be absent."""
    if "anyOf" in described:
        kinds = [type_words(one) for one in described["anyOf"] if one.get("type") != "null"]
        kinds = list(dict.fromkeys(kinds))
        words = _(" or ").join(kinds)
        return _("%(type)s or null") % {"type": words} if len(described["anyOf"]) > len(kinds) else words
    if "$ref" in described:
        return _reference_name(described)
    if "allOf" in described:
        return type_words(described["allOf"][0])
    if described.get("type") == "array":
        return _("list of %(type)s") % {"type": type_words(described.get("items", {}))}
    if "enum" in described or "const" in described:
        return " | ".join(
            str(value) for value in described.get("enum", [described.get("const")]) if value != ""
        )
    words_by_format = {"date": _("date"), "date-time": _("date and time")}
    words_by_type = {
        "string": _("text"),
        "integer": _("integer"),
        "number": _("number"),
        "boolean": _("true or false"),
        "object": _("object"),
    }
    return words_by_format.get(
        described.get("format", ""), words_by_type.get(described.get("type", ""), _("text"))
    )


def fields_of(shape: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "type": type_words(described),
            "text": _language_text(described),
            "table": str(described.get("x-table", "")),
        }
        for name, described in shape.get("properties", {}).items()
    ]


def _shape_text(told: str) -> str:
    """Translated; small shapes are told in English only, so a Chinese page leaves them to their fields."""
    text = _(told) if told else ""
    return "" if text == told and (get_language() or "zh").startswith("zh") else text


def shapes_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every shape with fields and example, those with an example first."""
    found = [
        {
            "name": name,
            "text": _shape_text(shape.get("description", "")),
            "fields": fields_of(shape),
            "example": _example(shape),
        }
        for name, shape in document["components"]["schemas"].items()
        if shape.get("properties") and not name.endswith(LEFT_OUT)
    ]
    return sorted(found, key=lambda shape: (not shape["example"], shape["name"]))


def _example(shape: dict[str, Any]) -> str:
    examples = shape.get("examples") or []
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""


def _answer_name(operation: dict[str, Any]) -> str:
    content = operation["responses"][200].get("content", {})
    described = content.get("application/json", {}).get("schema", {})
    return type_words(described) if described else ""


def operations_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups of operations in the order of TAGS."""
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            groups.setdefault(operation["tags"][0], []).append(
                {
                    "id": operation["operationId"],
                    "path": path,
                    "summary": _(operation["summary"]),
                    "parameters": [parameter(one) for one in operation.get("parameters", ())],
                    "answer": _answer_name(operation),
                    "opens": "" if "{" in path else path,
                }
            )
    return [{"tag": tag, "operations": operations} for tag, operations in groups.items() if operations]


def parameter(described: dict[str, Any]) -> dict[str, Any]:
    schema = described.get("schema", {})
    default = schema.get("default")
    return {
        "name": described["name"],
        "type": type_words(schema),
        "text": _language_text(
            {"description": schema.get("description") or described.get("description", "")}
        ),
        "default": "" if default in (None, "", []) else str(default),
        "required": bool(described.get("required")),
    }
