"""Loads the fictional records by import, makes the demo people, and marks the site as a sample."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from django.db import transaction

from qianqiao.core import config
from qianqiao.core.actor import SYSTEM
from qianqiao.imports.domain import import_rows
from qianqiao.organisations.domain.addresses import confirm_address
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Organisation, User

SOURCE = "sample"
KINDS = ("achievements", "patents", "experts", "demands")
DEMO_PASSWORD = "qianqiao-demo"  # noqa: S105  a public sign-in for fictional people on a loopback server
# Address, name, organisation (empty: the first sample enterprise), position, roles.
DEMO_PEOPLE = (
    (
        "officer@example.edu",
        "示例专员（高校技术转移）",
        "示例工业大学",
        "技术转移专员",
        ("administrator", "transfer_officer"),
    ),
    ("inventor@example.edu", "示例教授（发明人）", "示例工业大学", "教授", ("inventor",)),
    ("doctoral@example.edu", "示例博士生", "示例工业大学", "博士研究生", ("doctoral_student",)),
    ("firm@example.com", "示例工程师（企业）", "", "工艺工程师", ("administrator", "enterprise_user")),
    (
        "broker@example.com",
        "示例经纪人（服务机构）",
        "杭州示例技术转移服务有限公司",
        "技术经纪人",
        ("administrator", "broker"),
    ),
    (
        "ministry@example.org",
        "示例处长（省教育厅）",
        "示例省教育厅",
        "处长",
        ("administrator", "authority_officer"),
    ),
)
# Sees the figures of the platform, belongs to no organisation.
DEMO_OPERATOR = ("operator@example.org", "示例运营（平台）")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Counts per kind: created, updated, unchanged, rejected."""

    kind: str
    created: int
    updated: int
    unchanged: int
    rejected: int


class SampleDataError(RuntimeError):
    """A sample record was rejected: the message names it."""


def data_folder() -> Traversable:
    return resources.files("qianqiao.samples") / "data"


def rows(kind: str) -> Iterator[Mapping[str, object]]:
    """All sample rows of a kind, field by field, under interchange keys."""
    folder = data_folder()
    files = [folder / f"{kind}.jsonl"]
    files += [
        entry / f"{kind}.jsonl" for entry in sorted(folder.iterdir(), key=lambda e: e.name) if entry.is_dir()
    ]
    for file in files:
        if file.is_file():
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    yield json.loads(line)


def load() -> list[Loaded]:
    """Imports every sample record as published; importing again changes nothing."""
    told = []
    for kind in ("organisations", *KINDS):
        report = import_rows(kind, rows(kind), actor=SYSTEM, source=SOURCE, publish=True, fictional=True)
        if report.rejected:
            first = report.problems[0]
            raise SampleDataError(f"{kind}: {report.rejected} sample rows were rejected, the first: {first}")
        told.append(Loaded(kind, report.created, report.updated, report.unchanged, report.rejected))
    _make_people()
    config.mark_sample_site()
    return told


def _make_people() -> None:
    enterprises = Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE, source=SOURCE).order_by(
        "number"
    )
    with transaction.atomic():
        for email, name, organisation_name, title, roles in DEMO_PEOPLE:
            user = User.objects.filter(email=email).first() or User.objects.create_user(
                email, DEMO_PASSWORD, name=name
            )
            confirm_address(user)
            if organisation_name:
                organisation = Organisation.objects.filter(name=organisation_name, source=SOURCE).first()
            else:
                organisation = enterprises.first()
            if organisation is not None:
                add_member(organisation, user=user, title=title, actor=SYSTEM, roles=roles)
        email, name = DEMO_OPERATOR
        operator = User.objects.filter(email=email).first() or User.objects.create_user(
            email, DEMO_PASSWORD, name=name, is_staff=True
        )
        confirm_address(operator)
