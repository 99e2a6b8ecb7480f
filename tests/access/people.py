"""Who walks: every role in its own organisation, people of foreign ones, a person without any, a visitor."""

from dataclasses import dataclass

from qianqiao.core.actor import SYSTEM
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Organisation, User
from qianqiao.organisations.roles import roles
from tests.factories import records as make

VISITOR, NOBODY, STAFF = "visitor", "without organisation", "staff"
BARE = "transfer_officer without second factor"
FOREIGN = ("foreign transfer_officer", "foreign enterprise_user")


def columns() -> list[str]:
    """The columns of the grid, in order."""
    return [VISITOR, NOBODY, *roles(), *FOREIGN, STAFF, BARE]


@dataclass(frozen=True, slots=True)
class World:
    """Two organisations with records of every kind and confidentiality, and what stands for the names in addresses."""

    names: dict[str, str]
    people: dict[str, User | None]
    secret: str


SECRET = "密封正文甲乙丙丁"


def build() -> World:
    """The same world each time, but for its numbers."""
    university = make.organisation("university", region="330200")
    enterprise = make.organisation("enterprise", region="330200")
    names = {
        "university": university.number,
        "enterprise": enterprise.number,
        "achievement": make.achievement(university).number,
        "draft": make.achievement(university, publish=False).number,
        "patent": make.patent(university).number,
        "expert": make.expert(university).number,
        "demand": make.demand(enterprise).number,
        "sealed": make.demand(
            enterprise,
            confidentiality="sealed",
            problem=f"{SECRET}：压铸壳体内部气孔需要在线检测，节拍六秒一件。",
        ).number,
        "draft_demand": make.demand(enterprise, publish=False).number,
    }
    people: dict[str, User | None] = {VISITOR: None, NOBODY: make.person()[0]}
    for code, role in roles().items():
        people[code] = _member(code, _home(role.kinds, university, enterprise), code)
    people[FOREIGN[0]] = _member(
        FOREIGN[0], make.organisation("university", region="110000"), "transfer_officer"
    )
    people[FOREIGN[1]] = _member(
        FOREIGN[1], make.organisation("enterprise", region="110000"), "enterprise_user"
    )
    people[STAFF] = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    make.add_second_factor(people[STAFF])
    people[BARE] = _member("bare", university, "transfer_officer", second_factor=False)
    return World(names, people, SECRET)


def _home(kinds: frozenset[str], university: Organisation, enterprise: Organisation) -> Organisation:
    """The university where the role fits one, else the enterprise, else an organisation of its kind nearby."""
    if "university" in kinds:
        return university
    if "enterprise" in kinds:
        return enterprise
    return make.organisation(min(kinds), region="330000")


def _member(name: str, organisation: Organisation, role: str, *, second_factor: bool = True) -> User:
    user = User.objects.create_user(
        f"{name.replace(' ', '-')}@example.org", "correct horse battery", name="示例人员"
    )
    add_member(organisation, user=user, title="", actor=SYSTEM, roles=[role])
    if second_factor:
        make.add_second_factor(user)
    return user
