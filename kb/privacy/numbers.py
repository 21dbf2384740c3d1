"""Personal numbers and addresses in a text: telephone, identity card, bank card or account, e-mail.

Each pattern is narrow, because a mask over a figure of the plan is a wrong figure: a mobile number has eleven digits from 13
to 19 and no unit of measure behind it; a landline number has an area code and a mark between, or a word before it; an identity
card has a date and the right check digit (GB 11643-1999), or a word before it; a bank card a Chinese issuer's beginning and
the right check digit (Luhn), or a word before it. Document numbers, index numbers, credit codes, years and coordinates have
none of these. Hotlines (12345, 400-…, 800-…) are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from msgspec import Struct

from kb.schema import Span

Kind = Literal["mobile", "landline", "identity", "bank", "email"]

NAMES: dict[Kind, str] = {
    "mobile": "手机号码",
    "landline": "电话号码",
    "identity": "身份证号",
    "bank": "银行卡号或账号",
    "email": "电子邮箱",
}
"""What each kind is called."""


class Personal(Struct, frozen=True):
    """One number or address."""

    kind: Kind
    span: Span
    """In the text that was searched."""


def personal_in(text: str) -> tuple[Personal, ...]:
    """Every personal number and address of the text in order; none overlap, the surest kind first."""
    found: list[Personal] = []
    taken: set[int] = set()
    for kind, span in _all(text.translate(_HALF)):
        if taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            found.append(Personal(kind, span))
    return tuple(sorted(found, key=lambda one: one.span))


def personal_in_name(name: str) -> tuple[Personal, ...]:
    """The same of the name of a folder, in which letters and strokes join what belongs apart.

    >>> [name[slice(*one.span)] for name in ("phone13812345678plan", "p2-0572-2289012") for one in personal_in_name(name)]
    ['13812345678', '0572-2289012']
    """
    bare = re.sub(r"[A-Za-z_.]", " ", name)
    found: list[Personal] = []
    taken: set[int] = set()
    for start in (0, *(match.end() for match in re.finditer("[- ]", bare))):
        for one in personal_in(bare[start:]):
            span = (one.span[0] + start, one.span[1] + start)
            if taken.isdisjoint(range(*span)):
                taken.update(range(*span))
                found.append(Personal(one.kind, span))
    return tuple(sorted(found, key=lambda one: one.span))


def digits_of(words: str) -> str:
    """The digits (and X) of the words, half width.

    >>> digits_of("１３8 1234-5678"), digits_of("33050219900101123x")
    ('13812345678', '33050219900101123X')
    """
    return "".join(str(int(c)) if c.isdecimal() else c.upper() for c in words if c.isdecimal() or c in "xX")


@cache
def _words() -> dict[str, str]:
    data: Any = yaml.safe_load(Path(__file__).with_name("data").joinpath("personal.yaml").read_text(encoding="utf-8"))
    return {
        name: "|".join(sorted(map(re.escape, held), key=lambda word: (-len(word), word))) for name, held in data.items()
    }


_HALF = {0xFEE0 + code: code for code in range(0x21, 0x7F) if chr(code) not in ":,;!?"}
"""Full-width digits, letters and signs by their half-width ones; a text keeps its length."""
_BEFORE = r"(?<![\dA-Za-z.．])(?<!\d[-/_—－])"
"""No digit, letter or decimal point directly before, and no longer number with a mark between."""
_AFTER = r"(?![\dA-Za-z])(?![.．]\d)(?![-/_—－]\d{5})"
_GAP = r"[ \u3000-]?"
_NAME = r"[ \u3000\t]{0,8}[:：为是]?\s{0,8}"
"""Between a word and its number."""


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """In the order in which they are believed."""
    words = _words()
    mobile = rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
    area = r"0(?:10|2\d|[3-9]\d{2})"
    local = rf"[2-9]\d{{2,3}}{_GAP}\d{{4}}"
    more = r"(?:[ \u3000]?(?:转|轉|[-—－])[ \u3000]?\d{1,6})?"
    identity = r"[1-9]\d{5} ?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx]"
    return (
        ("email", re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}[@＠](?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])")),
        ("identity", re.compile(rf"(?:{words['identity']}){_NAME}(?P<it>(?:\d\s?){{14,17}}[\dXx])(?![\dA-Za-z])")),
        ("identity", re.compile(rf"{_BEFORE}(?P<it>{identity})(?![\dA-Za-z])")),
        ("bank", re.compile(rf"(?:{words['account']}){_NAME}(?P<it>\d(?:[ \u3000-]?\d){{11,24}})(?![\dA-Za-z])")),
        ("bank", re.compile(rf"{_BEFORE}(?P<it>(?:62|9558)\d{{2}}(?:[ \u3000-]?\d){{12,15}})(?![\dA-Za-z])")),
        ("mobile", re.compile(rf"(?:{words['phone']}){_NAME}(?P<it>(?:(?:\+|00)?86{_GAP})?1[3-9](?:[\s-]?\d){{9}})(?!\d)")),
        ("mobile", re.compile(rf"(?:{_BEFORE}|(?<=(?<!\d)20\d\d/))(?P<it>(?:(?:\+|00)?86{_GAP})?{mobile}){_AFTER}(?!\s?(?:{words['units']}))")),
        ("landline", re.compile(rf"(?:{words['phone']}){_NAME}(?P<it>[(（]?(?:{area})?[)）]?[\s—－-]{{0,2}}{local}{more})(?![\dA-Za-z])")),
        ("landline", re.compile(rf"{_BEFORE}(?P<it>(?:[(（]{area}[)）][ \u3000]?|{area}[ \u3000]?[—－-]{{1,2}}[ \u3000]?){local}{more})(?![\dA-Za-z])(?![.．]\d)")),
    )  # fmt: skip


def _all(text: str) -> Iterator[tuple[Kind, Span]]:
    ends: list[int] = []
    for kind, pattern in _patterns():
        for told in pattern.finditer(text):
            named = "it" in pattern.groupindex
            span = told.span("it") if named else told.span()
            if _right(kind, digits_of(text[slice(*span)]), labelled=named and told.start() < span[0]):
                ends += [span[1]] if kind in ("mobile", "landline") else []
                yield kind, span
    yield from _lists(text, ends)


def _lists(text: str, ends: Iterable[int]) -> Iterator[tuple[Kind, Span]]:
    """Further numbers behind one that is told by its area code or its word, which ends at one of `ends`: 0572-2289001/2289002."""
    for end in ends:
        more = _more().match(text, end)
        for one in re.finditer(r"\d{7,8}", more[0]) if more else ():
            yield "landline", (end + one.start(), end + one.end())
    for told in _strokes().finditer(text):  # 13812345678/0572-2289001
        for one in re.finditer(r"[^/\s][^/]*[^/\s]", told.group()):
            kind: Kind = "mobile" if re.match(r"1[3-9]", one.group()) else "landline"
            yield kind, (told.start() + one.start(), told.start() + one.end())


@cache
def _strokes() -> re.Pattern[str]:
    """Full numbers with strokes between."""
    one = rf"(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|0(?:10|2\d|[3-9]\d{{2}})-{{1,2}}[2-9]\d{{6,7}})"
    return re.compile(rf"(?<![\dA-Za-z.])(?<!\d[-/_]){one}(?: ?/ ?{one}){{1,9}}(?![\dA-Za-z])(?![-/_.]\d)")


@cache
def _more() -> re.Pattern[str]:
    """Short numbers behind a number: /2289002, 、2289002, 或2289002; none that counts something."""
    one = rf"[ \u3000]?(?:[、,，/;；或和及]|[ \u3000])[ \u3000]?[2-9]\d{{6,7}}(?!\d)(?!\s?(?:{_words()['units']}))"
    return re.compile(rf"(?:{one}){{1,9}}")


def _right(kind: Kind, digits: str, *, labelled: bool) -> bool:
    """Whether the digits are a number of that kind; a word before it says so, too."""
    if kind == "identity":
        return len(digits) in (15, 18) if labelled else _is_identity(digits)
    if kind == "bank":
        return labelled or (16 <= len(digits) <= 19 and _is_card(digits))
    return True


def _is_identity(digits: str) -> bool:
    """The check digit of GB 11643-1999.

    >>> _is_identity("11010519491231002X"), _is_identity("110105194912310021")
    (True, False)
    """
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], weights, strict=True))
    return digits[17] == "10X98765432"[total % 11]


def _is_card(digits: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1).

    >>> _is_card("79927398713"), _is_card("79927398710")
    (True, False)
    """
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
