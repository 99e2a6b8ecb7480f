"""Who walks: every role in its own organisation, people of foreign ones, a person without any, a visitor."""

from dataclasses import dataclass
from datetime import timedelta

from qianqiao.agreements.domain import Terms
from qianqiao.agreements.models import Agreement
from qianqiao.api.holders import PREFIX, digest_of
from qianqiao.api.models import ApiKey
from qianqiao.api.scopes import SCOPES
from qianqiao.catalogue.domain import linking
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.queries import record_by_number
from qianqiao.core import clock, private_files
from qianqiao.core.actor import SYSTEM
from qianqiao.demands.queries import demand_by_number
from qianqiao.docking.domain import steps, talking
from qianqiao.docking.domain.expressing import Interest, express
from qianqiao.docking.domain.talking import Proposal
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.organisations.roles import roles
from qianqiao.people.domain import delegations, invitations, verifying
from qianqiao.people.domain.terms import Terms as MembershipTerms
from qianqiao.people.links import invitation_token
from qianqiao.reference.identifiers.organisations import uscc_check_character
from qianqiao.upkeep.domain.renewing import renew
from qianqiao.upkeep.domain.retiring import announce
from qianqiao.upkeep.models import Retirement
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
    keys: dict[str, str]

    def headers(self, person: str, address: str) -> dict[str, str]:
        """What the person's program sends besides, where an address takes a key instead of a session."""
        if not address.startswith("/api/v1/cases"):
            return {}
        shown = {"Authorization": f"Bearer {self.keys[person]}"} if person in self.keys else {}
        return shown | {"Idempotency-Key": "walked-by-everybody"}


SECRET = "密封正文甲乙丙丁"
CODE = (_first := "91330200MA2ABCDEF") + uscc_check_character(_first)


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
    names |= _under_review(university, people)
    names |= {"university_pk": str(university.pk), **_cases(names, people), **_mandates(enterprise, people)}
    make.add_second_factor(people[STAFF])
    people[BARE] = _member("bare", university, "transfer_officer", second_factor=False)
    names |= _belonging(university, enterprise, people)
    names |= _living(university, enterprise, people)
    keys = {name: _key(user) for name, user in people.items() if user and user.memberships.exists()}
    names["tomorrow"] = (clock.today() + timedelta(days=1)).isoformat()
    names["key"] = str(ApiKey.objects.get(user=people["transfer_officer"]).pk)
    return World(names, people, SECRET, keys)


def _key(user: User) -> str:
    """A key with every scope, for whoever belongs to an organisation: it must not open more than its person may."""
    secret = f"{PREFIX}{user.pk:040}"
    now = clock.now()
    ApiKey.objects.create(
        user=user,
        organisation=user.memberships.get().organisation,
        name="示例",
        digest=digest_of(secret),
        ending=secret[-4:],
        scopes=list(SCOPES),
        created_at=now,
        expires_at=now + timedelta(days=9),
    )
    return secret


def _cases(names: dict[str, str], people: dict[str, User | None]) -> dict[str, str]:
    """A case that waits for the enterprise's answer, and one in which both talk, with all that a case may hold."""
    officer, firm = actor_of(people["transfer_officer"]), actor_of(people["enterprise_user"])
    demand = demand_by_number(names["demand"], actor=firm)
    university = next(iter(officer.organisation_ids))
    interest = Interest("示例：我们测过，可以先看样件。", ["call"], "示例")
    asked, talk = (
        express(
            interest,
            demand=demand,
            offer=record_by_number(names[offer], actor=officer),
            organisation_id=university,
            actor=officer,
        )
        for offer in ("achievement", "patent")
    )
    talk = steps.take_plain_step(steps.accept(talk, reach="示例", actor=firm), "open_contact", actor=officer)
    file = private_files.store([b"%PDF-1.7 sample"], name="sample.pdf", room="docking")
    message = talking.say(talk, SECRET, files=[file], actor=officer)
    meeting = talking.propose(talk, Proposal(clock.now() + timedelta(days=9), 60, "示例"), actor=officer)
    signed = private_files.store([b"%PDF-1.7 signed"], name="signed.pdf", room="agreements")
    terms = Terms("confidentiality", "示例保密协议", clock.today())
    talk = steps.agree_confidentiality(talk, terms, copy=signed, actor=officer)
    return {
        "asked": asked.number,
        "talk": talk.number,
        "file": str(message.files.get().pk),
        "meeting": str(meeting.pk),
        "agreement": Agreement.objects.get(cause=talk.number).number,
    }


def _belonging(
    university: Organisation, enterprise: Organisation, people: dict[str, User | None]
) -> dict[str, str]:
    """A member, an invitation and lent roles at the university; the enterprise waits to be verified."""
    administrator, officer = people["administrator"], people["transfer_officer"]
    inventor = people["inventor"]
    assert officer is not None
    assert inventor is not None
    held = Membership.objects.get(user=officer)
    loan = delegations.lend(
        held,
        to=inventor.pk,
        roles=["transfer_officer"],
        ends_on=clock.today() + timedelta(days=9),
        note="",
        actor=actor_of(officer),
    )
    # lent roles must not show in what an inventor may do by himself
    delegations.end_loan(loan, actor=actor_of(officer))
    invited = invitations.invite(
        university,
        "invited@example.org",
        MembershipTerms(roles=["inventor"]),
        language="en",
        actor=actor_of(administrator),
    )
    filed = verifying.file(
        enterprise, code=CODE, chunks=[b"%PDF-1.7 licence"], name="licence.pdf", note="", actor=SYSTEM
    )
    member = Membership.objects.get(user=inventor)
    return {
        "member": str(member.pk),
        "member_version": str(member.version),
        "inventor_pk": str(inventor.pk),
        "filed_version": str(filed.version),
        "invitation": str(invited.pk),
        "link": invitation_token(invited),
        "loan": str(loan.pk),
        "document": str(filed.documents.get().pk),
    }


def _living(
    university: Organisation, enterprise: Organisation, people: dict[str, User | None]
) -> dict[str, str]:
    """A retired patent, a demand of which its enterprise is asked whether it is solved, and what an officer renewed."""
    announce(make.patent(university, legal_status="lapsed"), lambda _row: ("patent_ended", "legal:lapsed"))
    announce(make.demand(enterprise), lambda _row: ("demand_solved", "case:example"))
    kept, said = make.expert(university), make.expert(university)
    linking.claim(said, actor=actor_of(_member("claimant", university, "inventor")))
    clicked = renew([kept.number], actor=actor_of(people["transfer_officer"]))
    found = dict(Retirement.objects.values_list("reason", "pk"))
    return {
        "retirement": str(found["patent_ended"]),
        "question": str(found["demand_solved"]),
        "renewal": str(clicked.batch),
        "said": said.number,
    }


def _under_review(university: Organisation, people: dict[str, User | None]) -> dict[str, str]:
    """A record that waits for a colleague, and one of a new organisation that waits for the platform."""
    newcomer = make.organisation("university", fictional=False, region="110000")
    writer = _member("newcomer", newcomer, "transfer_officer")
    waiting = make.achievement(university, publish=False)
    checked = make.achievement(newcomer, publish=False)
    take_record_step(waiting, "submit", actor=actor_of(people["inventor"]))
    checked = take_record_step(checked, "submit", actor=actor_of(writer))
    return {
        "waiting": waiting.number,
        "checked": checked.number,
        "checked_version": str(checked.version),
    }


def _mandates(enterprise: Organisation, people: dict[str, User | None]) -> dict[str, str]:
    """The enterprise's mandate under which the broker carries its cases, and one that waits for an answer."""
    firm, broker = actor_of(people["enterprise_user"]), actor_of(people["broker"])
    agency = Organisation.objects.get(pk=next(iter(broker.organisation_ids)))
    today = clock.today()
    terms = MandateTerms(["express", "answer", "negotiate", "keep"], today, today + timedelta(days=90))
    held, offered = (give(enterprise, agency, terms, actor=firm) for _ in range(2))
    answer(held, "accept", actor=broker)
    return {
        "agency": agency.number,
        "mandate": held.number,
        "offered": offered.number,
        "day": today.isoformat(),
        "last_day": terms.ends_on.isoformat(),
    }


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
