"""Unglue: a document that arrives as one line is cut where its outline markers begin, and at the joints of its opening.

A marker inside a line counts only where it goes on counting: 二、 after 一、, 2． after 1．, and a first number at every
level below a new heading; bracketed numbers may also count through under several headings. So 统一、协调 and 第三、 are no headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.numerals import COUNTING, ONES, chinese_integer
from kb.schema import Span
from kb.units.places import DIVISION_CHARS, HAN, OFFICE
from parser.lexicon import any_of, load

_LONG = 300
"""A line of fewer characters than this is one paragraph."""

_MARKER = re.compile(
    rf"(?P<chapter>第(?P<chapter_n>[{COUNTING}]+)章(?=[\s　\u4e00-\u9fff“]))"
    rf"|(?P<section>第(?P<section_n>[{COUNTING}]+)节(?=[\s　\u4e00-\u9fff“]))"
    rf"|(?P<han>(?<![第之其十百统专唯任{ONES}])(?P<han_n>[{COUNTING}]{{1,3}})、)"
    rf"|(?P<brackets>(?<![见第按条款至])[（(](?P<brackets_n>[{COUNTING}]{{1,3}})[）)])"
    r"|(?P<arabic>(?<![\d.．%％A-Za-z年月-])(?P<arabic_n>\d{1,2})[．.、](?=[\u4e00-\u9fff“《]))"
    r"|(?P<annex>(?<=[。\s）)日])附\s{0,2}件\s{0,2}\d{0,2}"
    rf"(?=[:：]?[^，。；、\s]{{4,60}}{any_of(load('outline')['annex_titles'])}))"
)
_LEVELS = ("chapter", "section", "han", "brackets", "arabic")
_THROUGH = ("brackets", "arabic")
"""Levels that may count on under the next heading: 一、 1. 2. 二、 3."""


def unglue(line: str, *, alone: bool = False) -> Iterator[Span]:
    """Spans of the paragraphs in `line`, together all of it but blanks between them.

    A short line is one paragraph, unless it is `alone` and so all there is of the document.
    """
    glued = alone or len(line) >= _LONG
    cuts = sorted({0, *_cuts(line), *_joints(line)}) if glued else sorted({0, *_number_joints(line)})
    if glued:
        cuts = sorted({*cuts, *_listed_headings(line, cuts)})
    for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        words = line[start:end]
        trimmed = words.strip()
        if trimmed:
            at = start + words.index(trimmed[0])
            yield (at, at + len(trimmed))


_LISTED_MOST = 60
"""Characters of an entry of a table of contents at the most."""


def _listed_headings(line: str, cuts: list[int]) -> Iterator[int]:
    """Ends of the headings that the table of contents lists: there the text that is glued to a heading begins."""
    listed: dict[str, list[str]] = {}
    for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        words = line[start:end].rstrip()
        entries = [e for e in listed.get(words[:6], ()) if len(words) > len(e) and words.startswith(e)]
        if entries:
            yield start + max(map(len, entries))
        elif len(words) <= _LISTED_MOST and _MARKER.match(words):
            listed.setdefault(words[:6], []).append(words)


def _cuts(line: str) -> Iterator[int]:
    last = dict.fromkeys(_LEVELS, 0)
    highest = dict.fromkeys(_LEVELS, 0)
    for match in _MARKER.finditer(line):
        level = next(name for name in (*_LEVELS, "annex") if match[name])
        if level == "annex":
            last, highest = dict.fromkeys(_LEVELS, 0), dict.fromkeys(_LEVELS, 0)
            yield match.start()
            if line[match.end() : match.end() + 1] not in ":：":
                yield match.end()
            continue
        number = _value(match[f"{level}_n"])
        through = level in _THROUGH and not last[level] and highest[level] and number == highest[level] + 1
        if not through and not _goes_on(level, number, last, line[: match.start()]):
            continue
        last[level] = number
        highest[level] = number
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
    return int(number) if number.isdigit() else chinese_integer(number) or 0


# ---------------------------------------------------------------- the joints of title, number, addressee, signature
_NUMBER = re.compile(
    # …的意见|渝府发〔2019〕17号|各区县…   but not （国发〔2015〕17号） nor 根据国发〔2015〕17号
    r"(?P<office>[\u4e00-\u9fff]{2,14})[〔\[﹝](?:19|20)\d{2}[〕\]﹞]\s*第?\d{1,5}号(?![）)])"
)
_ADDRESSEE = re.compile(
    # |各区县（自治县）人民政府，市政府有关部门，有关单位：|
    rf"(?:^|(?<=[号知\s]))(?:各|[{DIVISION_CHARS}][直府]|有关|[{HAN}]{{2,10}}各)"
    rf"[^。；：:《》]{{3,160}}{any_of(load('outline')['addressees'])}[：:]"
)
_SIGNED = re.compile(
    # 。|重庆市人民政府 2019年6月28日|
    rf"(?<=[。\s）)])[{HAN}]{{2,30}}{OFFICE}\s*(?:办公室|办公厅)?\s*"
    r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
)
_PUBLISHED = re.compile(r"[（(]此件[^）)]{2,20}[）)]")
_CONTENTS = re.compile(r"(?<=[\s）)年”案划见])目[\s　]*录(?=[\s　]*[第一前])")
_QUOTED = re.compile(rf"《(?P<title>[^《》]{{4,80}})》(?=[^。；]{{0,20}}{any_of(load('outline')['passes_on'])})")


@cache
def _glued_title() -> re.Pattern[str]:
    """A title that opens the line, with the first sentence glued to it: …若干措施|为深入贯彻…"""
    words = load("outline")
    return re.compile(rf"[^。；：:，,]{{6,60}}?{any_of(words['plan_names'])}(?={any_of(words['first_words'])})")


def _joints(line: str) -> set[int]:
    """Where the pieces of a one-line document's opening and signature begin and end."""
    joints = _number_joints(line)
    if title := _glued_title().match(line):
        joints.add(title.end())
    for pattern in (_ADDRESSEE, _SIGNED, _PUBLISHED, _CONTENTS):
        for found in pattern.finditer(line):
            joints |= set(found.span())
    quoted = _QUOTED.search(line)
    if quoted is not None:
        joints |= _repeats(line, quoted["title"], quoted.end())
    return {at for at in joints if at < len(line)}


def _number_joints(line: str) -> set[int]:
    """Both ends of the document's own number: it follows the end of a title, a blank, or nothing."""
    found = _NUMBER.search(line)
    if found is None:
        return set()
    start = found.start("office")
    title = _title_end().match(line, start, found.end("office"))
    if title is not None and title.end() < found.end("office"):
        start = title.end()
    elif start and not line[start - 1].isspace():
        return set()
    return {at for at in (start, found.end()) if at < len(line)}


@cache
def _title_end() -> re.Pattern[str]:
    """The end of a title that the number is glued to: what a plan is called."""
    return re.compile(rf"[\u4e00-\u9fff]*{any_of(load('outline')['plan_names'])}")


def _repeats(line: str, title: str, after: int) -> set[int]:
    """Both ends of the plan's title where it stands again, outside quotation marks, above the plan itself."""
    at = line.find(title, after)
    if at < 0 or line[at - 1] == "《":
        return set()
    return {at, at + len(title)}
