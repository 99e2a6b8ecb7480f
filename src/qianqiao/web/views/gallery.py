"""Every part of the kit on one page, in the language of the page, with fictional values."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.core.clock import now
from qianqiao.core.texts import language
from qianqiao.web import formatting
from qianqiao.web.forms import GalleryForm
from qianqiao.web.views import gallery_matches

Shown = dict[str, object]


def measures() -> Shown:
    missing = [{"label": _("Miss rate"), "points": 10}, {"label": _("Existing equipment"), "points": 8}]
    indicators = [
        {"name": "气孔直径", "name_en": "Pore diameter", "comparison": "ge", "value": "0.5", "unit": "mm"},
        {"name": "节拍", "name_en": "Cycle time", "comparison": "le", "value": "6", "unit": "s"},
        {
            "name": "工作温度",
            "name_en": "Working temperature",
            "comparison": "range",
            "value": "-20",
            "value_max": "60",
            "unit": "℃",
        },
    ]
    return {
        "quality": {"score": 82, "missing": missing},
        "indicators": indicators,
        "amounts": [Decimal(125000), Decimal(8000), Decimal("123456.78"), Decimal(120000000)],
        "moment": now(),
        "only_chinese": {"title": "低温型层状氧化物钠电正极材料", "title_en": ""},
        "only_english": {"title": "", "title_en": "Edible antibacterial coating for fruit"},
    }


def lists() -> Shown:
    names = [_("New materials"), _("Inspection and sensing"), _("Software and AI")]
    counts = [128, 64, 1284]
    options = [
        {"value": str(i), "label": name, "count": count}
        for i, (name, count) in enumerate(zip(names, counts, strict=True))
    ]
    columns = [
        {"label": _("Column in the file")},
        {"label": _("Read as")},
        {"label": _("Rows"), "numeric": True},
    ]
    return {
        "facets": [{"name": "field", "label": _("Technical field"), "options": options}],
        "sorts": [("fit", _("Best fit")), ("new", _("Newest")), ("price", _("Price"))],
        "page": Paginator(range(1284), 25).page(3),
        "columns": columns,
        "cells": [["Title", _("Title"), "800"], ["Owner", _("Owner"), "775"]],
        "facts": [
            {"label": _("Budget"), "value": formatting.money(Decimal(800000), language())},
            {"label": _("Region"), "value": _("Ningbo, Zhejiang")},
            {"label": _("Miss rate"), "missing": _("not stated"), "url": "#facts", "act": _("add it")},
        ],
        "rows": gallery_matches.rows(),
        "figures": [
            {"value": 1284, "label": _("offers proven alive within 90 days"), "url": "#figures"},
            {"value": 316, "label": _("demands waiting for an answer")},
            {
                "value": Decimal("2.4"),
                "label": _("median time to the first answer"),
                "unit": _("working days"),
            },
        ],
    }


def work() -> Shown:
    counts = [
        {"label": _("new"), "value": 512},
        {"label": _("unchanged"), "value": 140},
        {"label": _("rejected"), "value": 25, "bad": True},
    ]
    job = {
        "title": _("Importing achievements"),
        "done": 677,
        "total": 800,
        "counts": counts,
        "finished": False,
    }
    return {"job": job, "steps": [_("File"), _("Columns"), _("Check"), _("Done")]}


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    form = GalleryForm({"title": "", "text": _("Pores of half a millimetre inside die-cast housings.")})
    form.is_valid()
    context = {"form": form, "matches": gallery_matches.matches(), **measures(), **lists(), **work()}
    return render(request, "web/gallery.html", context)
