"""Who signs a paper, and when: signatures and dates in their forms, and what stands for them where there is no signature.

GB/T 9704-2012, 7.3.5: the offices that issue stand below the text, the day below them. Other papers tell it in the dateline of
the wire, behind the title, or in the words of the meeting that passed them.
"""

from __future__ import annotations

import re

from kb.numerals import COUNTING, ONES, ZEROS, chinese_integer, year_of_digits
from kb.script import simplified
from kb.units.places import OFFICE
from parser.lexicon import any_of, load
from parser.parts.region import region_of_office

_WORDS = load("outline")
YEAR = r"(?:19|20)\d{2}"
"""A year in figures."""
DAY = re.compile(rf"(?P<y>{YEAR})\s*[-年./]\s*(?P<m>\d{{1,2}})\s*[-月./]\s*(?P<d>\d{{1,2}})\s*日?")
HAN_DAY = re.compile(
    # 二○一五年十二月二十五日
    rf"(?P<y>二[{ZEROS}][{ZEROS}{ONES}]{{2}})年(?P<m>[{COUNTING}]{{1,2}})月(?P<d>[{COUNTING}]{{1,3}})日"
)


def is_signature(line: str) -> bool:
    """Whether a line is the name of an office, or of several."""
    words = simplified(line)
    return bool(re.fullmatch(rf"[\u4e00-\u9fff\s　]{{2,40}}{OFFICE}", words)) and "关于" not in words


def office_names(words: str) -> str:
    """Offices that sign together are parted by a comma; blanks that only space out one name are dropped."""
    pieces = re.split(r"[\s　、]+", words.strip())
    several = len(pieces) > 1 and all(re.search(rf"{OFFICE}$", piece) and len(piece) > 3 for piece in pieces)
    return ("、" if several else "").join(pieces)


def iso_date(words: str) -> str | None:
    """The last date in `words` as ISO; Han numerals are read too."""
    for found in reversed(list(DAY.finditer(words))):
        if 1 <= int(found["m"]) <= 12 and 1 <= int(found["d"]) <= 31:
            return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    han = HAN_DAY.search(words)
    month, day = (chinese_integer(han["m"]), chinese_integer(han["d"])) if han else (None, None)
    return f"{year_of_digits(han['y'])}-{month:02}-{day:02}" if han and month and day else None


def signed_by(lines: list[str]) -> tuple[str | None, str | None]:
    """The offices that sign, and the day: each alone on its line above the last date, several on a line, or on one line with it."""
    for k in range(len(lines) - 1, -1, -1):
        found = _signed_at(lines, k)
        if found is not None:
            return found
    return None, None


def signed_within(text: str) -> tuple[str | None, str | None]:
    """The same of the first signature in the whole text: that of a notice with its plan below."""
    lines = [line for line in (line.strip(" 　\t#*") for line in text.splitlines()) if line]
    found = (_signed_at(lines, k) for k in range(len(lines)))
    return next(((names, day) for names, day in filter(None, found) if day and region_of_office(names)), (None, None))


_TOP = 4000
"""Characters from the top in which a title stands."""
_ON_BEHALF = re.compile(r"[（(][^（）()]{2,30}代章[)）]")
_SIGNERS_MOST = 12
"""Lines of offices that sign together at the most."""


def _signed_at(lines: list[str], k: int) -> tuple[str, str | None] | None:
    """The signature whose day, or month, stands on line `k`; None where none does."""
    line = lines[k]
    day = DAY.search(line) or HAN_DAY.search(line) or _MONTH.search(line)
    if day is None or day.start() > 40 or not _may_follow(line[day.end() :]):
        return None
    before = line[: day.start()].strip()
    signed = [before] if before else []
    at = k - 1
    while not before and at >= 0 and len(signed) < _SIGNERS_MOST:
        if is_signature(lines[at]):
            signed.insert(0, lines[at])
        elif not _ON_BEHALF.fullmatch(lines[at]):
            break
        at -= 1
    if not signed or not all(map(is_signature, signed)):
        return None
    return "、".join(dict.fromkeys(map(office_names, signed))), iso_date(line[: day.end()])


def _may_follow(words: str) -> bool:
    """Whether words may stand behind a signature's day on its line: the annexes that a page has lost its line break before."""
    words = words.strip(" 　）)")
    return (len(words) <= 4 and words not in ("印发", "前")) or re.match(r"附\s*件?\s*[:：\d]", words) is not None


_MONTH = re.compile(rf"(?P<y>{YEAR})\s*年\s*(?P<m>\d{{1,2}})\s*月(?!\s*\d)")
_TOLD = re.compile(
    # （新华社北京2021年4月26日电）; （2022年3月30日…会议通过）
    rf"新华社[\u4e00-\u9fff]{{2,6}}(?P<wire>{DAY.pattern})电|[（(]\s*(?P<passed>{DAY.pattern})[^（）()]{{4,60}}{any_of(_WORDS['passed'])}".replace(
        "?P<y>", ""
    )
    .replace("?P<m>", "")
    .replace("?P<d>", "")
)
_BEHIND_TITLE = re.compile(rf"[（(]\s*{DAY.pattern}\s*[)）]")
_PRINTED_ON = re.compile(rf"{DAY.pattern}\s*印发")


def told_date(text: str, title: str) -> str | None:
    """The date that a paper tells without a signature: of the wire, of the meeting that passed it, behind its title, of its print."""
    found = _TOLD.search(text)
    if found:
        return iso_date(found["wire"] or found["passed"])
    behind = _BEHIND_TITLE.search(text[:_TOP]) if title else None
    printed = list(_PRINTED_ON.finditer(text))
    return iso_date(behind.group()) if behind else iso_date(printed[-1].group()) if printed else None


def short_office(office: str) -> str:
    """The name without what a title leaves out: 江苏省人民政府 is 江苏省政府."""
    return office.replace("人民政府", "政府").replace("办公厅", "").replace("办公室", "")


_ORDER = re.compile(rf"(?P<office>(?:中华人民共和国)?[\u4e00-\u9fff]{{2,20}}{OFFICE})\s*{any_of(_WORDS['orders'])}")


_INTERPRETS = re.compile(rf"本[\u4e00-\u9fff]{{2,4}}由(?P<office>[\u4e00-\u9fff]{{2,24}}?{OFFICE})(?:负责)?解释")


def interprets(text: str) -> str | None:
    """The office that interprets a paper, which is the one that made it (规章制定程序条例, article 33)."""
    found = _INTERPRETS.search(text)
    return found["office"] if found else None


def orders(lines: list[str]) -> str | None:
    """The office whose order or publication a paper is: 中华人民共和国生态环境部令."""
    found = next((match for line in lines if (match := _ORDER.fullmatch(line))), None)
    return office_names(found["office"]) if found else None
