"""A write is done once, however often it is sent: its answer is kept in its own transaction and given again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from qianqiao.api.models import ApiKey, KeptAnswer
from qianqiao.core import clock
from qianqiao.core.workflow import Refusal

KEPT_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answered; `repeated` where it was done before."""

    status: int
    body: str
    location: str = ""
    repeated: bool = False


def once(api_key: ApiKey, token: str, fingerprint: str, act: Callable[[], Answer]) -> Answer:
    """Runs `act` where the key has not sent the token yet, else gives the first answer again.

    Raises Refusal token_reused for the token of another request. Whatever `act` raises undoes the claim too: only what
    was done is kept. A second request with the same token waits in the database until the first one has ended.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = KeptAnswer.objects.create(
                    api_key=api_key, token=token, fingerprint=fingerprint, created_at=clock.now()
                )
        except IntegrityError:
            return _again(api_key, token, fingerprint)
        answer = act()
        kept.status, kept.body, kept.location = answer.status, answer.body, answer.location
        kept.save(update_fields=["status", "body", "location"])
    return answer


def _again(api_key: ApiKey, token: str, fingerprint: str) -> Answer:
    first = KeptAnswer.objects.get(api_key=api_key, token=token)
    if first.fingerprint != fingerprint:
        raise Refusal("token_reused", token)
    return Answer(first.status, first.body, first.location, repeated=True)


def forget_old_answers() -> int:
    """Deletes answers that were kept long enough; how many."""
    return KeptAnswer.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0]
