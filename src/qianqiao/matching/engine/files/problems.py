"""What can be wrong with a file, told with file, row and cure."""

from dataclasses import dataclass

_TEXTS = {
    "missing": ("文件不存在；请检查路径", "no such file; check the path"),
    "folder": ("这是文件夹；请指定其中一个文件", "this is a folder; name a file in it"),
    "suffix": (
        "不支持“{value}”格式；请用 .xlsx、.csv 或 .jsonl",
        "“{value}” is not supported; use .xlsx, .csv or .jsonl",
    ),
    "unreadable": (
        "无法读取（{value}）；请在 Excel 中另存为 .xlsx 后重试",
        "cannot be read ({value}); save it again as .xlsx",
    ),
    "encoding": ("编码无法识别；请另存为 UTF-8", "unknown encoding; save it as UTF-8"),
    "no_rows": ("没有数据行；请在标题行下方填写", "no rows; fill in rows below the header"),
    "columns": ("缺少列：{need}。表中现有：{found}", "missing column: {need}. Found: {found}"),
    "json": (
        "不是有效的 JSON 对象（{value}）；每行应为一个对象",
        "not a JSON object ({value}); each line holds one object",
    ),
    "no_id": ("缺少编号；请填写“编号”列（id）", "no id; fill in the column “id”"),
    "no_text": ("标题和内容都为空；至少填写一项", "title and text are both empty; fill in one of them"),
    "duplicate": (
        "编号“{value}”与第 {other} 行重复；编号不可重复",
        "id “{value}” also stands in row {other}; ids must differ",
    ),
    "bad_level": ("“{value}”不是 1 至 9 的成熟度等级", "“{value}” is not a maturity level from 1 to 9"),
    "bad_amount": (
        "“{value}”不是金额；请填数字，如 150000 或 15万",
        "“{value}” is not an amount; write a number such as 150000",
    ),
    "bad_date": ("“{value}”不是日期；请写成 2027-06-30", "“{value}” is not a date; write 2027-06-30"),
    "unknown_id": ("编号“{value}”不在 {other} 中", "id “{value}” is not in {other}"),
    "bad_grade": ("“{value}”不是 1 至 4 的等级", "“{value}” is not a level from 1 to 4"),
    "bad_outcome": (
        "“{value}”不是结果；请填 accepted、useful、refused（接受、有用、拒绝），或在等级列填 1 至 4",
        "“{value}” is no outcome; write accepted, useful or refused, or fill in a level from 1 to 4",
    ),
    "no_labels": (
        "没有一行填有等级（level）或结果（outcome）",
        "no row has a level (level) or an outcome (outcome)",
    ),
    "too_few": (
        "样本太少，无法训练：需要{need}；现有{found}",
        "too few labels to learn from: needed {need}; found {found}",
    ),
    "model_foreign": (
        "不是千桥的排序模型文件（{value}）；请用 qianqiao train 生成",
        "not a ranking model of Qianqiao ({value}); make one with qianqiao train",
    ),
    "model_version": (
        "模型文件版本为 {value}，本程序只读版本 {other}；请更新程序或重新训练",
        "version {value} of the model file, this program reads version {other}: update it or train again",
    ),
    "model_damaged": (
        "模型文件已损坏或被改动（{value}）；请取回原文件或重新训练",
        "the model file is damaged or was changed ({value}); fetch the original or train again",
    ),
    "model_features": (
        "模型文件是为另一组信号训练的；请用本版本重新训练",
        "the model was made for other signals than this version has; train again with this version",
    ),
    "model_suffix": (
        "模型文件应以 .json 结尾（现为“{value}”）",
        "a model file ends in .json (“{value}” was given)",
    ),
    "model_unreadable": ("无法读取（{value}）", "cannot be read ({value})"),
    "no_folder": ("输出文件夹不存在；请先建立", "the output folder does not exist; make it first"),
    "write": (
        "无法写入（{value}）；请关闭已打开的文件或换个位置",
        "cannot be written ({value}); close the file or choose another place",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: file, row as people count it (0: the whole file), column, and what it is about."""

    file: str
    code: str
    row: int = 0
    column: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """One line: where, what, cure."""
        zh = lang == "zh"
        where = self.file
        if self.row:
            where += f" 第 {self.row} 行" if zh else f", row {self.row}"
        if self.column:
            where += f"“{self.column}”" if zh else f", “{self.column}”"
        said = _TEXTS[self.code][0 if zh else 1].format_map(dict(self.values))
        return f"{where}：{said}" if zh else f"{where}: {said}"


class FileRefused(Exception):  # noqa: N818  an answer about a file, not a fault
    """A file that the command cannot work with; holds every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].text("en"))
        self.problems = problems


def refuse(file: str, code: str, row: int = 0, column: str = "", **values: str) -> FileRefused:
    """A refusal with one problem."""
    return FileRefused([Problem(file, code, row, column, tuple(values.items()))])
