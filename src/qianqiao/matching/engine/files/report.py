"""Matches and pair scores as rows: machine keys for CSV and JSONL, bilingual headings for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qianqiao.matching.engine.explain.sentences import sentence, strength_word
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import HardLimit, Match, WordEvidence

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the output: key, headings, width in characters."""

    key: str
    zh: str
    en: str
    width: int

    def heading(self, lang: str) -> str:
        """The heading in a language."""
        return self.zh if lang == "zh" else self.en


MATCH_COLUMNS = (
    Column("demand", "需求编号", "Demand no.", 16),
    Column("demand_title", "需求名称", "Demand", 34),
    Column("rank", "排名", "Rank", 7),
    Column("offer", "成果编号", "Offer no.", 16),
    Column("offer_title", "成果名称", "Offer", 38),
    Column("owner", "所属单位", "Owner", 22),
    Column("points", "得分", "Score", 8),
    Column("strength", "契合度", "Strength", 12),
    Column("level", "预测等级", "Expected level", 10),
    Column("reasons", "匹配理由", "Why it fits", 60),
    Column("missing", "尚缺", "What is missing", 44),
    Column("words", "共同用词", "Shared words", 34),
    Column("documents", "依据文献", "Documents", 40),
)
PAIR_COLUMNS = (
    Column("demand", "需求编号", "Demand no.", 16),
    Column("offer", "成果编号", "Offer no.", 16),
    Column("score", "得分(0-1)", "Score (0 to 1)", 14),
    Column("strength", "契合度", "Strength", 12),
    Column("level", "预测等级", "Expected level", 10),
    Column("limit", "硬性限制", "Hard limit", 40),
    Column("reasons", "匹配理由", "Why it fits", 60),
    Column("missing", "尚缺", "What is missing", 44),
    Column("parts", "得分构成", "Parts of the score", 60),
)
_PART_WORDS = {
    "base": ("基准", "ordinary pair"),
    "title_words": ("标题用词", "title words"),
    "text_words": ("全文用词", "text words"),
    "terms": ("术语", "terms"),
    "title_meaning": ("标题语义", "title meaning"),
    "text_meaning": ("全文语义", "text meaning"),
    "title_to_text": ("需求标题与供给全文", "demand title to offer text"),
    "text_to_title": ("需求全文与供给标题", "demand text to offer title"),
    "recency": ("时效", "recency"),
    "field": ("技术领域", "field"),
    "indicators": ("指标", "indicators"),
    "region": ("地区", "region"),
    "maturity": ("成熟度", "maturity"),
    "price": ("价格", "price"),
    "mode": ("合作方式", "mode"),
    "purpose": ("检测或处置", "purpose"),
    "thin": ("仅有标题", "title only"),
    "shared_language": ("语言相通", "shared language"),
    "length": ("篇幅", "length"),
    "rerank": ("复评", "second opinion"),
}


def part_word(name: str, lang: str) -> str:
    """The plain name of a part of the score."""
    return _PART_WORDS[name][0 if lang == "zh" else 1]


def match_row(match: Match, demand: Record, offer: Record, lang: str) -> dict[str, Value]:
    """One match for people; the values follow MATCH_COLUMNS."""
    comma = "、" if lang == "zh" else ", "
    titles = [offer.documents[number].title for number in match.documents if number >= 0]
    return {
        "demand": demand.id,
        "demand_title": shown_title(demand, lang),
        "rank": match.rank,
        "offer": offer.id,
        "offer_title": shown_title(offer, lang),
        "owner": offer.owner,
        "points": match.points,
        "strength": strength_word(match.strength, lang),
        "level": match.level,
        "reasons": reasons_text(match, lang),
        "missing": missing_text(match, lang),
        "words": comma.join(word.term for word in words_in(match, lang)),
        "documents": "；".join(titles) if lang == "zh" else "; ".join(titles),
    }


def match_object(match: Match, demand: Record, offer: Record) -> dict[str, object]:
    """One match in full, for programs."""
    return {
        "demand": demand.id,
        "offer": offer.id,
        "rank": match.rank,
        **_scored(match),
        "words": [
            {"term": word.term, "weight": round(word.weight, 6), "language": word.language}
            for word in match.words
        ],
        "documents": list(match.documents),
        "demand_title": demand.title,
        "offer_title": offer.title,
    }


def pair_row(result: Match | HardLimit, score: float, lang: str) -> dict[str, Value]:
    """One pair for people; the values follow PAIR_COLUMNS."""
    if isinstance(result, HardLimit):
        return {
            "demand": result.demand_id,
            "offer": result.offer_id,
            "score": score,
            "limit": sentence(result, lang),
        }
    parts = ", ".join(f"{part_word(part.name, lang)} {part.value:+.3f}" for part in result.parts)
    return {
        "demand": result.demand_id,
        "offer": result.offer_id,
        "score": result.score,
        "strength": strength_word(result.strength, lang),
        "level": result.level,
        "limit": "",
        "reasons": reasons_text(result, lang),
        "missing": missing_text(result, lang),
        "parts": parts,
    }


def pair_object(result: Match | HardLimit, score: float) -> dict[str, object]:
    """One pair in full, for programs."""
    head: dict[str, object] = {"demand": result.demand_id, "offer": result.offer_id}
    if isinstance(result, HardLimit):
        return head | {"score": score, "limit": result.code, "limit_params": dict(result.params), "parts": {}}
    return head | {"limit": None, **_scored(result)}


def shown_title(record: Record, lang: str) -> str:
    """The title in the language where there is one, else in the other, else the beginning of the text."""
    first, second = (record.title, record.title_en) if lang == "zh" else (record.title_en, record.title)
    return first or second or (record.text or record.text_en)[:40]


def words_in(match: Match, lang: str) -> list[WordEvidence]:
    """The shared words in the reader's language, or all where there are none in it."""
    own = [word for word in match.words if word.language == lang]
    return own or list(match.words)


def reasons_text(match: Match, lang: str) -> str:
    """The reasons as one paragraph."""
    return ("" if lang == "zh" else " ").join(sentence(item, lang) for item in match.reasons)


def missing_text(match: Match, lang: str) -> str:
    """What is missing, in one line."""
    return ("；" if lang == "zh" else "; ").join(sentence(item, lang) for item in match.missing)


def flat(objects: Iterable[Mapping[str, object]]) -> list[dict[str, Value]]:
    """Nested values as text, for CSV; parts become columns of their own."""
    rows = []
    for item in objects:
        row: dict[str, Value] = {}
        for key, value in item.items():
            if key == "parts" and isinstance(value, dict):
                row |= {f"part_{name}": share for name, share in value.items()}
            elif isinstance(value, str | int | float) or value is None:
                row[key] = value
            elif key in {"reasons", "missing"} and isinstance(value, list):
                row[key] = " ".join(entry["en"] for entry in value)
                row[f"{key}_zh"] = "".join(entry["zh"] for entry in value)
            elif key == "words" and isinstance(value, list):
                row[key] = " | ".join(entry["term"] for entry in value)
            elif key == "documents" and isinstance(value, list):
                row[key] = " ".join(map(str, value))
        rows.append(row)
    return rows


def _scored(match: Match) -> dict[str, object]:
    return {
        "score": match.score,
        "strength": match.strength,
        **({} if match.level is None else {"level": match.level}),
        "parts": {part.name: part.value for part in match.parts},
        "reasons": [
            _told(item.code, dict(item.params), sentence(item, "zh"), sentence(item, "en"))
            for item in match.reasons
        ],
        "missing": [
            _told(item.code, dict(item.params), sentence(item, "zh"), sentence(item, "en"))
            for item in match.missing
        ],
    }


def _told(code: str, params: dict[str, str], zh: str, en: str) -> dict[str, object]:
    return {"code": code, "params": params, "zh": zh, "en": en}
