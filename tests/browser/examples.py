"""Prints, as JSON, public numbers of sample records that stand for their kinds in page addresses."""

import json
import sys

from qianqiao.cli import setup


def numbers() -> dict[str, str]:
    """One number per kind; the demand with the most indicators, so that its page shows all there is."""
    from django.db.models import Count  # noqa: PLC0415  after set-up

    from qianqiao.catalogue.models import Achievement, Expert, Patent  # noqa: PLC0415
    from qianqiao.demands.models import Demand  # noqa: PLC0415
    from qianqiao.organisations.models import Organisation  # noqa: PLC0415

    demands = Demand.objects.filter(state="published").annotate(count=Count("indicators"))
    firm = Organisation.objects.get(memberships__user__email="firm@example.com")
    university = Organisation.objects.get(memberships__user__email="officer@example.edu")
    own = demands.filter(organisation=firm).order_by("number").first()
    found = {
        "achievement": Achievement.objects.filter(state="published").order_by("number").first(),
        "own_achievement": Achievement.objects.filter(owner=university).order_by("number").first(),
        "patent": Patent.objects.filter(state="published").order_by("number").first(),
        "own_expert": Expert.objects.filter(organisation=university).order_by("number").first(),
        "expert": Expert.objects.filter(state="published").order_by("number").first(),
        "demand": demands.filter(confidentiality="public").order_by("-count", "number").first(),
        "sealed": demands.filter(confidentiality="sealed").order_by("number").first(),
        "own_demand": own,
        "university": university,
        "enterprise": Organisation.objects.filter(kind="enterprise").order_by("number").first(),
    }
    numbers = {kind: record.number for kind, record in found.items() if record is not None}
    own_people = university.memberships.exclude(user__email="officer@example.edu")
    return {**numbers, "membership": str(own_people.order_by("pk").values_list("pk", flat=True)[0])}


if __name__ == "__main__":
    setup.django()
    json.dump(numbers(), sys.stdout)
