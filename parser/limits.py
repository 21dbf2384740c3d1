"""The limits of reading, in one table: every reader asks it, the manual prints it, a file beyond one is refused by name.

A plan is a document that people read. Each limit lies far above what plans have (the repository's own has 26,600
characters and 146 rows), and below what takes the machine down; `seconds` and `memory` hold for whatever none of the
others foresees, by the process that reads (`scripts.reading`).
"""

from __future__ import annotations

from typing import NamedTuple

from kb.errors import BeyondLimitError


class Limit(NamedTuple):
    """How much of something a file may have: the number, its unit, what is counted, and what to do beyond it."""

    most: int
    unit: str
    what: str
    advice: str


_CUT = "请确认文件来源可靠; 如确是计划, 请拆成几份, 分别添加"
_PICTURES = "请删去其中的图片和附件, 另存一份再试"
_SAVE = "请用 Word 或 WPS 打开, 另存为 docx 或 pdf 后再试"
_MB = 1_000_000

LIMITS = {
    "file": Limit(200 * _MB, "字节", "文件大小", _PICTURES),
    "unpacked": Limit(400 * _MB, "字节", "压缩包解开后的大小", _PICTURES),
    "members": Limit(20_000, "个", "压缩包里的文件数", _PICTURES),
    "markup": Limit(64 * _MB, "字节", "一个 XML 或网页的大小", _CUT),
    "elements": Limit(1_000_000, "个", "XML 或网页的元素数", _CUT),
    "converted": Limit(300_000, "个", "交给 pandoc 的元素数 (docx、odt、epub、md)", _CUT),
    "depth": Limit(200, "层", "嵌套层数 (元素、列表、括号组、存档里的存档)", _SAVE),
    "cells": Limit(500_000, "格", "一份文件里全部表格的格数", "请删去空行空列, 或拆成几份, 分别添加"),
    "columns": Limit(1_000, "列", "一张表格的列数", "请删去空列, 或拆成几张表格"),
    "rows": Limit(100_000, "行", "一张表格的行数", "请删去空行, 或拆成几份, 分别添加"),
    "pages": Limit(3_000, "页", "版式文件 (pdf、ofd) 的页数", "请拆成几份, 分别添加"),
    "objects": Limit(1_000_000, "个", "版式文件里文字和线条的个数", "请拆成几份, 分别添加"),
    "page-objects": Limit(100_000, "个", "pdf 一页上文字、线条和图形的个数", "请重新打印或导出成 pdf, 再试一次"),
    "page-characters": Limit(40_000, "字", "pdf 一页的字数", "请重新打印或导出成 pdf, 再试一次"),
    "pixels": Limit(60_000_000, "像素", "一幅扫描图片的像素数", "请缩小到每页不超过 6000 万像素"),
    "characters": Limit(3_000_000, "字", "读出的全文字数", "请拆成几份, 分别添加"),
    "items": Limit(10_000, "项", "目标、措施、任务和项目的个数", _CUT),
    "processor": Limit(20, "秒", "读一份文件所用的处理器时间 (1 MB 以上按每 MB 计, 文字识别另按页计)", _CUT),
    "seconds": Limit(100, "秒", "读一份文件的时间 (5 MB 以上每 MB 另加 20 秒, 文字识别另按页计)", _CUT),
    "page-seconds": Limit(60, "秒", "识别一页扫描图片的时间", "请缩小图片后再试"),
    "pandoc-seconds": Limit(20, "秒", "pandoc、antiword 转换所用的处理器时间", _SAVE),
    "office-seconds": Limit(30, "秒", "LibreOffice 转换所用的处理器时间", _SAVE),
    "memory": Limit(1_500 * _MB, "字节", "读一份文件所用的内存", _CUT),
    "helper-memory": Limit(700 * _MB, "字节", "pandoc 转换所用的内存", _SAVE),
}
"""Name -> limit."""

SPAN = 1_000
"""Rows or columns that one cell covers at the most (HTML's own limit for columns); more is taken as this many."""
REPEATED = 4_096
"""Repeated rows or cells of a sheet above this number fill it to its edge and are empty: they stand once."""
BLANKS = 100
"""Blanks in a row that are read; longer runs are cut to so many, repeated ones above this number are one blank."""


def most(name: str) -> int:
    """The number of the limit `name`."""
    return LIMITS[name].most


def check(name: str, found: int, where: str = "") -> None:
    """Raise `BeyondLimitError` when `found` is more than the limit `name` allows. `where` names the file or its part."""
    if found > LIMITS[name].most:
        raise beyond(name, where, found)


def beyond(name: str, where: str = "", found: int | None = None) -> BeyondLimitError:
    """The refusal of a file that goes beyond the limit `name`; `found` where it is known by how much."""
    limit = LIMITS[name]
    said, bound = (_said(number, limit.unit) for number in (found or 0, limit.most))
    if said == bound:  # 200,000,001 bytes are 200 MB too
        said, bound = (f"{number:,} {limit.unit}" for number in (found or 0, limit.most))
    counted = f": {said}," if found is not None else ","
    return BeyondLimitError(f"{limit.what}超过上限{counted} 上限是 {bound}", where=where, advice=limit.advice)


def _said(number: int, unit: str) -> str:
    """A number with its unit as people say it.

    >>> _said(400_000_000, "字节"), _said(60_000_000, "像素"), _said(1_234, "列")
    ('400 MB', '6,000 万像素', '1,234 列')
    """
    if unit == "字节":
        return f"{number / _MB:,.0f} MB" if number >= _MB else f"{number:,} 字节"
    return f"{number // 10_000:,} 万{unit}" if number >= 1_000_000 else f"{number:,} {unit}"


def as_table() -> str:
    """The limits as the table of the manual, in Markdown."""
    rows = (f"| {limit.what} | {_said(limit.most, limit.unit)} | {limit.advice} |" for limit in LIMITS.values())
    return "\n".join(("| 限制 | 上限 | 超过时怎么办 |", "|---|---|---|", *rows)) + "\n"
