"""What the words strong, likely and worth a look are worth: shares of graded pairs among the first forty."""

from collections.abc import Callable, Sequence

import sample_grades
from ranking_measures import mean
from systems import AS_OF, texts_alone
from tables import Row, Settings, Table
from tasks.samples import in_language
from text_models import default_encoder

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record
from qianqiao.matching.engine.results import STRENGTHS

DEPTH = 40
COLUMNS = ("share of pairs", "3 or better", "2 or better")
Files = tuple[Callable[[Record], Record], Callable[[Record], Record]]


def only_title(record: Record) -> Record:
    """What a list of patent titles holds."""
    return Record(id=record.id, title=record.title, title_en=record.title_en, kind=record.kind)


FILES: dict[str, Files] = {
    "complete records, zh": (lambda r: in_language(r, "zh"), lambda r: in_language(r, "zh")),
    "complete records, en": (lambda r: in_language(r, "en"), lambda r: in_language(r, "en")),
    "complete records, both": (lambda r: r, lambda r: r),
    "texts alone, zh": (
        lambda r: texts_alone(in_language(r, "zh")),
        lambda r: texts_alone(in_language(r, "zh")),
    ),
    "offers by title alone, zh": (
        lambda r: texts_alone(in_language(r, "zh")),
        lambda r: only_title(in_language(r, "zh")),
    ),
    "texts alone, zh → en": (
        lambda r: texts_alone(in_language(r, "zh")),
        lambda r: texts_alone(in_language(r, "en")),
    ),
}


def run(settings: Settings) -> list[Table]:
    """Demands of the held-out fields against all offers, in six kinds of files."""
    samples = sample_grades.load()
    encoder = default_encoder(settings.models)
    rows: dict[str, Row] = {}
    for name, (of_demand, of_offer) in FILES.items():
        demands = [of_demand(samples.demands[demand]) for demand in samples.held_out]
        grades = _by_strength(demands, list(map(of_offer, samples.offers.values())), encoder, samples.grades)
        asked = sum(map(len, grades.values()))
        rows |= {
            f"{name}: {strength}": (len(own) / asked, *(mean([g >= least for g in own]) for least in (3, 2)))
            for strength, own in grades.items()
            if own and strength != "weak"
        }
    about = f"{len(samples.held_out)} demands, the first {DEPTH} offers of each"
    return [Table("strengths", COLUMNS, rows, about)]


def _by_strength(
    demands: Sequence[Record],
    offers: Sequence[Record],
    encoder: Encoder | None,
    grades: dict[str, dict[str, int]],
) -> dict[str, list[int]]:
    matcher = Matcher(Corpus.build(offers, encoder), queries=demands)
    found: dict[str, list[int]] = {strength: [] for strength in STRENGTHS}
    for demand in demands:
        for match in matcher.ranking(demand, DEPTH, AS_OF, explained=False).matches:
            found[match.strength].append(grades[demand.id].get(match.offer_id, 0))
    return found
