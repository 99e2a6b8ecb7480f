"""What can go wrong in a nationwide run: each error has a name, says where, and what to do."""

_TEXTS = {
    "no_folder": ("{where}：文件夹不存在；请检查路径", "{where}: no such folder; check the path"),
    "not_prepared": (
        "{where}：不是完整的已备文件夹；请运行 qianqiao nationwide prepare",
        "{where}: not a complete prepared folder; run: qianqiao nationwide prepare",
    ),
    "not_a_run": (
        "{where}：不是全国匹配的结果文件夹；请检查路径",
        "{where}: not the folder of a nationwide run; check the path",
    ),
    "not_empty": (
        "{where}：文件夹中有其他内容；请换一个新文件夹",
        "{where}: the folder holds something else; name a new folder",
    ),
    "wrong_side": (
        "{where}：这里是“{found}”，需要“{needed}”；请检查 --demands 与 --offers",
        "{where}: holds {found}, but {needed} are needed; check --demands and --offers",
    ),
    "damaged": (
        "{where}：文件损坏或缺失；请重新运行 qianqiao nationwide prepare",
        "{where}: the file is damaged or missing; run qianqiao nationwide prepare again",
    ),
    "other_inputs": (
        "{where}：该文件夹的结果出自其他输入（{what}）；请换一个新文件夹",
        "{where}: its results were made from other inputs ({what}); name a new folder",
    ),
    "models_differ": (
        "需求与供给的语义模型不同（{demands}；{offers}）；请用同一模型重新准备其中一方",
        "demands and offers were encoded by different models ({demands}; {offers}); prepare one side again",
    ),
    "expert": (
        "{where}：“{record}”是专家或带有多份材料，全国匹配只处理成果与专利；专家请用 qianqiao match",
        "{where}: “{record}” is an expert or has documents, which nationwide runs do not take; use qianqiao match",
    ),
    "duplicate": (
        "编号“{record}”在输入文件中出现多次；编号不可重复",
        "id “{record}” stands in the files more than once; ids must differ",
    ),
    "vectors": (
        "{where}：应为 {needed}，实为 {found}；每条记录按标题、正文的顺序各一行",
        "{where}: should be {needed}, is {found}; one row for the title and one for the text of each view",
    ),
    "no_records": ("没有可用的记录；请检查输入文件", "no records; check the input files"),
    "encoder": ("语义模型未能运行：{what}", "the text model did not answer: {what}"),
    "busy": (
        "{where}：另一进程（{pid}@{host}）正在写入；请等它结束或换一个文件夹",
        "{where}: another process ({pid}@{host}) is writing here; wait for it or name another folder",
    ),
    "scheduler": (
        "无法连接调度器 {where}：{what}；请检查地址，并确认 dask scheduler 正在运行",
        "cannot reach the scheduler {where}: {what}; check the address and that dask scheduler runs",
    ),
    "block": (
        "第 {block} 块失败：{what}；排除原因后重新运行同一命令，将从未完成处继续",
        "block {block} failed: {what}; mend the cause and run the same command again, it goes on where it stopped",
    ),
    "deadline": (
        "已到时限 {limit}：完成 {done}/{total} 块；重新运行同一命令将继续",
        "past its deadline of {limit}: {done} of {total} blocks done; run the same command again to go on",
    ),
    "cancelled": (
        "已取消：完成 {done}/{total} 块；重新运行同一命令将继续",
        "cancelled: {done} of {total} blocks done; run the same command again to go on",
    ),
}


class NationwideError(Exception):
    """A named error: `code` and its values; told in both languages."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def text(self, lang: str) -> str:
        """One line: where, what, cure."""
        return _TEXTS[self.code][0 if lang == "zh" else 1].format_map(self.values)

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[object, ...]:
        """Survives the way from a worker to the run."""
        return _again, (self.code, dict(self.values))


def _again(code: str, values: dict[str, str]) -> NationwideError:
    return NationwideError(code, **values)
