"""Writes documents into one generation; callers hold the writer's lock."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy

from qianqiao.search.documents import Document
from qianqiao.search.index import opening
from qianqiao.search.index.schema import schema, to_index

# tantivy's least per thread; a handful of documents needs no more
SMALL_HEAP = 15_000_000
LARGE_HEAP = 128_000_000


def fill(path: Path, documents: Iterable[Document]) -> int:
    """Writes a whole stock into a new index in one commit; returns how many documents."""
    index = opening.create(path)
    writer = index.writer(LARGE_HEAP, 1)
    count = 0
    for document in documents:
        writer.add_document(to_index(document))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def apply(path: Path, documents: Mapping[str, Document | None]) -> int:
    """Puts in, replaces or takes out documents by number in one commit; returns how many really changed.

    A document whose stamp is in the index already is left alone, so that doing it twice does it once.
    """
    index = opening.open_index(path)
    searcher = index.searcher()
    changed = {n: d for n, d in documents.items() if stamps(searcher, n) != ([d.stamp()] if d else [])}
    if not changed:
        return 0
    writer = index.writer(SMALL_HEAP, 1)
    for number, document in changed.items():
        writer.delete_documents_by_term("number", number)
        if document is not None:
            writer.add_document(to_index(document))
    writer.commit()
    writer.wait_merging_threads()
    return len(changed)


def stamps(searcher: tantivy.Searcher, number: str) -> list[str]:
    """The stamps under which a number stands in the index: none, or one."""
    query = tantivy.Query.term_query(schema(), "number", number)
    return [
        str(searcher.doc(address).get_first("stamp")) for _, address in searcher.search(query, limit=10).hits
    ]


def count(path: Path) -> int:
    return int(opening.open_index(path).searcher().num_docs)
