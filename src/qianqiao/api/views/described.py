"""The OpenAPI document as a person reads it: operations, parameters and shapes in the page's language."""

import json
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qianqiao.api.form_bodies import FORM
from qianqiao.core.texts import in_chinese

TAG_LABELS: dict[str, Promise] = {
    "root": gettext_lazy("Overview"),
    "organisations": gettext_lazy("Organisations"),
    "offers": gettext_lazy("Achievements and patents"),
    "experts": gettext_lazy("Experts"),
    "demands": gettext_lazy("Demands"),
    "matches": gettext_lazy("Matches"),
    "cases": gettext_lazy("Docking cases"),
    "search": gettext_lazy("Search"),
    "reference": gettext_lazy("Code tables"),
}
LEFT_OUT = ("Input", "Problem", "Parameters", "Page", "TableList", "Root")
DONE = (200, 201)


def _language_text(described: dict[str, Any]) -> str:
    """A field's Chinese label on a Chinese page, else its translated description."""
    chinese = in_chinese()
    if chinese and "x-label-zh" in described:
        return str(described["x-label-zh"])
    told = str(described.get("description", ""))
    return _(told) if told else ""


def _reference_name(described: dict[str, Any]) -> str:
    return str(described["$ref"]).rsplit("/", 1)[-1]


def type_words(described: dict[str, Any], *, may_be_null: bool = True) -> str:
    """text, integer, list of text, Indicator, date …, with “or null” where the value may be absent."""
    if "anyOf" in described:
        parts = [one for one in described["anyOf"] if one.get("type") != "null"]
        numeric = [one for one in parts if one.get("type") == "number"]  # a decimal may also come as text
        words = pgettext("type", " or ").join(dict.fromkeys(type_words(one) for one in numeric or parts))
        nullable = may_be_null and len(parts) < len(described["anyOf"])
        return pgettext("type", "%(type)s or null") % {"type": words} if nullable else words
    if "$ref" in described:
        return _reference_name(described)
    if described.get("type") == "array":
        return pgettext("type", "list of %(type)s") % {"type": type_words(described.get("items", {}))}
    if "enum" in described or "const" in described:
        return " | ".join(
            str(value) for value in described.get("enum", [described.get("const")]) if value != ""
        )
    return _plain_type(described)


def _plain_type(described: dict[str, Any]) -> str:
    words = {
        "date": pgettext("type", "date"),
        "binary": pgettext("type", "file"),
        "date-time": pgettext("type", "date and time"),
        "integer": pgettext("type", "integer"),
        "number": pgettext("type", "number"),
        "boolean": pgettext("type", "true or false"),
        "object": pgettext("type", "object"),
    }
    kind = described.get("format") or described.get("type", "")
    return words.get(kind, pgettext("type", "text"))


def _is_code(described: dict[str, Any]) -> bool:
    """Whether the type is told by the values themselves, which are the same in every language."""
    return "enum" in described or "const" in described


def fields_of(shape: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "type": type_words(described),
            "is_code": _is_code(described),
            "text": _language_text(described),
            "table": str(described.get("x-table", "")),
        }
        for name, described in shape.get("properties", {}).items()
    ]


def _shape_text(told: str) -> str:
    """Translated; small shapes are told in English only, so a Chinese page leaves them to their fields."""
    text = _(told) if told else ""
    return "" if text == told and in_chinese() else text


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
    answer = next(operation["responses"][status] for status in DONE if status in operation["responses"])
    return _shape_name(answer)


def _shape_name(told: dict[str, Any]) -> str:
    """The shape of an answer or a body; nothing where there is none."""
    content = told.get("content", {})
    described = content.get("application/json", content.get("application/octet-stream", {})).get("schema", {})
    return type_words(described) if described else ""


def _form_fields(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the form that an operation takes instead of JSON; none where it takes none."""
    form = operation.get("requestBody", {}).get("content", {}).get(FORM, {})
    return fields_of(form.get("schema", {}))


def operations_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups of operations in the order of TAG_LABELS; reading stands before writing."""
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAG_LABELS}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "body": _shape_name(operation.get("requestBody", {})),
                    "form": _form_fields(operation),
                    "keyed": bool(operation.get("security")),
                    "path": path,
                    "summary": _(operation["summary"]),
                    "parameters": [parameter(one) for one in operation.get("parameters", ())],
                    "answer": _answer_name(operation),
                    "opens": "" if "{" in path or operation.get("security") else path,
                }
            )
    return [
        {
            "tag": tag,
            "label": str(TAG_LABELS.get(tag, tag)),
            "operations": sorted(operations, key=lambda one: one["method"] != "GET"),
        }
        for tag, operations in groups.items()
        if operations
    ]


def parameter(described: dict[str, Any]) -> dict[str, Any]:
    schema = described.get("schema", {})
    default = schema.get("default")
    return {
        "name": described["name"],
        "type": type_words(schema, may_be_null=False),
        "is_code": _is_code(schema),
        "text": _language_text(
            {"description": schema.get("description") or described.get("description", "")}
        ),
        "default": "" if default in (None, "", []) else str(default),
        "required": bool(described.get("required")),
    }
