"""The sentences of this room's notices and to-dos, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices import texts

LOOK = _("Look")
for code, says, act in (
    ("people.request", _("%(person)s asks to join %(organisation)s."), _("Decide")),
    ("people.approved", _("You are now a member of %(organisation)s."), LOOK),
    ("people.refused", _("%(organisation)s turned down your request to join: %(reason)s"), LOOK),
    ("people.changed", _("Your roles in %(organisation)s were changed."), LOOK),
    ("people.ended", _("Your membership in %(organisation)s has ended: %(reason)s"), LOOK),
    ("people.expired", _("Your membership in %(organisation)s has run out."), LOOK),
    ("people.left", _("%(person)s has left %(organisation)s."), LOOK),
    (
        "people.taken_over",
        _("You take over from %(person)s in %(organisation)s. Open to-dos that came to you: %(count)s."),
        LOOK,
    ),
    ("people.invitation", _("%(organisation)s invites you to join."), _("Answer")),
    ("people.joined", _("%(person)s has accepted your invitation to %(organisation)s."), LOOK),
    ("people.declined", _("%(person)s has declined your invitation to %(organisation)s."), LOOK),
    ("people.lent", _("%(person)s lends you roles in %(organisation)s until %(day)s."), LOOK),
    (
        "people.loan_ended",
        _("Roles that %(lender)s lent to %(borrower)s in %(organisation)s are back."),
        LOOK,
    ),
    ("people.filed", _("%(organisation)s asks to be verified."), _("Examine")),
    ("people.verified", _("%(organisation)s is verified."), LOOK),
    ("people.verification_refused", _("%(organisation)s was not verified: %(reason)s"), LOOK),
    ("people.revoked", _("The verification of %(organisation)s was revoked: %(reason)s"), LOOK),
):
    texts.register(code, says, act)
