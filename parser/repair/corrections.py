"""Corrections: what a person decided about a place of a document. They stand beside the document and override repairs.

The file `plans/<id>/corrections.yaml` is a list. Each entry names a place by its line and the words that stand there:

    corrections:
      - line: 54                      # line of the source file, counted from 1
        before: '?#23548;?#21019;'    # what stands there, damaged or as repaired
        after: 实践创                  # what is right; '' deletes
        nth: 1                        # optional: which of several on the line, 1 by default
        note: 附件一同一标题           # optional: why, for the next reader
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from kb.errors import UnreadableError
from kb.handwritten import UnlikeError, invisible, parsed, shown
from kb.schema import Repair, Span
from parser.repair.edits import Repaired, apply, compose


class Correction(Struct, frozen=True):
    """One decision: at the `nth` place of `before` on `line` of the source stands `after`."""

    line: int
    before: str
    after: str
    nth: int = 1
    note: str = ""


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections in the YAML file `path`; empty where there is no such file.

    Raises `UnreadableError` for a file that is no such list; the message names the entry and what is wrong with it.
    """
    if not path.is_file():
        return ()
    try:
        data = parsed(path)
    except UnlikeError as error:
        raise _unreadable(path, str(error)) from error
    entries = data.get("corrections") if isinstance(data, dict) and data.keys() == {"corrections"} else data
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise _unreadable(path, "开头应是 corrections: , 下面每条以“- ”开始")
    return tuple(_correction(path, number, entry) for number, entry in enumerate(entries, 1))


def _unreadable(path: Path, problem: str) -> UnreadableError:
    return UnreadableError(
        f"更正文件写法有误: {problem}",
        where=str(path),
        advice="每条写明 line (行号)、before (原来的字)、after (应有的字), 含标点的文字加引号; 参看手册《怎样更正》",
    )


def _correction(path: Path, number: int, entry: object) -> Correction:
    """One entry. Raises `UnreadableError` that says which entry and which of its fields is wrong."""
    if not isinstance(entry, dict):
        raise _unreadable(path, f"第{number}条不是“项: 值”的写法")
    for name, kind in _FIELDS.items():
        if name in entry and (not isinstance(entry[name], kind) or isinstance(entry[name], bool)):
            raise _unreadable(path, f"第{number}条的 {name} 应是{_KINDS[kind]}, 现在是“{shown(entry[name])}”")
    if unknown := [str(name) for name in entry if name not in _FIELDS]:
        raise _unreadable(path, f"第{number}条有不认识的项“{shown(unknown[0])}”")
    if missing := [name for name in ("line", "before", "after") if name not in entry]:
        raise _unreadable(path, f"第{number}条缺少 {missing[0]}")
    correction = Correction(**entry)
    if correction.line < 1 or correction.nth < 1:
        raise _unreadable(path, f"第{number}条的行号和序数从1数起")
    if not correction.before:
        raise _unreadable(path, f"第{number}条的 before 是空的; 写明那里现有的字")
    if "\n" in correction.before or "\n" in correction.after:
        raise _unreadable(path, f"第{number}条含有换行; 更正不改变行数")
    for name in ("after", "note"):  # `before` may name one: the document's own, to be taken away
        if sign := invisible(entry.get(name, ""), lines=True):
            raise _unreadable(path, f"第{number}条的 {name} 含有看不见的字符 ({sign})")
    return correction


_FIELDS: dict[str, type] = {"line": int, "before": str, "after": str, "nth": int, "note": str}
_KINDS = {int: "整数", str: "文字 (数字请加引号)"}


def correct(repaired: Repaired, corrections: tuple[Correction, ...]) -> Repaired:
    """`repaired` with the corrections done. One that matches nothing, or half a repair, or that a later one takes the place of,
    is told in `misfits`.
    """
    misfits = []
    numbers: dict[Repair, int] = {}
    for number, correction in enumerate(corrections, 1):
        repairs = _corrected(repaired, correction)
        if repairs is None:
            misfits.append(f"第{correction.line}行找不到“{correction.before}”, 更正“{correction.after}”未生效")
            continue
        for lost in sorted({numbers[one] for one in set(numbers) - set(repairs)}):
            misfits.append(
                f"第{correction.line}行: 第{lost}条更正“{corrections[lost - 1].after}”被第{number}条更正“{correction.after}”取代, "
                "两条改的是同一处, 请只留一条"
            )
        numbers = {one: numbers.get(one, number) for one in repairs if one in numbers or one.fix == "corrections"}
        repaired = Repaired(repaired.raw, apply(repaired.raw, repairs), repairs)
    return Repaired(repaired.raw, repaired.text, repaired.repairs, tuple(misfits))


def _corrected(repaired: Repaired, correction: Correction) -> tuple[Repair, ...] | None:
    """The repairs with one correction; it is looked for in the raw text, then in the repaired one."""
    span = _place(repaired.raw, correction)
    if span is None:
        span = _place(repaired.text, correction)
        return None if span is None else compose(repaired.raw, repaired.repairs, [_repair(span, correction)])
    late = _repair(span, correction)
    others = [r for r in repaired.repairs if r.end <= span[0] or r.start >= span[1]]
    covered = [r for r in repaired.repairs if span[0] <= r.start and r.end <= span[1] and r not in others]
    if len(others) + len(covered) < len(repaired.repairs):
        return None
    return tuple(sorted((*others, late), key=lambda r: (r.start, r.end)))


def _repair(span: Span, correction: Correction) -> Repair:
    return Repair(
        start=span[0],
        end=span[1],
        before=correction.before,
        after=correction.after,
        certainty="corrected",
        fix="corrections",
    )


def _place(text: str, correction: Correction) -> Span | None:
    """Where the correction's words stand on its line of `text`; None where they do not."""
    if correction.line < 1 or correction.nth < 1 or not correction.before:
        return None
    start = 0
    for _ in range(correction.line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    at = start - 1
    for _ in range(correction.nth):
        at = text.find(correction.before, at + 1, end)
        if at < 0:
            return None
    return (at, at + len(correction.before))
