"""Checks of marks: separators, brackets, document numbers, numbers of headings, names in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.vocabulary import vocabulary
from graph.clauses import folded, locate
from kb.numerals import COUNTING
from kb.schema import Item, Span
from kb.vocabulary import any_of
from kb.wording import item_name

# 治理修复、等关键技术; doubled marks: 、、 ，。
_STRAY = re.compile(r"[、，,；;]\s*[、，,；;。]|、等")
# 〔201753号: the bracket is not closed; 2017〕53号: it is not opened.
_HALF = re.compile(
    r"[〔\[【][ \t]*(?:19|20)\d\d\d{1,4}[ \t]*号|(?<![〔\[【(（\d])(?:19|20)\d\d[〕\]】][ \t]*\d+[ \t]*号"
)
# ()深入推进…: the numeral of the heading is lost.
_BLANK = re.compile(r"^[ \t　]*([(（][ \t]*[)）])(?=[ \t]*[一-鿿])", re.M)
_QUOTED = re.compile(r'[“"「]([^“”"「」。，,\n]{3,12})[”"」]')
_ALIKE = 0.65
"""Names of this length that share two of three characters are spelled alike."""
_NUMERALS = f"{COUNTING}百千万0123456789"
_TOLD = 12
"""Places quoted in one finding."""
_KIND = re.compile(rf"({any_of(vocabulary().papers)})(?:[(（].*[)）])?$")
_SELF = re.compile(rf"(?:本{any_of(vocabulary().selves)}?|对(?:本|行动))({any_of(vocabulary().papers)})")
_OPEN = re.compile(r"[ \t　]*等")


def separator_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """Two units of a list on one line with nothing between them: 区发改委区环保局."""
    for item in checked.record.items:
        duties = sorted({duty.span: duty for duty in item.duties}.values(), key=lambda duty: duty.span)
        glued = [(a, b) for a, b in pairwise(duties) if a.span[1] == b.span[0]]
        if glued:
            told = "、".join(f"“{a.mention}”与“{b.mention}”" for a, b in glued)
            span = glued[0][0].span[0], glued[-1][1].span[1]
            yield Proof(f"{item_name(item)}的{told}之间没有分隔号", checked.quotes((item, span)))


def list_open(checked: CheckedRecord) -> Iterator[Proof]:
    """A list of units that ends in 等: nobody can tell who else is meant."""
    for item in checked.record.items:
        for duty in item.duties:
            tail = _OPEN.match(checked.record.text, duty.span[1])
            if tail and tail.end() <= item.span[1] and duty is max(item.duties, key=lambda one: one.span):
                message = f"{item_name(item)}的单位名单以“等”结尾, 没有列全"
                yield Proof(message, checked.quotes((item, (duty.span[0], tail.end()))))


def separator_stray(checked: CheckedRecord) -> Iterator[Proof]:
    """Two marks where one belongs, as after a deleted word."""
    for item in checked.record.items:
        for match in _STRAY.finditer(item.text):
            words = item.text[max(match.start() - 8, 0) : match.end() + 4]
            message = f"{item_name(item)}的“{words}”多了标点, 可能删漏了字"
            yield Proof(message, checked.quotes((item, locate(checked.record, item, words))))


def document_number_broken(checked: CheckedRecord) -> Iterator[Proof]:
    """A document number whose bracket is open on one side: the number cannot be told from the year."""
    for match in _HALF.finditer(checked.record.text):
        item = _at(checked, match.span())
        message = f"文号“{''.join(match.group().split())}”的括号不完整"
        yield Proof(message, (checked.quote(match.span(), item),))


def heading_number_missing(checked: CheckedRecord) -> Iterator[Proof]:
    """Headings whose brackets hold no number: one finding for the plan."""
    places = [match for match in _BLANK.finditer(checked.record.text)]
    if places:
        ends = [min(match.end() + 24, _line_end(checked, match.end())) for match in places[:_TOLD]]
        spans = [(match.start(1), end) for match, end in zip(places, ends, strict=False)]
        quotes = tuple(checked.quote(span, _at(checked, span)) for span in spans)
        yield Proof(f"有{len(places)}处标题的括号里没有序号", quotes)


def _line_end(checked: CheckedRecord, place: int) -> int:
    end = checked.record.text.find("\n", place)
    return end if end >= 0 else len(checked.record.text)


def quoted_names_alike(checked: CheckedRecord) -> Iterator[Proof]:
    """A name in quotation marks that another place writes a little differently: “低小散”, “低散乱”."""
    places: dict[str, list[Item]] = {}
    for item in checked.record.items:
        for match in _QUOTED.finditer(f"{item.title or ''}\n{item.text}"):
            places.setdefault(folded(match[1]), []).append(item)
    for one, other in combinations(places, 2):
        if {item.id for item in places[one]} & {item.id for item in places[other]} or not _alike(one, other):
            continue
        a, b = places[one][0], places[other][0]
        quotes = [(item, _word(checked, item, words)) for item, words in ((a, one), (b, other))]
        yield Proof(f"{item_name(a)}写“{one}”, {item_name(b)}写“{other}”, 可能是同一名称", checked.quotes(*quotes))


def _alike(one: str, other: str) -> bool:
    """Same characters but one or two. 互联网+社区 is a kind of 互联网+ and 一张图 no 一张网: those are two names each."""
    short, long = sorted((one, other), key=len)
    if short in long:
        return len(long) - len(short) <= 3 and not long.startswith(short)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changed = [(j - i, n - k) for kind, i, j, k, n in matcher.get_opcodes() if kind != "equal"]
    close = matcher.ratio() >= _ALIKE and max(max(pair) for pair in changed) <= 1
    return len(one) == len(other) and close and one[0] == other[0] and one[0] not in _NUMERALS


def _word(checked: CheckedRecord, item: Item, words: str) -> Span:
    spread = r"\s*".join(re.escape(c) for c in words)
    match = re.compile(spread).search(checked.record.text, item.span[0], item.span[1])
    return match.span() if match else item.span


def plan_kind_differs(checked: CheckedRecord) -> Iterator[Proof]:
    """A plan that calls itself by another kind: 对行动方案 in a 行动计划."""
    title = _KIND.search("".join(checked.record.plan.title.split()))
    if not title:
        return
    for match in _SELF.finditer(checked.record.text):
        if match[1] != title[1]:
            message = f"标题是“{title[1]}”, 这里写“{match.group()}”"
            yield Proof(message, (checked.quote(match.span(), _at(checked, match.span())),))


def _at(checked: CheckedRecord, span: Span) -> Item | None:
    """The smallest item that the span lies in; null outside the items."""
    held = [item for item in checked.record.items if item.span[0] <= span[0] and span[1] <= item.span[1]]
    return min(held, key=lambda item: item.span[1] - item.span[0], default=None)
