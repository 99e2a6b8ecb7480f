"""One maker per kind of record; values may be overridden by interchange key."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest
from django.test import Client

from qianqiao.catalogue.domain.records import upsert_records
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.demands.domain.records import upsert_demands
from qianqiao.demands.models import Demand
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.domain.addresses import confirm_address
from qianqiao.organisations.domain.records import add_member, upsert_organisations
from qianqiao.organisations.models import Organisation, User

_serial = count(1)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def organisation(kind: str = "university", *, fictional: bool = True, **values: Any) -> Organisation:
    n = next(_serial)
    row = {
        "external_id": f"org-{n}",
        "kind": kind,
        "name": f"示例单位{n}",
        "name_en": f"Example Organisation {n}",
        "region": "330200",
        **values,
    }
    return upsert_organisations([row], actor=SYSTEM, source="test", fictional=fictional)[0].record


def person(
    *organisations: Organisation,
    email: str = "",
    roles: Sequence[str] | None = None,
    second_factor: bool = True,
) -> tuple[User, Actor]:
    """Someone who belongs to organisations, in the roles given or in those of the first of each kind.

    With a confirmed address and, unless `second_factor` says otherwise, the authenticator app that many roles need.
    """
    user = User.objects.create_user(
        email or f"person{next(_serial)}@example.org", "correct horse battery", name="示例人员"
    )
    confirm_address(user)
    if second_factor:
        add_second_factor(user)
    for one in organisations:
        add_member(one, user=user, title="", actor=SYSTEM, roles=roles)
    return user, actor_of(user)


def add_second_factor(user: User) -> None:
    TOTP.activate(user, TOTP_SECRET)


def sign_in(client: Client, user: User) -> Client:
    """Signs in as somebody who has just shown the password and the second factor."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    request = HttpRequest()
    request.session = session = client.session  # type: ignore[assignment]
    for method in ("password", "mfa"):
        record_authentication(request, user, method)
    session.save()
    return client


def achievement(owner: Organisation | None = None, *, publish: bool = True, **values: Any) -> Achievement:
    owner = owner or organisation()
    row = {
        "external_id": f"a-{next(_serial)}",
        "title": "铸件内部缺陷的射线快速识别系统",
        "title_en": "Fast X-ray recognition of internal casting defects",
        "summary": "以射线成像与深度网络识别铝合金压铸件内部的气孔与缩松，单件检测时间四点二秒。",
        "summary_en": "X-ray imaging and a deep network find pores inside aluminium die castings in 4.2 seconds.",
        "owner": owner.pk,
        "fields": ["inspection_sensing"],
        "trl": 7,
        "modes": ["licence"],
        "region": "330100",
        **values,
    }
    return upsert_records(Achievement, [row], actor=SYSTEM, source="test", publish=publish)[0].record  # type: ignore[no-any-return]


def patent(owner: Organisation | None = None, *, publish: bool = True, **values: Any) -> Patent:
    owner = owner or organisation()
    row = {
        "external_id": f"p-{next(_serial)}",
        "application_number": "202319900001.3",
        "title": "一种钠离子电池层状氧化物正极材料",
        "title_en": "A layered oxide cathode material for sodium-ion batteries",
        "abstract": "本发明公开一种低温性能良好的钠离子电池正极材料及其制备方法。",
        "owner": owner.pk,
        "fields": ["energy_storage"],
        **values,
    }
    return upsert_records(Patent, [row], actor=SYSTEM, source="test", publish=publish)[0].record  # type: ignore[no-any-return]


def expert(owner: Organisation | None = None, *, publish: bool = True, **values: Any) -> Expert:
    owner = owner or organisation()
    row = {
        "external_id": f"x-{next(_serial)}",
        "name": "示例甲",
        "name_en": "Shili Jia",
        "organisation": owner.pk,
        "research": ["无损检测", "射线成像"],
        "documents": [
            {
                "title": "压铸件射线检测",
                "text": "铝合金压铸件内部气孔的射线成像检测方法。",
                "year": 2025,
                "kind": "paper",
            }
        ],
        **values,
    }
    return upsert_records(Expert, [row], actor=SYSTEM, source="test", publish=publish)[0].record  # type: ignore[no-any-return]


def demand(owner: Organisation | None = None, *, publish: bool = True, **values: Any) -> Demand:
    owner = owner or organisation("enterprise")
    row = {
        "external_id": f"d-{next(_serial)}",
        "title": "压铸壳体内部气孔在线全检",
        "title_en": "In-line inspection of pores inside die-cast housings",
        "organisation": owner.pk,
        "problem": "铝合金压铸壳体内部常有半毫米左右的气孔，现在靠抽检切开看，想在线上全检，节拍六秒一件。",
        "fields": ["inspection_sensing"],
        "budget_max": "800000.00",
        **values,
    }
    return upsert_demands([row], actor=SYSTEM, source="test", publish=publish)[0].record
