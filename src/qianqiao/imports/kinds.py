"""The five kinds of records that are imported, and what the importer must know of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.fieldspec import FieldSpec, FieldType
from qianqiao.demands.models import Demand
from qianqiao.imports.problems import FileRefused
from qianqiao.organisations.models import Organisation

RecordModel = type[Achievement] | type[Patent] | type[Expert] | type[Demand] | type[Organisation]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. `identifying` are keys whose number identifies a row without `external_id`;

    `naming` are the keys whose text together does, where there is no number either.
    """

    name: str
    label: str | Promise
    model: RecordModel
    owner_key: str
    identifying: tuple[str, ...]
    naming: tuple[str, ...]

    @property
    def specs(self) -> Sequence[FieldSpec]:
        return self.model.specs

    def spec(self, key: str) -> FieldSpec:
        return _specs(self.name)[key]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(_specs(self.name))

    def item_limit(self, spec: FieldSpec) -> int:
        """Largest length of one entry of a list."""
        field = self._field(spec)
        if isinstance(field, ArrayField):
            return int(field.base_field.max_length or 200)
        return spec.max_length

    def text_limit(self, spec: FieldSpec) -> int:
        """Largest length of a text: the column's, or the field's own where the column has none."""
        field = self._field(spec)
        return (
            min(int(field.max_length or spec.max_length), spec.max_length)
            if field is not None
            else spec.max_length
        )

    def keeps_default(self, spec: FieldSpec) -> bool:
        """Whether an empty cell leaves the record's default rather than emptying it."""
        field = self._field(spec)
        return (
            spec.type is FieldType.CODE
            and isinstance(field, CharField)
            and bool(field.default)
            and field.has_default()
        )

    def _field(self, spec: FieldSpec) -> "Field[object, object] | None":
        try:
            found = self.model._meta.get_field(spec.attribute)  # noqa: SLF001  Django's documented API
        except FieldDoesNotExist:
            return None
        return found if isinstance(found, Field) else None


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "achievements": Kind(
            "achievements",
            pgettext_lazy("import", "Achievements"),
            Achievement,
            "owner",
            (),
            ("title", "owner"),
        ),
        "patents": Kind(
            "patents",
            pgettext_lazy("import", "Patents"),
            Patent,
            "owner",
            ("application_number",),
            ("title", "owner"),
        ),
        "experts": Kind(
            "experts",
            pgettext_lazy("import", "Experts"),
            Expert,
            "organisation",
            ("orcid",),
            ("name", "organisation", "department"),
        ),
        "demands": Kind(
            "demands",
            pgettext_lazy("import", "Demands"),
            Demand,
            "organisation",
            (),
            ("title", "organisation"),
        ),
        "organisations": Kind(
            "organisations",
            pgettext_lazy("import", "Organisations"),
            Organisation,
            "",
            ("uscc", "code"),
            ("name",),
        ),
    }
)


@cache
def _specs(name: str) -> Mapping[str, FieldSpec]:
    return MappingProxyType({spec.key: spec for spec in KINDS[name].specs})


def kind_named(name: str) -> Kind:
    """The kind of a name; raises FileRefused for another word."""
    try:
        return KINDS[name]
    except KeyError:
        raise FileRefused("kind_unknown", value=name, kinds=", ".join(KINDS)) from None
