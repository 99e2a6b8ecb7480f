"""Row types of the code tables: frozen, slotted, with the name in either language."""

from dataclasses import dataclass


def is_english(lang: str) -> bool:
    """True for `en`, `en-gb`, ...; every other language tag is served in Chinese."""
    return lang.lower().startswith("en")


@dataclass(frozen=True, slots=True)
class Named:
    """One row of a table: a code and its Chinese and English names (English empty where none is known)."""

    code: str
    name_zh: str
    name_en: str

    def name(self, lang: str = "zh") -> str:
        """The name in the language; Chinese where the English one is missing."""
        return self.name_en if is_english(lang) and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class Region(Named):
    """GB/T 2260. `level`: province, city, county; `parent`: code or empty; `successor`: of retired codes."""

    level: str
    parent: str
    short_zh: str
    successor: str


@dataclass(frozen=True, slots=True)
class Industry(Named):
    """GB/T 4754-2017. `level`: section, division, group, class; code with its section letter, C3311."""

    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class IpcClass(Named):
    """International Patent Classification. `level`: section, class or subclass."""

    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class StrategicIndustry(Named):
    """Classification of strategic emerging industries (2018). `parent`: the first-level code or empty."""

    parent: str


@dataclass(frozen=True, slots=True)
class University(Named):
    """`province`: region code of its supervision; `region`: of its seat; `level`: bachelor or vocational."""

    english_checked: bool
    department: str
    province: str
    region: str
    level: str
    private: bool

    def name(self, lang: str = "zh") -> str:
        """English only where a person has checked it; otherwise the Chinese name, which is always right."""
        return self.name_en if is_english(lang) and self.english_checked else self.name_zh


@dataclass(frozen=True, slots=True)
class Term(Named):
    """A word of a small list (modes, price models, TRL, ...) with a sentence that explains it."""

    description_zh: str
    description_en: str
    aliases: tuple[str, ...]

    def description(self, lang: str = "zh") -> str:
        """The explaining sentence, or the empty string."""
        return self.description_en if is_english(lang) else self.description_zh
