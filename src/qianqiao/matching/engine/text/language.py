"""Which of the two languages a text is written in."""

import re

ZH = "zh"
EN = "en"
LANGUAGES = (ZH, EN)
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN_WORD = re.compile("[A-Za-z]{2,}")


def language_of(text: str) -> str:
    """zh where Chinese characters make up a good part of the words, else en (also for empty text)."""
    han = sum(map(len, _HAN.findall(text)))
    words = len(_LATIN_WORD.findall(text))
    return ZH if han and han * 2 >= words else EN
