"""Fields of the index and how a document fills them."""

from datetime import date, datetime
from functools import cache

import tantivy

from qianqiao.search import analysis, identifiers, initials
from qianqiao.search.documents import Document

TOKENIZER = "tokens"
TEXT_FIELDS = ("title", "key", "text", "owner")
FACET_FIELDS = ("kind", "field", "province", "owner_name", "trl_band", "mode", "price_model")
CODE_FIELDS = ("region", "owner_number", "language", "industry")
NUMBER_FIELDS = ("published", "trl", "price_fen", "deadline", "valid_until", "quality")

# What a missing value sorts as: last in the order that each list offers.
NO_PRICE = 2**60
NO_DAY = date.max.toordinal()
OWNER_SEPARATOR = "\x1f"


def as_indexed(moment: datetime) -> int:
    """A moment as the index keeps it: microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("number", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("stamp", "shown", "shown_en"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option="freq")
    for name in ("word", "spell"):
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option="basic")
    for name in ("initials", "exact"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*FACET_FIELDS, *CODE_FIELDS):
        builder.add_text_field(name, fast=name in FACET_FIELDS, tokenizer_name="raw", index_option="basic")
    for name in NUMBER_FIELDS:
        builder.add_integer_field(name, fast=True, indexed=True)
    return builder.build()


def trl_band(level: int | None) -> str:
    """Bands of three levels; empty where none is stated."""
    return "" if level is None else ("1-3", "4-6", "7-9")[(level - 1) // 3]


def _texts(document: Document) -> dict[str, str]:
    return {
        "title": f"{document.title} {document.title_en}",
        "key": " ; ".join(document.keywords),
        "text": f"{document.text} {document.text_en}",
        "owner": " ; ".join((document.owner_name, document.owner_name_en, *document.places)),
    }


def _tokens(document: Document) -> dict[str, list[str]]:
    texts = _texts(document)
    named = f"{texts['title']} ; {texts['key']}"
    vocabulary = sorted(set(analysis.words(named)))
    spelled = [f"{initials.of_run(word)}|{word}" for word in vocabulary if not word.isascii()]
    tokens = {name: analysis.grams(text) for name, text in texts.items()}
    return tokens | {"word": sorted({*vocabulary, *analysis.words(texts["text"])}), "spell": spelled}


def to_index(document: Document) -> tantivy.Document:
    """The document as tantivy takes it: tokens made here, joined by spaces."""
    out = tantivy.Document()
    for name, value in (("number", document.number), ("stamp", document.stamp()), ("kind", document.kind)):
        out.add_text(name, value)
    out.add_text("shown", document.title)
    out.add_text("shown_en", document.title_en)
    for name, tokens in _tokens(document).items():
        out.add_text(name, " ".join(tokens))
    for letters in initials.suffixes(f"{document.title} ; {document.owner_name}"):
        out.add_text("initials", letters)
    for value in (document.number, *document.identifiers, *document.ipc):
        out.add_text("exact", identifiers.token(value))
    _add_codes(out, document)
    _add_numbers(out, document)
    return out


def _add_codes(out: tantivy.Document, document: Document) -> None:
    owner = OWNER_SEPARATOR.join((document.owner_number, document.owner_name, document.owner_name_en))
    codes = {
        "field": document.fields,
        "mode": document.modes,
        "industry": document.industries,
        "region": document.regions,
        "province": document.regions[:1],
        "language": document.languages,
        "price_model": (document.price_model,),
        "trl_band": (trl_band(document.trl),),
        "owner_number": (document.owner_number,),
        "owner_name": (owner,) if document.owner_number else (),
    }
    for name, values in codes.items():
        for value in values:
            if value:
                out.add_text(name, value)


def _add_numbers(out: tantivy.Document, document: Document) -> None:
    out.add_integer("published", as_indexed(document.published_at) if document.published_at else 0)
    out.add_integer("trl", document.trl or 0)
    out.add_integer("price_fen", int(document.price * 100) if document.price is not None else NO_PRICE)
    out.add_integer("deadline", document.deadline.toordinal() if document.deadline else NO_DAY)
    out.add_integer("valid_until", document.valid_until.toordinal() if document.valid_until else NO_DAY)
    out.add_integer("quality", document.quality)
