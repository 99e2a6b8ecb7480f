"""Records from mappings: the minimal {"id", "title", "text"} as well as the full interchange keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from qianqiao import reference
from qianqiao.matching.engine.indicators.reading import indicator_from_mapping, read_indicator
from qianqiao.matching.engine.records import DEMAND, EXPERT, SEALED, Document, Indicator, Record
from qianqiao.matching.engine.text.clean import is_blank

Row = Mapping[str, object]
ID_KEYS = ("id", "external_id", "publication_number", "application_number", "serial")
TEXT_PARTS = (
    "text",
    "summary",
    "abstract",
    "problem",
    "existing",
    "comparison",
    "application",
    "first_claim",
    "keywords",
    "research",
)
_LIST_MARKS = ("；", ";", "|", "\n", "、")
_SUMMARY_ONLY = ("public_summary", "keywords")
_PATENT_KINDS = frozenset({"A", "B", "C", "U", "Y", "S"})
_DEAD_PATENTS = {
    "rejected": "withdrawn",
    "deemed_withdrawn": "withdrawn",
    "lapsed": "expired",
    "invalidated": "withdrawn",
}


class RecordProblem(ValueError):  # noqa: N818  a finding about a row
    """A row that cannot become a record; `key` is the column, `code` says what is wrong with `value`."""

    def __init__(self, code: str, key: str, value: str = "") -> None:
        super().__init__(f"{code}: {key} = {value!r}")
        self.code = code
        self.key = key
        self.value = value


def record_from_mapping(row: Row, *, kind: str = "", owners: frozenset[str] = frozenset()) -> Record:
    """A record from one row; `kind` is demand, or what the row says, or offer.

    Text that is only for its owner is left out unless the owner is among `owners`: a demand with a
    public summary is then read by its summary alone. Raises RecordProblem.
    """
    own_kind = _kind(row, kind)
    owner = _text(row, "owner") or _text(row, "organisation")
    confidentiality = reference.find("confidentiality", _text(row, "confidentiality")) or ""
    reduced = confidentiality == "summary_public" and owner not in owners - {""}
    parts = _SUMMARY_ONLY if reduced else TEXT_PARTS
    record = Record(
        id=_identifier(row),
        title=_text(row, "title") if own_kind != EXPERT else _expert_title(row, ""),
        title_en=_text(row, "title_en") if own_kind != EXPERT else _expert_title(row, "_en"),
        text=_joined(row, parts, ""),
        text_en=_joined(row, parts, "_en"),
        kind=own_kind,
        fields=_codes(row, "fields", "fields"),
        region=_region(row),
        trl=_level(row, "trl"),
        trl_min=_level(row, "trl_min"),
        indicators=() if reduced else _indicators(row.get("indicators")),
        modes=_codes(row, "modes", "modes"),
        budget_max=_money(row, "budget_max"),
        price_model=reference.find("price_models", _text(row, "price_model")) or "",
        price_amount=_money(row, "price_amount"),
        confidentiality=confidentiality,
        state=_text(row, "state") or _DEAD_PATENTS.get(_text(row, "legal_status"), ""),
        valid_until=_date(row, "valid_until"),
        owner=owner,
        documents=_documents(row.get("documents")),
    )
    texts = (record.title, record.text, record.title_en, record.text_en, record.documents)
    if not any(texts) and confidentiality != SEALED:
        raise RecordProblem("no_text", "title")
    return record


def _kind(row: Row, kind: str) -> str:
    if kind == DEMAND:
        return DEMAND
    if row.get("documents"):
        return EXPERT
    stated = _text(row, "kind")
    return "patent" if stated in _PATENT_KINDS else stated or kind


def _identifier(row: Row) -> str:
    for key in ID_KEYS:
        found = _text(row, key)
        if found:
            return found
    raise RecordProblem("no_id", "id")


def _expert_title(row: Row, ending: str) -> str:
    """Name of an expert, or the title of a minimal record with documents."""
    return _text(row, f"name{ending}") or _text(row, f"title{ending}")


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list | tuple):
        return "；".join(str(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return "" if is_blank(text) else text


def _joined(row: Row, parts: Iterable[str], ending: str) -> str:
    """Text fields one below the other, blanks left out."""
    return "\n".join(text for text in (_text(row, f"{part}{ending}") for part in parts) if text)


def _items(value: object) -> list[str]:
    """A list from a JSON array or from one cell."""
    if isinstance(value, list | tuple):
        return [str(item).strip() for item in value if str(item).strip()]
    text = "" if value is None else str(value)
    for mark in _LIST_MARKS[1:]:
        text = text.replace(mark, _LIST_MARKS[0])
    return [item.strip() for item in text.split(_LIST_MARKS[0]) if item.strip() and not is_blank(item)]


def _codes(row: Row, key: str, table: str) -> tuple[str, ...]:
    """Codes of a word list, given as codes or names; what the list does not know is kept as it is."""
    return tuple(dict.fromkeys(reference.find(table, item) or item for item in _items(row.get(key))))


def _region(row: Row) -> str:
    text = _text(row, "region")
    return (reference.find("regions", text) or "") if text else ""


def _level(row: Row, key: str) -> int | None:
    text = _text(row, key)
    if not text:
        return None
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) != 1 or digits == "0":
        raise RecordProblem("bad_level", key, text)
    return int(digits)


def _money(row: Row, key: str) -> Decimal | None:
    text = _text(row, key).replace(",", "").replace("，", "")
    text = text.removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    if not text:
        return None
    factor = Decimal(1)
    for ending, value in (("亿", 100_000_000), ("万", 10_000)):
        if text.endswith(ending):
            text, factor = text.removesuffix(ending).strip(), Decimal(value)
    try:
        amount = Decimal(text) * factor
    except InvalidOperation:
        raise RecordProblem("bad_amount", key, text) from None
    if not amount.is_finite() or amount < 0:
        raise RecordProblem("bad_amount", key, text)
    return amount


def _date(row: Row, key: str) -> date | None:
    value = row.get(key)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(row, key)
    if not text:
        return None
    plain = text.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        year, month, day = (int(part) for part in plain.split("T")[0].split(" ")[0].split("-"))
        return date(year, month, day)
    except ValueError:
        raise RecordProblem("bad_date", key, text) from None


def _indicators(value: object) -> tuple[Indicator, ...]:
    """Indicators from a list of mappings, or from phrases such as "检出率≥99%；节拍≤8 s"."""
    if isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value):
        read = [indicator_from_mapping(item) for item in value]
    else:
        read = [read_indicator(phrase) for phrase in _items(value)]
    return tuple(item for item in read if item is not None)


def _documents(value: object) -> tuple[Document, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(_document(item) for item in value if isinstance(item, Mapping))


def _document(item: Row) -> Document:
    year = _text(item, "year")
    return Document(
        title=_text(item, "title"),
        text=_text(item, "text") or _text(item, "abstract"),
        title_en=_text(item, "title_en"),
        text_en=_text(item, "text_en"),
        year=int(year) if year.isdigit() else None,
        kind=_text(item, "kind"),
    )
