"""The one error of this package, and the common first step: folding what people type."""

import unicodedata

_IGNORED = frozenset(" \t\r\n\u00a0\u200b\u200c\u200d\ufeff-‐‑‒–—―_·•")


class InvalidIdentifier(ValueError):  # noqa: N818 - reads as what it says
    """An identifier that cannot be right.

    `code` is stable and for programs: empty, length, alphabet, check_digit, check_missing, unknown, ...
    The messages say what is wrong and how to mend it.
    """

    def __init__(self, code: str, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en

    def message(self, lang: str = "zh") -> str:
        """The message in the language (`en`, `en-gb`, ...: English; anything else: Chinese)."""
        return self.message_en if lang.lower().startswith("en") else self.message_zh


def compact(text: str) -> str:
    """Full-width forms narrowed, spaces, dashes and invisible characters dropped, letters in capitals."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(char for char in narrow if char not in _IGNORED).upper()


def require_filled(plain: str, name_zh: str, name_en: str) -> None:
    """Refuses an empty identifier."""
    if not plain:
        raise InvalidIdentifier("empty", f"{name_zh}为空。", f"The {name_en} is empty.")


def require_length(plain: str, length: int, name_zh: str, name_en: str) -> None:
    """Refuses an identifier of another length than the scheme's."""
    require_filled(plain, name_zh, name_en)
    if len(plain) != length:
        raise InvalidIdentifier(
            "length",
            f"{name_zh}应为{length}位，现为{len(plain)}位。",
            f"The {name_en} must have {length} characters; this one has {len(plain)}.",
        )


def wrong_check(given: str, expected: str, name_zh: str, name_en: str) -> InvalidIdentifier:
    """The error for a check character that does not fit the rest."""
    return InvalidIdentifier(
        "check_digit",
        f"{name_zh}校验位不符：末位是{given}，按前面各位应为{expected}。请核对是否有某一位录错。",
        f"The check digit of the {name_en} does not fit: it is {given}, the other digits "
        f"call for {expected}. Look for a mistyped digit.",
    )
