"""Automatic numbers of Word paragraphs, as Word prints them: 一、 （一） 1. 第一章 1.2.3 ①.

pandoc gives a list its place but not its numbers (一、 becomes 1.), and headings and cells none at all; an outline of a
Chinese plan lives by them. Definitions as in ECMA-376, part 1, 17.9.
"""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree
from msgspec import Struct

from kb.numerals import COUNTING, write_integer

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_LETTERS_MOST = 26 * 30
"""Numbers above this are no letters: a letter is written once more every twenty-six (ECMA-376, ST_NumberFormat)."""
_CHAIN = 50
"""Styles that one style may be based on, each on the next."""
_FORMAL = str.maketrans(f"〇{COUNTING}", "零壹贰叁肆伍陆柒捌玖拾")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_COUNTED = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"}
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_STARTS = {"decimalEnclosedParen": 0x2474, "decimalEnclosedFullstop": 0x2488, "ideographEnclosedCircle": 0x3280}
"""Formats of single characters -> code point of the first; twenty (ideographs: ten) follow in Unicode."""


class Level(Struct, frozen=True):
    """A level of a list: first number, format, pattern (`%1、`), the level from which it restarts, plain digits."""

    start: int
    form: str
    pattern: str
    restart: int | None
    legal: bool
    suffix: str


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        self._styles = _style_numbers(styles)
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Element) -> None:
        linked = {}
        for abstract in numbering.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId") or ""
            self._levels[name] = {n: level for element in abstract.iter(f"{W}lvl") for n, level in [_level(element)]}
            link = abstract.find(f"{W}styleLink")
            if link is not None:
                linked[link.get(f"{W}val")] = name
        for abstract in numbering.iter(f"{W}abstractNum"):
            link = abstract.find(f"{W}numStyleLink")
            if link is not None and link.get(f"{W}val") in linked:
                self._levels[abstract.get(f"{W}abstractNumId") or ""] = self._levels[linked[link.get(f"{W}val")]]
        for num in numbering.iter(f"{W}num"):
            name = num.get(f"{W}numId") or ""
            abstract_id = num.find(f"{W}abstractNumId")
            self._abstract[name] = (abstract_id.get(f"{W}val") or "") if abstract_id is not None else ""
            self._override(name, num)

    def _override(self, name: str, num: Element) -> None:
        """What an instance of a list changes: the first number of a level, or the whole level."""
        for change in num.iter(f"{W}lvlOverride"):
            at = _integer(change.get(f"{W}ilvl"), 0)
            start = change.find(f"{W}startOverride")
            if start is not None:
                self._starts.setdefault(name, {})[at] = _integer(start.get(f"{W}val"), 1)
            own = change.find(f"{W}lvl")
            if own is not None:
                abstract = self._abstract[name]
                self._abstract[name] = f"{abstract}/{name}"
                self._levels[f"{abstract}/{name}"] = {**self._levels.get(abstract, {}), at: _level(own)[1]}

    def take(self, paragraph: Element) -> str | None:
        """The printed number of `paragraph`, which counts from now on; None where it has none, or a bullet."""
        name, at = self._place(paragraph)
        abstract = self._abstract.get(name, "")
        level = self._levels.get(abstract, {}).get(at)
        if level is None or level.form == "bullet":
            return None
        counts = self._counts[abstract.split("/")[0]]
        own_start = self._starts.get(name, {}).get(at)
        if own_start is not None and (name, at) not in self._begun:
            counts[at] = own_start
        else:
            counts[at] = counts[at] + 1 if at in counts else own_start or level.start
        self._begun.add((name, at))
        self._restart(abstract, counts, at)
        return self._printed(abstract, level, counts, at)

    def _restart(self, abstract: str, counts: dict[int, int], at: int) -> None:
        """Deeper levels begin anew, unless they say that they go on."""
        for below in [deeper for deeper in counts if deeper > at]:
            restart = self._levels[abstract][below].restart if below in self._levels[abstract] else None
            if restart is None or (restart and at < restart):
                del counts[below]

    def _printed(self, abstract: str, level: Level, counts: dict[int, int], at: int) -> str:
        levels = self._levels[abstract]

        def number(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            form = "decimal" if level.legal and which != at else levels[which].form if which in levels else "decimal"
            return numeral(counts.get(which, levels[which].start if which in levels else 1), form)

        return re.sub(r"%([1-9])", number, level.pattern)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """List and level of a paragraph, its own or its style's; an empty list name where it has none."""
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name, at = self._styles.get((style.get(f"{W}val") or "") if style is not None else "", ("", 0))
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            own_name, own_level = own.find(f"{W}numId"), own.find(f"{W}ilvl")
            name = (own_name.get(f"{W}val") or "") if own_name is not None else name
            at = _integer(own_level.get(f"{W}val"), 0) if own_level is not None else at
        return ("", 0) if name == "0" else (name, at)


def _level(element: Element) -> tuple[int, Level]:
    def value(name: str) -> str | None:
        child = element.find(f"{W}{name}")
        return child.get(f"{W}val", "1") if child is not None else None

    form = element.find(f".//{W}numFmt")
    restart = value("lvlRestart")
    return _integer(element.get(f"{W}ilvl"), 0), Level(
        _integer(value("start"), 1),
        (form.get(f"{W}val") or "decimal") if form is not None else "decimal",
        value("lvlText") or "",
        _integer(restart, 0) if restart is not None else None,
        value("isLgl") in ("1", "true", "on"),
        value("suff") or "tab",
    )


def _style_numbers(styles: Element | None) -> dict[str, tuple[str, int]]:
    """Paragraph style -> list and level, inherited from the style it is based on."""
    if styles is None:
        return {}
    own: dict[str, tuple[str | None, int | None]] = {}
    based: dict[str, str] = {}
    for style in styles.iterchildren(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        on, number = style.find(f"{W}basedOn"), style.find(f"{W}pPr/{W}numPr")
        if on is not None:
            based[name] = on.get(f"{W}val") or ""
        if number is not None:
            which, at = number.find(f"{W}numId"), number.find(f"{W}ilvl")
            own[name] = (
                which.get(f"{W}val") if which is not None else None,
                _integer(at.get(f"{W}val"), 0) if at is not None else None,
            )
    found: dict[str, tuple[str, int]] = {}
    for name in {*own, *based}:
        chain = _chain(name, based)
        listed = next((own[one][0] for one in chain if one in own and own[one][0]), None)
        level = next((own[one][1] for one in chain if one in own and own[one][1] is not None), None)
        if listed:
            found[name] = (listed, level or 0)
    return found


_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.I)
"""Names of the built-in heading styles; Word writes them in English whatever its language."""


def heading_styles(styles: Element | None) -> dict[str, int]:
    """Paragraph style -> level of the heading that it is or is based on; styles of running text are absent."""
    named: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        name, on = style.find(f"{W}name"), style.find(f"{W}basedOn")
        level = _HEADING.fullmatch((name.get(f"{W}val") or "").strip()) if name is not None else None
        identity = style.get(f"{W}styleId") or ""
        if level:
            named[identity] = int(level[1])
        elif on is not None:
            based[identity] = on.get(f"{W}val") or ""
    found = dict(named)
    for one in based:
        root = _chain(one, based)[-1]
        if root in named:
            found[one] = named[root]
    return found


def _chain(name: str, based: dict[str, str]) -> list[str]:
    """A style and those that it is based on, nearest first; a circle ends where it begins."""
    chain = [name]
    while chain[-1] in based and based[chain[-1]] not in chain and len(chain) < _CHAIN:
        chain.append(based[chain[-1]])
    return chain


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default


def numeral(number: int, form: str) -> str:
    """`number` in a number format of Word; formats without a rule here are printed as digits.

    >>> [numeral(21, form) for form in ("decimal", "chineseCounting", "decimalZero", "upperRoman", "lowerLetter", "none")]
    ['21', '二十一', '21', 'XXI', 'u', '']
    """
    if form in ("none", "bullet"):
        return ""
    if number < 1:
        return str(number)
    if form in _COUNTED:
        return _counted(number)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _counted(number).translate(_FORMAL)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(write_integer(int(digit), "〇") for digit in str(number))
    if form == "decimalZero":
        return f"{number:02}"
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return _sign(number, form) or str(number)


def _sign(number: int, form: str) -> str:
    """Numbers that are letters, Roman or single characters; empty where the format has no sign for `number`."""
    if form in ("upperLetter", "lowerLetter") and number <= _LETTERS_MOST:
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in ("upperRoman", "lowerRoman"):
        return roman(number) if form == "upperRoman" else roman(number).lower()
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[number - 1] if number <= len(signs) else ""
    if form in _CIRCLED and number <= 50:
        return chr((0x2460, 0x323D, 0x328E)[(number > 20) + (number > 35)] + number - 1)
    if form in _STARTS and number <= (10 if form.startswith("ideograph") else 20):
        return chr(_STARTS[form] + number - 1)
    return ""


def roman(number: int) -> str:
    """Roman numeral of a number from 1 to 3999, digits for others.

    >>> roman(1994)
    'MCMXCIV'
    """
    if not 0 < number < 4000:
        return str(number)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    text = ""
    for sign, value in zip(signs, values, strict=True):
        text += sign * (number // value)
        number %= value
    return text


def _counted(number: int) -> str:
    """A number below ten thousand in words, digits for others."""
    return write_integer(number, "〇") if number < 10_000 else str(number)
