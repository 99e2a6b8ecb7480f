"""Tables of single characters: traditional to simplified, and compatibility forms (NFKC)."""

import unicodedata
from functools import cache

import opencc

_HAN_BLOCKS = ((0x3400, 0xA000), (0xF900, 0xFB00))
_KEPT = {0x00B2: "²", 0x00B3: "³", 0x00B5: "μ", 0x2103: "℃", 0x2109: "℉"}


@cache
def simplified_table() -> dict[int, str]:
    """Code point to simplified character, for the characters that change (about 3,800)."""
    characters = [chr(code) for low, high in _HAN_BLOCKS for code in range(low, high)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(old): new for old, new in pairs if old != new and len(new) == 1}


@cache
def compatibility_table() -> dict[int, str]:
    """Full-width letters and figures, ligatures and unit signs such as ㎜; powers and ℃ stay as they are."""
    table: dict[int, str] = {}
    for code in range(0xA0, 0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[code] = plain
    return table | _KEPT


@cache
def script_table() -> dict[int, str]:
    """Both tables in one: compatibility first, then simplified."""
    simplified = simplified_table()
    table = {code: plain.translate(simplified) for code, plain in compatibility_table().items()}
    return simplified | table


def simplify(text: str) -> str:
    """Simplified characters; never changes the length."""
    return text.translate(simplified_table())
