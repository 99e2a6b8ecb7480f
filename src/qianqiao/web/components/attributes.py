"""HTML attributes from keyword arguments of a tag."""

from django.utils.html import format_html_join
from django.utils.safestring import SafeString


def attributes(pairs: dict[str, object]) -> SafeString:
    """`hx_get="/x"` becomes ` hx-get="/x"`; True writes the bare name, None and False write nothing.

    Raises ValueError for style and event attributes: the content security policy would drop them silently.
    """
    cleaned: list[tuple[str, str]] = []
    for key, value in pairs.items():
        name = key.rstrip("_").replace("_", "-")
        if name == "style" or name.startswith("on"):
            raise ValueError(f"“{name}” is inline script or style: use a class, or a module in static/web/js")
        if value is None or value is False or value == "":
            continue
        cleaned.append((name, "" if value is True else str(value)))
    return format_html_join("", ' {}="{}"', cleaned)
