"""The router of all operations on cases: one address, one view, whatever the method; and what all writes take."""

from typing import Annotated

from django.utils.translation import gettext_noop
from ninja import Header, Router

from qianqiao.api.keyed import KeyAuth
from qianqiao.api.limits import PER_KEY

router = Router(tags=["cases"], auth=KeyAuth(), throttle=PER_KEY)
WRITE_ERRORS = (400, 401, 403, 404, 409, 422, 429)
Token = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description=gettext_noop(
            "Your own word for this request, such as a UUID: sent again, it does nothing twice."
        ),
    ),
]
