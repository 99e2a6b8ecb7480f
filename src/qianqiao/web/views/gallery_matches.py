"""Rows and match cards of the gallery; all organisations are fictional."""

from django.utils.translation import gettext as _

Shown = dict[str, object]


def spans(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words if word in text]


def rows() -> list[Shown]:
    return [
        {
            "url": "#rows",
            "title": _("Layered oxide cathode for sodium cells at low temperature"),
            "meta": [_("Example University of Technology"), _("Invention patent")],
            "side": _("Free for 12 months"),
            "side_meta": _("then ¥30,000 a year"),
            "price": True,
            "trl": 6,
            "state": "published",
            "chips": [_("Licence"), _("New materials")],
        },
        {
            "url": "#rows",
            "title": _("Total nitrogen of pond water below 5 mg/L"),
            "meta": [_("Fujian"), _("Aquaculture"), _("Commissioned development")],
            "side": _("12 days left"),
            "text": _("The effluent of our shrimp ponds holds 12 mg/L of total nitrogen in summer."),
            "text_spans": spans(
                _("The effluent of our shrimp ponds holds 12 mg/L of total nitrogen in summer."),
                _("total nitrogen"),
            ),
            "state": "in_review",
        },
    ]


def strong_match() -> Shown:
    problem = _(
        "You want pores found inside on the line; this images casting defects inside by X-ray, pores first."
    )
    indicator = _("You want 0.5 mm and 6 s; this measured 0.3 mm and 4.2 s a part (test report attached).")
    return {
        "url": "#match",
        "title": _("Fast recognition of defects inside castings by X-ray imaging and a deep network"),
        "owner": [_("Example Polytechnic University"), _("Invention patent"), _("Hangzhou, Zhejiang")],
        "strength": "strong",
        "score": 91,
        "reasons": [
            {
                "label": _("Problem solved"),
                "text": problem,
                "spans": spans(problem, _("pores found inside"), _("defects inside")),
            },
            {
                "label": _("Indicators"),
                "text": indicator,
                "spans": spans(indicator, "0.3 mm", _("4.2 s a part")),
            },
            {"label": _("Conditions"), "text": _("Budget, region and way of working together all fit.")},
        ],
        "missing": _("The miss rate was measured on aluminium-silicon alloys only."),
        "trl": 7,
        "price": _("free for 6 months, then ¥120,000 a year"),
        "chips": [_("Licence")],
        "answer": _("usually answers within 2 working days"),
    }


def matches() -> list[Shown]:
    reason = _("Similar words, but this finds scratches on the surface, not pores inside.")
    weak: Shown = {
        "url": "#match",
        "title": _("Machine vision for scratches on die-cast parts, on the line"),
        "owner": [_("Example University"), _("Utility model"), _("Dongguan, Guangdong")],
        "strength": "look",
        "score": 58,
        "reasons": [
            {"label": _("Caution"), "text": reason, "spans": spans(reason, _("scratches on the surface"))}
        ],
    }
    return [strong_match(), weak]
