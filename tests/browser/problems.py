"""Problems in a shop floor's own words, with the sample offer that was graded as solving them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    text: str
    solved_by: str


INSULATED_PIPE = {
    "zh": Problem(
        "蒸汽管外面裹着岩棉和铝皮，里头的钢管锈薄了多少看不出来，年年搭架子拆皮测厚。想不拆就量出还剩多厚。",
        "带包覆层钢管壁厚脉冲涡流扫查仪",
    ),
    "en": Problem(
        "Our steam pipes are wrapped in rock wool and aluminium sheet. We cannot see how thin the steel has "
        "rusted and strip them every year to measure. We want the remaining thickness without stripping.",
        "Pulsed eddy current scanner for wall thickness of clad steel pipe",
    ),
}
