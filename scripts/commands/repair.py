"""`zeren repair`: the repaired text, what was repaired and why, or the repairs as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.lines import line_of
from scripts import screen
from scripts.commands.folder import Json
from scripts.reading import run_apart

if TYPE_CHECKING:
    from parser.repair import Repaired

CERTAINTIES = {"proved": "确证", "inferred": "推断", "unresolved": "未能确定", "corrected": "人工更正"}
"""Certainty of a repair as shown."""
REASONS = {
    "mojibake": "编码误读",
    "byte_shift": "字节错位",
    "entities": "网页实体",
    "tags": "网页标签",
    "radicals": "部首码位",
    "width": "全角字符",
    "turned": "文字方向标记",
    "invisible": "不可见字符",
    "bullets": "符号字体",
    "blanks": "词中空格",
    "lost": "字符丢失",
    "corrections": "人工更正",
}
"""What each fix mends, as shown."""
_CONTEXT = 8
"""Characters of context on each side of a repair in the table."""


def repair_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="计划原文件")],
    explain: Annotated[bool, typer.Option("--explain", help="列出每处修复: 原文、改为、把握、其他可能")] = False,
    json: Json = False,
) -> None:
    """修复文字损坏, 输出修复后的全文 (行数不变)。"""
    repaired = run_apart(_repaired, file, where=str(file))
    if json:
        screen.print_json(repaired.repairs)
    elif explain:
        screen.out().print(_table(repaired))
    else:
        screen.print_bytes(repaired.text.encode("utf-8", "surrogatepass"))


def _repaired(file: Path) -> Repaired:
    from parser.read import read
    from parser.repair import repair

    return repair(read(file).text)


def _table(repaired: Repaired) -> object:
    if not repaired.repairs:
        return "没有需要修复的文字"
    title = f"修复 {len(repaired.repairs)} 处"
    made = screen.table("行>", "原文", "改为", "把握", "其他可能", "缘由", "所在", title=title)
    for repair in repaired.repairs:
        start, end = repaired.to_text((repair.start, repair.end))
        before, after = repaired.text[max(0, start - _CONTEXT) : start], repaired.text[end : end + _CONTEXT]
        made.add_row(
            str(line_of(repaired.raw, repair.start)),
            screen.visible(repair.before),
            repair.after if repair.after != repair.before else "",
            CERTAINTIES[repair.certainty],
            " / ".join(repair.alternatives),
            "、".join(REASONS[name] for name in repair.fix.split("+")),
            f"{before}【{repaired.text[start:end]}】{after}".replace("\n", " "),
        )
    return made
