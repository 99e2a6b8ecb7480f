"""Files of a case: those of messages and the signed copies of agreements, handed over and fetched."""

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field

from qianqiao.agreements.queries import agreements_of
from qianqiao.api import problems
from qianqiao.api.addresses import case_address
from qianqiao.api.holders import holder_of
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.api.resources.case_answers import readable_case
from qianqiao.api.resources.case_router import router
from qianqiao.api.schemas.parts import Problem
from qianqiao.core import private_files
from qianqiao.core.private_files import FileRejected, PrivateFile
from qianqiao.docking.models import CaseFile
from qianqiao.docking.views.answers import in_words

FILE_ERRORS = (401, 403, 404, 422, 429)
AS_FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, as an attachment",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


def stored(upload: Any, *, room: str, parameter: str) -> PrivateFile:
    """An upload in private storage, by the rules of the pages; a Problem that names what is wrong with it."""
    try:
        return private_files.store(upload.chunks(), name=upload.name or "", room=room)
    except FileRejected as rejected:
        reason = f"{upload.name}: {in_words(rejected)}"
        raise problems.Problem(
            503 if rejected.code == "not_scanned" else 422,
            "file_refused",
            _("File not taken"),
            detail=reason,
            how=_("Nothing was done. Send it again with a file that is taken: %(kinds)s.")
            % {"kinds": " ".join(private_files.SUFFIXES)},
            errors=[{"parameter": parameter, "reason": reason}],
            more={"fault": rejected.code},
        ) from rejected


@router.get(
    "/{number}/files/{file}",
    response={FILE_ERRORS: Problem},
    operation_id="get_file",
    summary=gettext_noop("A file of a message, as an attachment"),
    openapi_extra=AS_FILE,
)
def get_file(request: HttpRequest, number: str, file: Annotated[int, Field(ge=1, lt=2**63)]) -> FileResponse:
    refuse_unknown(request, ())
    case = readable_case(request, number)
    found = CaseFile.objects.filter(pk=file, message__case=case).first()
    if found is None:
        raise problems.not_found(
            _("This case has no file %(id)s.") % {"id": file},
            how=_("GET %(url)s lists its files.") % {"url": case_address(case.number, "/messages")},
        )
    return private_files.response(found.path, name=found.name)


@router.get(
    "/{number}/agreements/{agreement}/copy",
    response={FILE_ERRORS: Problem},
    operation_id="get_signed_copy",
    summary=gettext_noop("The signed copy of an agreement, as an attachment"),
    openapi_extra=AS_FILE,
)
def get_signed_copy(request: HttpRequest, number: str, agreement: str) -> FileResponse:
    refuse_unknown(request, ())
    case = readable_case(request, number)
    known = {one.number: one for one in agreements_of(case.number, actor=holder_of(request).actor)}
    found = known.get(agreement.strip().upper())
    if found is None or not found.copy_path:
        raise problems.not_found(
            _("This case has no signed copy of %(number)s.") % {"number": agreement},
            how=_("GET %(url)s lists its agreements.") % {"url": case_address(case.number)},
        )
    return private_files.response(found.copy_path, name=found.copy_name)
