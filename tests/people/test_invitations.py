"""Invitations: the link and the address together let one in, for fourteen days, once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from qianqiao.core import clock, outbox
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Todo
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Membership
from qianqiao.people.domain import invitations, memberships
from qianqiao.people.domain.terms import Terms
from qianqiao.people.jobs import end_what_has_run_out
from qianqiao.people.links import invitation_behind, invitation_token
from qianqiao.people.models import Invitation
from tests.factories import records as make

pytestmark = pytest.mark.django_db
INVENTOR = Terms(["inventor"], title="示例教授")


def sent(language: str = "zh-hans", email: str = "New.Person@example.org") -> Invitation:
    own = make.organisation()
    _, administrator = make.person(own)
    return invitations.invite(own, email, INVENTOR, language=language, actor=administrator)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "邀请"), ("en", "invites you")])
def test_the_mail_holds_the_link_in_the_language_chosen(language: str, words: str) -> None:
    row = sent(language)
    outbox.deliver_all()
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert letter.to == ["New.Person@example.org"]
    assert words in letter.subject
    assert f"/invitations/{invitation_token(row)}" in str(letter.body)
    assert invitation_behind(invitation_token(row)) == row


def test_a_link_that_was_tampered_with_leads_nowhere() -> None:
    token = invitation_token(sent())
    assert invitation_behind(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert invitation_behind("nonsense") is None


def test_who_was_invited_joins_with_the_roles_of_the_invitation_once() -> None:
    row = sent()
    user, actor = make.person(email="new.person@example.org")
    joined = invitations.accept(row, user=user, actor=actor)
    assert (joined.state, joined.roles, joined.title) == ("active", ["inventor"], "示例教授")
    assert actor_of(user).may("records.edit", row.organisation_id)
    entry = AuditEntry.objects.get(action="membership.join")
    assert (entry.actor_kind, entry.actor_id) == ("system", user.pk)
    with pytest.raises(Refusal, match="wrong_state"):
        invitations.accept(row, user=user, actor=actor)


def test_a_link_passed_on_lets_nobody_in() -> None:
    row = sent()
    other, actor = make.person()
    with pytest.raises(Refusal, match="other_address"):
        invitations.accept(row, user=other, actor=actor)
    assert not Membership.objects.filter(user=other).exists()


def test_after_fourteen_days_it_has_lapsed() -> None:
    row = sent()
    user, actor = make.person(email="new.person@example.org")
    with clock.frozen(row.expires_at):
        with pytest.raises(Refusal, match="lapsed"):
            invitations.accept(row, user=user, actor=actor)
        assert end_what_has_run_out() == 1
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert row.expires_at - row.created_at == timedelta(days=14)
    assert not Membership.objects.filter(user=user).exists()


def test_an_invitation_taken_back_is_not_mailed_and_not_accepted() -> None:
    own = make.organisation()
    _, administrator = make.person(own)
    row = invitations.invite(own, "a@example.org", INVENTOR, language="en", actor=administrator)
    invitations.take_back(row, actor=administrator)
    outbox.deliver_all()
    assert mail.outbox == []
    user, actor = make.person(email="a@example.org")
    with pytest.raises(Refusal, match="wrong_state"):
        invitations.accept(row, user=user, actor=actor)


def test_only_a_proven_address_shows_the_invitation_on_the_site() -> None:
    unproven, _ = make.person(email="one@example.org")
    proven, _ = make.person(email="two@example.org")
    EmailAddress.objects.filter(user=unproven).update(verified=False)
    EmailAddress.objects.update_or_create(user=proven, email=proven.email, defaults={"verified": True})
    row = sent(email="One@example.org")
    assert not Todo.objects.filter(user=unproven).exists()
    row = sent(email="Two@example.org")
    todo = Todo.objects.get(user=proven)
    assert invitation_token(row) in todo.address
    invitations.decline(row, user=proven, actor=actor_of(proven))
    todo.refresh_from_db()
    assert todo.closed_at is not None


def test_refusals_leave_nothing() -> None:
    own = make.organisation()
    member, administrator = make.person(own)
    _, inventor = make.person(own, roles=["inventor"])
    _, foreign = make.person(make.organisation())
    for actor, email, terms, code in (
        (inventor, "x@example.org", INVENTOR, "not_allowed"),
        (foreign, "x@example.org", INVENTOR, "not_allowed"),
        (administrator, member.email, INVENTOR, "already_member"),
        (administrator, "x@example.org", Terms(["broker"]), "role_not_for_kind"),
    ):
        with pytest.raises(Refusal, match=code):
            invitations.invite(own, email, terms, language="en", actor=actor)
    assert not Invitation.objects.exists()
    invitations.invite(own, "x@example.org", INVENTOR, language="en", actor=administrator)
    with pytest.raises(Refusal, match="already_invited"):
        invitations.invite(own, "X@example.org", INVENTOR, language="en", actor=administrator)


def test_an_invitation_closes_the_request_of_the_same_person() -> None:
    own = make.organisation()
    _, administrator = make.person(own)
    user, actor = make.person(email="both@example.org")
    memberships.ask_to_join(own, message="", title="", actor=actor)
    row = invitations.invite(own, "both@example.org", INVENTOR, language="en", actor=administrator)
    invitations.accept(row, user=user, actor=actor)
    assert Membership.objects.get(user=user).state == "active"
    assert not Todo.objects.filter(closed_at=None).exists()
