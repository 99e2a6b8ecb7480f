"""Buttons, fields, search box, file drop zone, dialog."""

from django import forms, template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from qianqiao.web.components.attributes import attributes

register = template.Library()
BUTTON_KINDS = {"primary": "", "quiet": "btn-quiet", "bare": "btn-bare", "danger": "btn-danger"}


def button_class(kind: str, size: str) -> str:
    parts = ("btn", BUTTON_KINDS[kind], "btn-small" if size == "small" else "")
    return " ".join(part for part in parts if part)


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    *,
    kind: str = "primary",
    size: str = "",
    type: str = "submit",  # noqa: A002  HTML's word
    **attrs: object,
) -> dict[str, object]:
    return {"label": label, "class": button_class(kind, size), "type": type, "attrs": attributes(attrs)}


@register.inclusion_tag("components/link_button.html")
def link_button(
    label: str, href: str, *, kind: str = "quiet", size: str = "", **attrs: object
) -> dict[str, object]:
    return {"label": label, "href": href, "class": button_class(kind, size), "attrs": attributes(attrs)}


def field_shape(widget: forms.Widget) -> str:
    """Which of the four layouts fits: a lone check box, a group of choices, a text area, a line."""
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "line"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **attrs: object) -> dict[str, object]:
    """A form field with label, help, errors and a reviewer's comment, tied by aria-describedby."""
    widget = bound.field.widget
    extra: dict[str, str | bool] = {key.replace("_", "-"): str(value) for key, value in attrs.items()}
    comment = getattr(bound.form, "review_comments", {}).get(bound.name, "")
    if comment:
        extra["aria-describedby"] = f"{bound.aria_describedby or ''} {bound.auto_id}_comment".strip()
    return {
        "field": bound,
        "comment": comment,
        "shape": field_shape(widget),
        "widget": bound.as_widget(attrs=extra),
        "required": bound.field.required,
        "limit": getattr(bound.field, "max_length", None),
        "length": len(str(bound.value() or "")),
    }


@register.inclusion_tag("components/search_box.html", takes_context=True)
def search_box(
    context: template.Context,
    label: str,
    *,
    action: str = "",
    name: str = "q",
    placeholder: str = "",
    keep: str = "",
) -> dict[str, object]:
    """Search by GET. `keep` names the parameters (separated by spaces) that stay as they are."""
    request: HttpRequest = context["request"]
    kept = [(key, value) for key in keep.split() for value in request.GET.getlist(key)]
    return {
        "label": label,
        "action": action or request.path,
        "name": name,
        "value": request.GET.get(name, ""),
        "placeholder": placeholder,
        "kept": kept,
    }


@register.inclusion_tag("components/file_drop.html")
def file_drop(
    label: str,
    *,
    name: str = "file",
    accept: str = "",
    help: str = "",  # noqa: A002  the field's word
    multiple: bool = False,
    errors: object = None,
) -> dict[str, object]:
    return {
        "label": label,
        "name": name,
        "accept": accept,
        "help": help,
        "multiple": multiple,
        "errors": errors,
    }


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002  HTML's word
    """A native dialog; open it with a button that carries data-opens="<id>"."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title})
