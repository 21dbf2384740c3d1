"""Outline markers: how a Chinese official document numbers its headings and paragraphs.

GB/T 9704-2012, 7.3.3: 一、 then （一） then 1. then （1）. Web pages lose characters, so a bare () stands for （一）.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.numerals import NUMERAL
from parser.lexicon import any_of, load

_WORDS = load("outline")
_HAN_NUMBER = f"[{NUMERAL}]+"

_MARKERS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    # 第一章 总则 / 第二部分 / 第三节
    (1, "chapter", re.compile(rf"第(?P<n>{_HAN_NUMBER}|\d+){any_of(_WORDS['chapters'])}[、\s　:：]*")),
    (2, "section", re.compile(rf"第(?P<n>{_HAN_NUMBER}|\d+)节[、\s　:：]*")),
    # 壹、計畫目標
    (2, "formal", re.compile(r"(?P<n>[壹貳贰參叁肆伍陸陆柒捌玖拾]+)\s*[、．.]\s*")),
    # 一、总体要求
    (3, "han", re.compile(rf"(?P<n>{_HAN_NUMBER})\s*[、．.]\s*")),
    # （一）指导思想 — and ()指导思想, whose numeral the page lost
    (4, "han-brackets", re.compile(rf"[（(]\s*(?P<n>{_HAN_NUMBER})?\s*[)）]\s*[、．.]?\s*")),
    # 任务一：… 行动1：… 举措二 … 项目三：…
    (
        4,
        "named",
        re.compile(
            rf"(?:{any_of(_WORDS['numbered_things'])}|{any_of(_WORDS['numbered_things_in_english'])} )"
            rf"(?P<n>{_HAN_NUMBER}|\d{{1,2}})\s*[:：、.．\s　]\s*"
        ),
    ),
    # 第一条 支持企业上规模。
    (5, "article", re.compile(rf"第(?P<n>{_HAN_NUMBER})条[、\s　:：]*")),
    # 1.1 优化布局  1.2.3优化布局 — but not 1.5万吨
    (6, "decimal", re.compile(r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})(?:[、.．]?\s+|[、.．])(?=\D)")),
    # 1.严格落实… 1、 １．— but not 1.5万吨 nor 2020年; at most three digits
    (5, "arabic", re.compile(r"(?P<n>\d{1,3})\s*(?:[、．]|[.](?!\d|$)|[.](?=(?:19|20)\d\d年))\s*")),
    # （1） 1） 1)
    (6, "arabic-brackets", re.compile(r"(?:[（(]\s*(?P<n>\d{1,3})\s*[)）]|(?P<m>\d{1,3})[)）])\s*")),
    # ① ②
    (7, "circled", re.compile(r"(?P<n>[①-⑳])\s*")),
    # ——环境空气质量。 • ● ■ ◆ - as written for bullets
    (8, "bullet", re.compile(r"(?P<n>)(?:[—–―]{1,3}|[•·●■◆▪►○□※*]|-{1,3})\s*(?=\S)")),
)
"""Levels from the outermost in, the name of each, and the pattern of its marker at the head of a paragraph."""

BULLET = 8
"""The level of unnumbered bullets, the innermost."""


class Marker(NamedTuple):
    """The marker at the head of a paragraph."""

    level: int
    name: str
    number: str
    """As printed: 一, 3, ①; empty for bullets and for a numeral that the page lost."""
    length: int
    """Characters of the marker with the white space behind it."""


def marker(text: str) -> Marker | None:
    """The outline marker at the head of `text`, or None.

    >>> marker("（一）指导思想。")
    Marker(level=4, name='han-brackets', number='一', length=3)
    >>> marker("()工作目标。").number
    ''
    >>> marker("1.5万吨") is None
    True
    """
    for level, name, pattern in _MARKERS:
        found = pattern.match(text)
        if found is not None and found.end() < len(text):
            groups = found.groupdict()
            return Marker(level, name, groups.get("n") or groups.get("m") or "", found.end())
    return None


_ENDS_SENTENCE = re.compile(r"[。！？!?；;]")
_TITLE_MOST = 48
"""A heading sentence longer than this many characters is running text."""


@cache
def _known_title() -> re.Pattern[str]:
    """A well-known heading that the page glued to its text: 主要目标到2020年,… ; 总体要求深入贯彻…、…精神，…"""
    known = any_of([*_WORDS["goal_headings"], *_WORDS["prose_headings"]])
    long = r"[\u4e00-\u9fff]{2,40}、[^。]{40}"
    return re.compile(
        rf"{known}(?:[ 　]+(?=[\u4e00-\u9fff\d])|(?=到?\d{{4}}|[\u4e00-\u9fff]{{2,40}}[，,]|{long}))(?!.{{0,3}}[的和与及])"
    )


def title_length(text: str) -> int:
    """Length of the heading sentence that opens `text` (without marker), with its 。; 0 where there is none.

    A paragraph that is one short phrase without a full stop is a heading as a whole.

    >>> title_length("积极培育示范典型。深化生态文明示范建设,按照…")
    9
    >>> title_length("深入推进净土行动,有效遏制土壤污染趋势")
    19
    >>> title_length("到2020年建成。") == 0
    True
    """
    glued = _known_title().match(text)
    if glued is not None:
        return glued.end()
    found = re.search("[。:：]", text)
    if found is None:
        return len(text) if len(text) <= _TITLE_MOST and not _ENDS_SENTENCE.search(text) else 0
    head = text[: found.start()]
    if len(head) > _TITLE_MOST or _ENDS_SENTENCE.search(head) or found.end() == len(text.rstrip()):
        return 0
    if found.group() != "。" and len(head) > 12:
        return 0
    return found.end()
