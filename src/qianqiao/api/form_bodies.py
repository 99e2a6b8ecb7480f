"""A body that is JSON, or a form where it brings files: one address for both, told apart by Content-Type."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from ninja.params.models import Body, BodyModel

from qianqiao.api import problems
from qianqiao.api.schemas.file_inputs import FORMS, WithFiles
from qianqiao.core.private_files import LARGEST
from qianqiao.docking.domain.talking import MOST_FILES

FORM = "multipart/form-data"
# some room for the fields beside the files
LARGEST_BODY = MOST_FILES * LARGEST + 1024 * 1024


class _JsonOrForm(BodyModel):
    @classmethod
    def get_request_data(cls, request: HttpRequest, api: Any, path_params: dict[str, Any]) -> Any:
        if not is_form(request):
            return super().get_request_data(request, api, path_params)
        name = cls.__read_from_single_attr__
        shape = FORMS[cls.model_fields[name].annotation.__name__]  # type: ignore[union-attr]
        return {name: shape.model_validate(_values(request, shape))}


class JsonOrForm(Body):  # type: ignore[misc]
    """Annotates the body of an operation that takes either."""

    _model = _JsonOrForm

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def is_form(request: HttpRequest) -> bool:
    return request.content_type == FORM


def described(shape: type[Any]) -> dict[str, Any]:
    """What the OpenAPI document adds for the form beside a JSON body."""
    schema = FORMS[shape.__name__].model_json_schema()
    return {"requestBody": {"content": {FORM: {"schema": schema}}}}


def _values(request: HttpRequest, shape: type[WithFiles]) -> dict[str, Any]:
    """Each key once; a list for what takes several, and for what was sent too often, which then is refused."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise problems.too_large(LARGEST_BODY)
    sent = _parts(request)
    several = {name for name, field in shape.model_fields.items() if _is_list(field.annotation)}
    return {
        name: parts if name in several or len(parts) > 1 else parts[0]
        for name, parts in sent.items()
        if parts
    }


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


def _parts(request: HttpRequest) -> dict[str, list[Any]]:
    try:
        held: Sequence[MultiValueDict[str, Any]] = (request.POST, request.FILES)
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise problems.unreadable() from error
    found: dict[str, list[Any]] = {}
    for part in held:
        for name in part:
            found.setdefault(name, []).extend(part.getlist(name))
    return found


def fingerprint(request: HttpRequest) -> str:
    """Tells whether two requests ask for the same: how keys are ordered, or a form is cut into parts, does not count."""
    body = (
        {name: [_told(part) for part in parts] for name, parts in _parts(request).items()}
        if is_form(request)
        else json.loads(request.body)
    )
    text = json.dumps(body, sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.path}\n{text}".encode()).hexdigest()


def _told(part: Any) -> Any:
    if not isinstance(part, UploadedFile):
        return part
    digest = hashlib.sha256()
    for chunk in part.chunks():
        digest.update(chunk)
    return [part.name, digest.hexdigest()]
