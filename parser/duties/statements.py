"""Responsibility statements in running text.

（区环保局牵头，区农林局、区水利局等参与）         in brackets, by verbs
（牵头单位：市商务委；责任单位：市教委、市民政局）    in brackets, by labels
（财政部、民政部按职责分工负责）                  responsible without lead or support
责任单位：区住建局、区交通局                      a line of its own, or the end of a paragraph
由区环保局牵头，区水利局配合                      in a sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from parser.duties.unit_lists import (
    ROLES,
    SURELY,
    Lists,
    UnitWords,
    is_person_label,
    is_unit_list,
    label_name,
    label_pattern,
    labelled,
    read_lists,
    rule_behind,
    stripped,
    verbal,
)
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load

_STATEMENT_MOST = 600
"""Characters of a bracket with a statement at the most."""
_BARE = 0.85
"""Likeness asked of a bracket that holds units and no word of responsibility."""


class Statement(NamedTuple):
    """A responsibility statement: where it stands, with its brackets; its unit lists; its time words."""

    start: int
    end: int
    units: tuple[UnitWords, ...]
    times: tuple[tuple[int, int], ...] = ()
    inline: bool = False
    """True for 由X牵头, which is part of the sentence and not cut from the text."""
    governs_all: bool = False
    """True for an inline statement at the head of a paragraph, which governs all of it and not its sentence only."""
    inferred: bool = False
    """True for a bracket that only names units, without label or verb."""


def find_statements(text: str, *, sentences: bool = True) -> tuple[Statement, ...]:
    """The statements of a paragraph, folded (`Passage.folded`), in order. Text in which no unit is named as responsible has none.

    A statement may state a time only (（完成时限：2025年底）); it goes with the units stated beside it. `sentences`: whether
    由X牵头 counts too, where nothing clearer stands in the paragraph.

    >>> [u.role for s in find_statements("全面排查。（区环保局牵头，区水利局参与）") for u in s.units]
    ['lead', 'support']
    """
    found = [s for s in (_in_bracket(text, *b) for b in _brackets(text)) if s is not None]
    found += _label_lines(text, found[-1].end if found else 0)
    if any(s.units for s in found):
        return tuple(found)
    return (
        tuple(found)
        or _verbal_line(text, 0)
        or _last_sentence(text)
        or ((tuple(_divided_sentences(text)) or _at_head(text) or tuple(_in_sentences(text))) if sentences else ())
    )


def opens_with_units(text: str) -> bool:
    """Whether a paragraph opens with who does it (A牵头，B配合，建设…), so that its first sentence is no title."""
    return bool(_at_head(text))


# ---------------------------------------------------------------- brackets
_LABEL_MARK = re.compile(r"[:：【\[［〔]|[单部][位门](?:是|为|有|包括)")
"""No label is without one of these (`label_pattern`)."""
_BULLETS = " 　\n—–―-◆●■▪•·※□○►*"
"""Marks that may stand before a label at the head of its line."""
_OPEN = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］", "〈": "〉", "﹝": "﹞"}
_CLOSE = frozenset(_OPEN.values())
_BRACKET_MARK = re.compile(f"[{re.escape(''.join((*_OPEN, *_OPEN.values())))}]")


def _brackets(text: str) -> Iterator[tuple[int, int, bool]]:
    """Outermost brackets, `(start, end, closed)` with the brackets; mixed widths pair, as in （…).

    An unclosed one reaches to the end of the text.
    """
    depth = start = 0
    for match in _BRACKET_MARK.finditer(text):
        k, character = match.start(), match.group()
        if character in _OPEN:
            if depth == 0:
                start = k
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, k + 1, True
    if depth:
        yield start, len(text), False


def left_open(text: str) -> bool:
    """Whether a bracket of the (folded) text that may hold a statement is not closed in it."""
    for start, end, closed in list(_brackets(text))[-1:]:
        return not closed and end - start <= _STATEMENT_MOST
    return False


def _in_bracket(text: str, start: int, end: int, closed: bool) -> Statement | None:
    if not 4 <= end - start <= _STATEMENT_MOST:
        return None
    inside = (start + 1, end - 1 if closed else end)
    ruled = rule_behind(text, *inside)  # （A、B。列第一位的为牵头单位，下同）
    named = inside if ruled is None else (inside[0], ruled)
    lists = _verbal_label(text, *named) or read_lists(text, *named)
    if lists is not None:
        return Statement(start, end, *lists)
    if ruled is not None and looks_like_units(text[inside[0] : ruled]) >= _BARE:
        return Statement(start, end, (UnitWords("responsible", inside[0], ruled),))
    timed = _UNITS_AND_TIME.fullmatch(text, *inside)
    if timed is not None and is_time(timed["time"]) and looks_like_units(timed["units"]) >= _BARE:
        return Statement(start, end, (UnitWords("responsible", *timed.span("units")),), (timed.span("time"),))
    words = text[slice(*inside)]
    alone = start == 0 and end == len(text)
    if (
        closed
        and (alone or text[:start].rstrip()[-1:] in tuple("。；;！"))
        and ("、" in words or end == len(text.rstrip()))
        and looks_like_units(words) >= _BARE
    ):
        return Statement(start, end, (UnitWords("responsible", *inside),), inferred=True)
    return None


_UNITS_AND_TIME = re.compile(
    # （县农业农村局、县财政局，2024年10月底前）
    r"(?P<units>[^。；;]{3,120})[，,；;]\s*(?P<time>[^，,。；;、]+)"
)
_ASSIGNS = re.compile(r"\s*(?:责任|职责|任务|工作)?分工\s*[:：]\s*|\s*责任落实\s*[:：]\s*")


def _verbal_label(text: str, start: int, end: int) -> Lists | None:
    """责任分工：A牵头，B配合 — a label whose value says by verbs who does what."""
    found = _ASSIGNS.match(text, start, end)
    return verbal(text, found.end(), end) if found else None


# ---------------------------------------------------------------- lines
def _label_lines(text: str, after: int) -> Iterator[Statement]:
    """Statements by labels without brackets: each begins the text or follows a sentence, and ends with its last value.

    责任领导：… 责任部门：… may stand on one line; a sentence behind a value (…完成时限：6月底前。（2）推广…) is no part of it.
    """
    if not _LABEL_MARK.search(text, after):
        return
    for match in label_pattern().finditer(text, after):
        start = match.start()
        name = label_name(match)
        before = text[:start].rstrip(" 　\n")[-1:]
        if not text[:start].strip(_BULLETS):  # ——牵头单位：…
            start, before = 0, ""
        opens = not before or before in "。；;"
        if start < after or (name == "other" and not is_person_label(match.group())):
            continue
        if start and before not in "。；;！）)】],，" and text[start - 1] not in " 　\n":
            continue
        end = _end_of_labels(text, start)
        lists = labelled(text, match.start(), end)
        if lists is None or not all(_plausible(text[u.start : u.end], opens) for u in lists.units):
            continue
        if lists.units or start == 0:
            yield Statement(start, end, *lists)
            after = end


def _end_of_labels(text: str, start: int) -> int:
    """Where the values end that stand behind the labels from `start` on: at a full stop that no further label follows."""
    for stop in re.finditer("。", text[start:]):
        end = start + stop.end()
        if not label_pattern().match(text, end + len(text[end:]) - len(text[end:].lstrip(" 　\n"))):
            return end
    return len(text)


_NAME_MOST = 16
"""Characters of a name whose form nobody knows (經濟部) at the most."""


def _plausible(words: str, opens: bool) -> bool:
    """Whether a labelled value is a list of units; behind a label that opens its line short names of any form do."""
    if is_unit_list(words):
        return True
    return opens and all(len(name) <= _NAME_MOST for name in re.split(r"[、，,；;\s]+", words)) and "。" not in words


def _verbal_line(text: str, start: int) -> tuple[Statement, ...]:
    """A paragraph, or its end from `start`, that is nothing but units and verbs: 市住建局牵头，市发改委、市财政局配合。"""
    end = len(text)
    if end - start > 200:
        return ()
    lists = _verbal_label(text, start, end) or verbal(text, start, end)
    if lists is None:
        return ()
    opener = text[stripped(text, start, end)[0] : min(u.start for u in lists.units)]
    if opener:
        says = opener.endswith("由") and len(opener) <= _OPENER_MOST and _says_no_more(text, start, end, lists)
        return (Statement(start, end, *lists),) if says else ()
    named = sum(u.end - u.start for u in lists.units) + sum(b - a for a, b in lists.times)
    if named < (end - start) * 0.5:
        return ()
    return (Statement(start, end, *lists),)


_OPENER_MOST = 5
"""Characters of the words before the first unit of such a line at the most: 由, 此项工作由."""


def _says_no_more(text: str, start: int, end: int, lists: Lists) -> bool:
    """Whether nothing but units, times and words of responsibility stands between the first unit and `end`."""
    at, rest = min(u.start for u in lists.units), ""
    for to, after in sorted([*((u.start, u.end) for u in lists.units), *lists.times]):
        rest += text[at:to]
        at = max(at, after)
    return not _role_words().sub("", rest + text[at:end])


@cache
def _role_words() -> re.Pattern[str]:
    words = load("statements")
    names = ("lead", "support", "responsible", "verb_tails", "adverbs", "openers")
    return re.compile(rf"{any_of([word for name in names for word in words[name]])}|[\s，,；;。、等]|部门|单位")


def _last_sentence(text: str) -> tuple[Statement, ...]:
    """A last sentence that is nothing but units and verbs: …完成整治。区环保局牵头，区住建局配合。

    Without a lead the units must divide the work among them: …。市教育局、市公安局按职责分工负责。
    """
    start = max(text.rfind(mark, 0, len(text.rstrip("。；; 　\n"))) for mark in "。；;") + 1
    found = _verbal_line(text, start) if start else ()
    leads = any(u.role == "lead" for s in found for u in s.units)
    return found if leads or _divided().search(text, start) else ()


@cache
def _divided() -> re.Pattern[str]:
    return re.compile(
        r"(?:按照?|根据|依据?|依照)(?:各自)?(?:职责|职能)?(?:职责|分工)[^。]{0,6}(?:负责|落实|实施)[。；;\s]*$"
    )


# ---------------------------------------------------------------- sentences
def _at_head(text: str) -> tuple[Statement, ...]:
    """A paragraph that opens with who does it: A牵头，B配合，建设…; A负责，…; but not A负责同志要…."""
    stop = re.search("[。；;：:（(]", text)
    end = stop.start() if stop else len(text)
    lists = verbal(text, 0, end)
    if lists is None:
        return ()
    units: list[UnitWords] = []
    for words in lists.units:
        opener = text[units[-1].end if units else 0 : words.start]
        if not _BETWEEN.fullmatch(opener) or looks_like_units(text[words.start : words.end]) < SURELY:
            break
        units.append(words)
    closed = units and _closed_verb().match(text, units[0].end)
    if units and (units[0].role == "lead" or (units[0].role == "responsible" and closed)):
        later = [s for s in _in_sentences(text) if s.start > end]
        return (Statement(0, units[-1].end, tuple(units), inline=True, governs_all=not later), *later)
    return ()


@cache
def _closed_verb() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('statements')['responsible'])}[，,]")


_SENTENCE = re.compile(r"[^。；;\n]+")
_CLAUSE = re.compile(r"(?:[（(〔][^（）()〔〕]*[)）〕]|[^，,（）()〔〕])+")


def _divided_sentences(text: str) -> Iterator[Statement]:
    """A sentence that divides the work clause by clause: A负责归集数据，B负责制定目录，各县区配合。

    Every clause must begin with units and a verb of responsibility; several such clauses make the statement.
    """
    for sentence in _SENTENCE.finditer(text):
        units: list[UnitWords] = []
        for clause in _CLAUSE.finditer(text, *sentence.span()):
            found = _acting(text, *clause.span())
            if found is None:
                units = []
                break
            units.append(found)
        if len(units) > 1 and any(u.role != "support" for u in units):
            leads = any(u.role == "lead" for u in units)
            roles = [u._replace(role="support") if leads and u.role == "responsible" else u for u in units]
            yield Statement(units[0].start, units[-1].end, tuple(roles), inline=True)


def _acting(text: str, start: int, end: int) -> UnitWords | None:
    """The units at the head of a clause whose verb says what they are responsible for."""
    at, end = stripped(text, start, end)
    at += text.startswith("由", at)
    for verb in _acting_verbs().finditer(text, at + 2, end):
        if looks_like_units(text[at : verb.start()]) >= SURELY:
            role = next(role for role in ROLES if verb[role])
            return UnitWords(role, at, verb.start())
    return None


@cache
def _acting_verbs() -> re.Pattern[str]:
    words = load("statements")["acting_verbs"]
    return re.compile(
        "(?:具体|主要)?(?:" + "|".join(f"(?P<{r}>{any_of(words[r])})" for r in ROLES) + ")(?![单人部领者])"
    )


_BETWEEN = re.compile(r"由?|[\u4e00-\u9fff][^。；;]{1,40}[，,、]\s*(?:由|会同|联合)?")
"""What may stand before a list at the head of a paragraph: 由, or what the list before it does."""


@cache
def _attributive() -> re.Pattern[str]:
    """由X牵头、Y参加的…: the words say which body is meant, and no duty."""
    words = load("statements")
    return re.compile(rf"[^，,。；;]*?{any_of([*words['lead'], *words['support'], *words['responsible']])}的")


@cache
def _closed() -> re.Pattern[str]:
    """由X负责 that says who does the whole: the clause ends behind the verb; 由X负责审批 says what X does in it."""
    words = load("statements")
    return re.compile(rf"{any_of([*words['lead'], *words['responsible']])}(?=[，,、。；;\s]|$)")


_IN_SENTENCE = re.compile(
    # 由区环保局牵头，区水利局、区农林局配合 — the words up to the next full stop are read for verbs
    r"由(?P<words>[^。；;：:（）()]{2,120})"
)


_COST = re.compile(r"(?:费用?|资金|损失|投资|债务|责任|后果|风险|成本)(?:等|均|都|全部|一律|统一)?[，,]?\s*\Z")


def _bears_work(text: str, at: int) -> bool:
    """Whether the words before 由X负责, 由X承担 are work: 所需经费由县财政局承担, 法律责任由县公安局承担 are none."""
    return not _COST.search(text, max(0, at - 16), at)


def _in_sentences(text: str) -> list[Statement]:
    """由X牵头…, 由X负责、Y协助 in running text. Only the clear form counts: units right behind 由, their verb behind them."""
    found = []
    for match in _IN_SENTENCE.finditer(text):
        lists = verbal(text, *match.span("words"))
        if lists is None or lists.units[0].start > match.start("words") + 1:
            continue
        near = _adjoining(lists.units)
        first, last = near[0], near[-1]
        if _attributive().match(text, last.end):
            continue
        closed = _closed().match(text, first.end) is not None
        does = first.role == "responsible" and closed and _bears_work(text, match.start())
        if first.role != "lead" and not does:
            continue
        least = _BY_FORM if closed else SURELY
        units = tuple(u for u in near if looks_like_units(text[u.start : u.end]) >= least)
        if units and units[0] == first:
            found.append(Statement(match.start(), units[-1].end, units, inline=True))
    return found


_BY_FORM = 0.4
"""Likeness asked of units in a closed clause: a name by its ending alone (企业服务中心) will do."""
_GAP = 8
"""Characters between two lists of one statement at the most: the verb of the first and a mark."""


def _adjoining(units: Sequence[UnitWords]) -> list[UnitWords]:
    near = [units[0]]
    for words in units[1:]:
        if words.start > near[-1].end + _GAP:
            break
        near.append(words)
    return near
