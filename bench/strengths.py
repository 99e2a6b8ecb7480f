"""What the words strong, likely, worth a look and weak are worth: shares of graded pairs on held-out fields.

python bench/strengths.py
"""

from collections.abc import Sequence

import sample_grades
from quality import in_language
from remembering import Remembering

from qianqiao.matching.engine import Corpus, Matcher, Record, UseEncoder
from qianqiao.matching.engine.results import STRENGTHS

DEPTH = 40


def only_title(record: Record) -> Record:
    """What a list of patent titles holds."""
    return Record(id=record.id, title=record.title, title_en=record.title_en, kind=record.kind)


def only_texts(record: Record) -> Record:
    """The record without structured fields."""
    return Record(record.id, record.title, record.text, record.title_en, record.text_en, kind=record.kind)


def table(
    name: str, queries: Sequence[Record], offers: Sequence[Record], samples: sample_grades.Samples
) -> None:
    """One line per strength: how many pairs, and the shares graded 3 or better and 2 or better."""
    matcher = Matcher(Corpus.build(offers, ENCODER), queries=queries)
    grades: dict[str, list[int]] = {strength: [] for strength in STRENGTHS}
    for query in queries:
        for match in matcher.ranking(query, DEPTH, explained=False).matches:
            grades[match.strength].append(samples.grades[query.id].get(match.offer_id, 0))
    for strength, own in grades.items():
        if own and strength != "weak":
            good, useful = (sum(grade >= least for grade in own) / len(own) for least in (3, 2))
            print(
                f"{name:34s} {strength:7s} {len(own):5d} pairs   3 or better {good:.2f}   2 or better {useful:.2f}"
            )


ENCODER = Remembering(UseEncoder())


def main() -> None:
    """Five kinds of files."""
    samples = sample_grades.load()
    demands = [samples.demands[name] for name in samples.held_out]
    offers = list(samples.offers.values())
    for name, language in (
        ("complete records, zh", "zh"),
        ("complete records, en", "en"),
        ("complete records, both", "both"),
    ):
        table(name, *([in_language(r, language) for r in side] for side in (demands, offers)), samples)
    chinese = [only_texts(in_language(record, "zh")) for record in demands]
    table("texts alone, zh", chinese, [only_texts(in_language(record, "zh")) for record in offers], samples)
    table(
        "offers by title alone, zh",
        chinese,
        [only_title(in_language(record, "zh")) for record in offers],
        samples,
    )
    table(
        "texts alone, zh demand, en offer",
        chinese,
        [only_texts(in_language(r, "en")) for r in offers],
        samples,
    )


if __name__ == "__main__":
    main()
