"""Unglue: a document that arrives as one line is cut where its outline markers begin.

A marker inside a line counts only where it goes on counting: 二、 after 一、, 2． after 1．, and a first number at every
level below a new heading. So 统一、协调 and 第三、 are no headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.schema import Span

_LONG = 300
"""A line of fewer characters than this is one paragraph."""

_MARKER = re.compile(
    r"(?P<chapter>第(?P<chapter_n>[一二三四五六七八九十]+)章(?=[\s　\u4e00-\u9fff“]))"
    r"|(?P<section>第(?P<section_n>[一二三四五六七八九十]+)节(?=[\s　\u4e00-\u9fff“]))"
    r"|(?P<han>(?<![第之其十百统专唯任一二三四五六七八九])(?P<han_n>[一二三四五六七八九十]{1,3})、)"
    r"|(?P<brackets>(?<![见第按条款至])[（(](?P<brackets_n>[一二三四五六七八九十]{1,3})[）)])"
    r"|(?P<arabic>(?<![\d.．%％A-Za-z年月-])(?P<arabic_n>\d{1,2})[．.、](?=[\u4e00-\u9fff“《]))"
    r"|(?P<annex>(?<=[。\s）)日])附\s{0,2}件\s{0,2}\d{0,2}(?=[:：]?[^，。；、\s]{4,60}(?:清单|表|方案|目录|任务分工)))"
)
_LEVELS = ("chapter", "section", "han", "brackets", "arabic")
_DIGITS = "零一二三四五六七八九"


def unglue(line: str) -> Iterator[Span]:
    """Spans of the paragraphs in `line`, together all of it but blanks between them; a short line is one paragraph."""
    cuts = [0, *_cuts(line)] if len(line) >= _LONG else [0]
    for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        words = line[start:end]
        trimmed = words.strip()
        if trimmed:
            at = start + words.index(trimmed[0])
            yield (at, at + len(trimmed))


def _cuts(line: str) -> Iterator[int]:
    last = dict.fromkeys(_LEVELS, 0)
    for match in _MARKER.finditer(line):
        level = next(name for name in (*_LEVELS, "annex") if match[name])
        if level == "annex":
            last = dict.fromkeys(_LEVELS, 0)
            yield match.start()
            yield match.end()
            continue
        number = _value(match[f"{level}_n"])
        if not _goes_on(level, number, last, line[: match.start()]):
            continue
        last[level] = number
        for below in _LEVELS[_LEVELS.index(level) + 1 :]:
            if not (level == "brackets" and below == "arabic" and last["arabic"] and not _restarts(line, match.end())):
                last[below] = 0
        if match.start():
            yield match.start()


def _goes_on(level: str, number: int, last: dict[str, int], before: str) -> bool:
    if number == last[level] + 1:
        return number > 1 or level != "han" or bool(re.search(r"[。；：:）)\s”]$", before)) or not last["han"]
    return number == 1 and level != "han"


def _restarts(line: str, at: int) -> bool:
    """Whether the next arabic marker below a bracketed section starts at 1 again."""
    found = re.compile(r"(?<![\d.．])(\d{1,2})[．.、](?=[\u4e00-\u9fff“])").search(line, at)
    return found is not None and found[1] == "1"


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    if "十" in number:
        tens, _, ones = number.partition("十")
        return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
    return _DIGITS.index(number[-1])
