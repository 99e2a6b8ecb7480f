"""Bodies that bring files: the same keys as in JSON, sent as the fields of a form (multipart/form-data)."""

from typing import Annotated, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from qianqiao.api.schemas.case_inputs import Confidentiality, Contracted, Given, Words
from qianqiao.docking.domain.talking import LONGEST_TEXT, MOST_FILES


def _file(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        raise ValueError(_("must be a file: a part of the form with a file name"))  # noqa: TRY004  pydantic's way
    return value


Handed = Annotated[Any, BeforeValidator(_file), WithJsonSchema({"type": "string", "format": "binary"})]
SIGNED_COPY = gettext_noop("The signed copy; at most 20 MB.")


class WithFiles(Given):
    model_config = ConfigDict(arbitrary_types_allowed=True)


class WordsWithFiles(Words, WithFiles):
    """A message with files, or files alone."""

    text: str = Field(
        "", max_length=LONGEST_TEXT, description=gettext_noop("What you say to the other side.")
    )
    files: list[Handed] = Field(
        min_length=1,
        max_length=MOST_FILES,
        description=gettext_noop("One to five files of at most 20 MB each, all under this name."),
    )


class ConfidentialityWithCopy(Confidentiality, WithFiles):
    """The confidentiality agreement with its signed copy."""

    signed_copy: Handed = Field(description=SIGNED_COPY)


class ContractedWithCopy(Contracted, WithFiles):
    """The contract with its signed copy."""

    signed_copy: Handed = Field(description=SIGNED_COPY)


# what a form holds where the JSON body is another shape
FORMS: dict[str, type[WithFiles]] = {
    "Words": WordsWithFiles,
    "Confidentiality": ConfidentialityWithCopy,
    "Contracted": ContractedWithCopy,
}
