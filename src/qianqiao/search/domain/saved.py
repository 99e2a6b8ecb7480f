"""Writes saved searches: keep, rename, remove."""

from django.db import IntegrityError, transaction

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.search.models import SavedSearch

MOST_PER_PERSON = 100


def save_search(name: str, *, page: str, query: str, actor: Actor) -> SavedSearch:
    """Keeps a search; raises Refusal `not_allowed`, `name_missing`, `name_taken` or `too_many`."""
    if actor.user_id is None:
        raise Refusal("not_allowed")
    if SavedSearch.objects.filter(user_id=actor.user_id).count() >= MOST_PER_PERSON:
        raise Refusal("too_many", str(MOST_PER_PERSON))
    row = SavedSearch(user_id=actor.user_id, page=page, query=query, created_at=clock.now())
    return _named(row, name)


def rename_search(row: SavedSearch, *, name: str, actor: Actor) -> SavedSearch:
    """Gives a search another name; raises Refusal as `save_search` does."""
    if not policy.may(actor, "edit", row):
        raise Refusal("not_allowed")
    return _named(row, name)


def tell_of_search(row: SavedSearch, *, tells: bool, actor: Actor) -> SavedSearch:
    """Begins to tell, or tells no more, of records that a search newly finds; what came in between is not told later."""
    if not policy.may(actor, "edit", row):
        raise Refusal("not_allowed")
    if tells and not row.tells:
        row.told_until = clock.now()
    row.tells = tells
    row.save(update_fields=["tells", "told_until"])
    return row


def delete_search(row: SavedSearch, *, actor: Actor) -> None:
    if not policy.may(actor, "edit", row):
        raise Refusal("not_allowed")
    row.delete()


def _named(row: SavedSearch, name: str) -> SavedSearch:
    row.name = " ".join(name.split())[:80]
    if not row.name:
        raise Refusal("name_missing")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal("name_taken", row.name) from error
    return row
