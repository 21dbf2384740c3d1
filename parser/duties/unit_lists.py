"""Lists of units with words that say who leads: the inside of a bracket, of a line, or of a table cell.

牵头单位：市商务委；责任单位：市教委、市民政局        labels before the units
区环保局牵头，区农林局、区水利局等参与             verbs behind the units
市发展改革委（牵头）、市财政局、市教育局            a mark behind the first among several
财政部会同民政部负责                           会同 between the one that leads and those that join in
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kb.schema import Role
from parser.cells.looks import surname
from parser.document import Passage
from parser.extract.times import is_time
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load

ROLES: tuple[Role, ...] = ("lead", "support", "responsible")
UNITLIKE = 0.45
"""From this likeness on, words before a verb or behind a label are taken for a list of units."""
LIKELY = 0.3
"""Likeness asked of words before 按职责分工负责, which nothing but units divide among them, and between 由 and a verb."""
BESIDE = 0.2
"""Likeness asked of words before a verb that closes its clause, behind another list with its verb."""
SURELY = 0.8
"""Likeness asked of words that neither a label nor a closing verb marks as units."""
_EDGE = " 　\n\t，,；;。、.：:"
"""Characters around a list that belong to neither side."""


class UnitWords(NamedTuple):
    """A list of units: its role, and where it stands in the text given."""

    role: Role
    start: int
    end: int


class Lists(NamedTuple):
    """What a stretch of text says of units and time."""

    units: tuple[UnitWords, ...]
    times: tuple[tuple[int, int], ...] = ()


def read_lists(text: str, start: int, end: int, role: Role | None = None) -> Lists | None:
    """The unit lists in `text[start:end]`, read by its labels, else by its verbs, else as one list of `role`.

    Without `role` the words themselves must say that they are a statement; None where they do not.
    """
    found = labelled(text, start, end)
    if found is not None:
        return found
    if role is None:
        return verbal(text, start, end)
    return Lists(tuple(_refined(text, start, end, role)))


def is_unit_list(text: str) -> bool:
    """Whether `text` is plausible as a list of units. Names in Latin letters are not judged by their form.

    >>> is_unit_list("区环保局、区水利局"), is_unit_list("提高效率")
    (True, False)
    """
    return looks_like_units(text) >= UNITLIKE or _latin(text)


def _latin(text: str) -> bool:
    return bool(re.search("[A-Za-z]{3}", text)) and not re.search(r"[\u4e00-\u9fff]", text) and len(text) <= 300


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without separators and white space at its ends."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


# ---------------------------------------------------------------- persons
@cache
def _person() -> re.Pattern[str]:
    """A name of a person behind a unit: parted from it by a blank or line break, or in brackets."""
    name = surname()
    return re.compile(rf"(?<=\S)\s+(?P<n>{name})(?=[\s、，,；;]|\Z)|[（(](?P<m>{name})[）)]")


@cache
def _spaced_person() -> re.Pattern[str]:
    """A name of two characters that a blank spaces out, on a line of its own or beside a unit: 周 宁."""
    return re.compile(
        rf"(?<!\S)[{load('statements')['surnames']}][ \u3000\u00a0]+[\u4e00-\u9fff](?=\s|\Z|[、，,；;])\s*"
    )


def without_persons(words: Passage) -> Passage:
    """The words of a unit cell without the persons named beside the units: 县水利局 王建国, 县水利局（王建国）, 周 宁."""
    kept: list[int] = []
    at = 0
    for found in _person().finditer(words.folded):
        name = found["n"] or found["m"]
        if looks_like_units(name) < UNITLIKE and looks_like_units(words.folded[at : found.start()]) >= UNITLIKE:
            kept += range(at, found.start())
            at = found.end()
    kept += range(at, len(words.text))
    named = _picked(words, kept)
    gone = {k for found in _spaced_person().finditer(named.folded) for k in range(*found.span())}
    if not gone:
        return named
    rest = _picked(named, [k for k in range(len(named.text)) if k not in gone])
    return rest if looks_like_units(rest.folded) >= UNITLIKE else named


def _picked(words: Passage, places: list[int]) -> Passage:
    if len(places) == len(words.text):
        return words
    text, folded = ("".join(written[k] for k in places) for written in (words.text, words.folded))
    return Passage(text, folded, tuple(words.origin[k] for k in places))


# ---------------------------------------------------------------- labels
@cache
def label_pattern() -> re.Pattern[str]:
    """A label with its colon (牵头单位：), in its own brackets (【牵头单位】), on a line of its own, or any other word that
    labels a value."""
    headers, words = load("headers"), load("statements")
    forms = words["label_forms"]
    groups = [
        f"(?P<{role}>{_label_words([*headers[role], *words['labels'][role]])}|{_label_form(forms, role)})"
        for role in ROLES
    ]
    groups.append(f"(?P<time>{_label_words(words['time_labels'])})")
    lined = "|".join(groups).replace("?P<", "?P<l_")
    groups.append(
        f"(?P<other>{_label_words([*words['other_labels'], *words['person_labels'], *headers['leader']])}|{_person_form()}|(?<=[；;\\n])\\s*[\\u4e00-\\u9fff]{{2,8}}(?=[:：]))"
    )
    named = "|".join(groups)
    bracketed = named.replace("?P<", "?P<b_")
    aside = r"\s*(?:[（(][^）)]{0,12}[）)])?\s*"
    return re.compile(
        rf"(?:{named}){aside}(?:[:：]|(?<=[单部][位门])(?:是|为|有|包括)(?=[\u4e00-\u9fff]))\s*|[【\[［〔]\s*(?:{bracketed})\s*[】\]］〕]\s*[:：]?\s*"
        rf"|(?:\A|(?<=\n))\s*(?:{lined})[ \u3000]*\n\s*",
        re.IGNORECASE,
    )


def label_name(match: re.Match[str]) -> str:
    """What the label of a match of `label_pattern` labels: a role, time, or other."""
    return (match.lastgroup or "").removeprefix("b_").removeprefix("l_")


def is_person_label(words: str) -> bool:
    """Whether a label names persons (责任领导：), and not just any word before a colon."""
    label = words.strip(" 　\n:：【】[]［］〔〕")
    listed = label in load("statements")["person_labels"] or label in load("headers")["leader"]
    return listed or bool(re.fullmatch(_person_form(), label))


def _person_form() -> str:
    """A label of a person that no list holds: 分管校领导."""
    forms = load("statements")["person_forms"]
    return rf"{any_of(forms['acts'])}[\u4e00-\u9fff]{{0,3}}{any_of(forms['persons'])}"


def _label_form(forms: dict[str, list[str]], role: Role) -> str:
    """A label that no list holds and whose parts say its role: 主要协作单位, 牵头责任科室."""
    before, between, nouns = (any_of(forms[name]) for name in ("before", "between", "nouns"))
    return rf"{before}?{any_of(forms[role])}{between}?{nouns}(?:[和及、/／]?{nouns})?"


def _label_words(words: list[str]) -> str:
    return rf"(?<![A-Za-z]){any_of(words)}"


def labelled(text: str, start: int, end: int) -> Lists | None:
    """Unit lists and time words behind labels; None where the stretch does not begin with a label or names no unit."""
    found = list(label_pattern().finditer(text, start, end))
    if not found or text[start : found[0].start()].strip(_EDGE):
        return None
    units: list[UnitWords] = []
    times: list[tuple[int, int]] = []
    for k, match in enumerate(found):
        to = found[k + 1].start() if k + 1 < len(found) else end
        ruled = rule_behind(text, match.end(), to)
        at, to = stripped(text, match.end(), to if ruled is None else ruled)
        name = label_name(match)
        if at >= to:
            continue
        if name == "time":
            times.append((at, to))
        elif name != "other":
            units += _refined(text, at, to, _role(name))
    return Lists(in_company(units), tuple(times)) if units or times else None


def rule_behind(text: str, start: int, end: int) -> int | None:
    """Where a document-wide rule begins that stands behind a list, with the bracket it is in; None where none does.

    A、B。列第一位的为牵头单位，下同; A、B（除注明外，列第一位的为牵头单位，下同).
    """
    found = _rule().search(text, start, end)
    if found is None:
        return None
    before = text[start : found.start()]
    opened = max(before.rfind("（"), before.rfind("("))
    inside = opened >= 0 and not re.search("[）)]", before[opened:])
    return start + opened if inside else found.start()


@cache
def _rule() -> re.Pattern[str]:
    words = load("statements")
    opening = [before for before, _ in words["also_support"] if before.startswith("(?:以下")]
    rules = "|".join(
        [*words["comma_leads"], *words["first_of_each"], *words["first_leads"], *words["sole_leads"], *opening]
    )
    return re.compile(rf"[。，,；;、（(\s][^。，,；;、（(\s]{{0,12}}?(?:{rules})")


def _role(name: str) -> Role:
    return next(role for role in ROLES if role == name)


def in_company(units: list[UnitWords]) -> tuple[UnitWords, ...]:
    """Beside a lead and without other supporters, 负责 and 责任单位 mean support."""
    roles = {u.role for u in units}
    if "lead" not in roles or "support" in roles:
        return tuple(units)
    return tuple(u._replace(role="support") if u.role == "responsible" else u for u in units)


# ---------------------------------------------------------------- one list
_LEAD_MARK = re.compile(r"[（(](?:牵头|主办|总?牵头单位|牵头负责|主责)[）)]")


def _refined(text: str, start: int, end: int, role: Role) -> Iterator[UnitWords]:
    """The list as it is; or what its own verbs and marks make of it: A牵头，B配合; A（牵头）、B; A会同B."""
    inner = verbal(text, start, end) if role == "responsible" and _lead_verb().search(text, start, end) else None
    if inner is not None:
        last = max(u.end for u in inner.units)
        rest = stripped(text, last, end)
        yield from inner.units
        words = text[slice(*rest)]
        if not _verb().search(words) and looks_like_units(words) >= SURELY:
            yield UnitWords("support", *rest)
        return
    marks = list(_LEAD_MARK.finditer(text, start, end))
    if not marks or role == "support":
        at, to = _without_adverbs(text, start, end)
        if at < to:
            yield UnitWords(role, at, to)
        return
    at = start
    for mark in marks:
        name = max((text.rfind(c, at, mark.start()) + 1 for c in "、，,；;\n "), default=at)
        name = max(name, at)
        if at < stripped(text, at, name)[1]:
            yield UnitWords("support", *stripped(text, at, name))
        yield UnitWords("lead", *stripped(text, name, mark.start()))
        at = mark.end()
    rest = stripped(text, at, end)
    if rest[0] < rest[1]:
        yield UnitWords("support", *rest)


@cache
def _adverbs() -> re.Pattern[str]:
    """Words behind a list that are no part of it: 按职责分工负责, 分别, 共同."""
    words = load("statements")
    return re.compile(rf"(?:{any_of([*words['adverbs'], *words['responsible']])}|\s)+$")


def _without_adverbs(text: str, start: int, end: int) -> tuple[int, int]:
    found = _adverbs().search(text[start:end])
    return stripped(text, start, start + found.start() if found else end)


# ---------------------------------------------------------------- verbs
@cache
def _verb() -> re.Pattern[str]:
    """A verb of responsibility, with what it may drag along (牵头组织实施), where it ends its clause or opens its object."""
    words = load("statements")
    groups = [f"(?P<{role}>{any_of(words[role])})" for role in ROLES]
    tails = any_of(words["verb_tails"])
    return re.compile(
        rf"(?:{'|'.join(groups)}){tails}*(?P<object>[^，,；;。、（）()]{{0,18}}?)(?=\s*(?:[，,；;。、）)]|等|\Z))"
    )


@cache
def _lead_verb() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('statements')['lead'])}(?![单部领）)])")


@cache
def _openers() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s，,；;。、]|{any_of(load('statements')['openers'])})*")


_DIVIDED = re.compile("等?(?:按照?|根据|依据?|依照)(?:各自)?(?:职责|职能|分工)")
_JOINS = re.compile("会同|联合")
_PIECE = re.compile("[^，,；;。、]+")
"""Words between two marks: 2025年12月底前完成 is a time as a piece of its own."""


def verbal(text: str, start: int, end: int) -> Lists | None:
    """Unit lists before the verbs of the stretch, and its pieces that name a time; None where no list stands there.

    A verb counts only where the words before it are units: 负责 in 负责人 or 统筹负责 is none.
    """
    units: list[UnitWords] = []
    at = start
    for match in _verb().finditer(text, start, end):
        words = _list_before(text, at, match, beside=bool(units))
        if words is None:
            continue
        units += words
        at = match.end()
    if not units:
        return None
    units += _joining(text, at, end)
    return Lists(in_company(units), tuple(_times(text, start, end)))


_JOINING = re.compile(r"\s*[，,]?\s*(?:会同|會同|联合|聯合)\s*(?P<words>[^，,；;。：:（）()]{2,80})")


def _joining(text: str, at: int, end: int) -> Iterator[UnitWords]:
    """Those that join in behind the last verb: 由A牵头，会同B、C，建立…机制."""
    found = _JOINING.match(text, at, end)
    if found and looks_like_units(found["words"]) >= SURELY:
        yield UnitWords("support", *stripped(text, *found.span("words")))


def _list_before(text: str, at: int, match: re.Match[str], *, beside: bool) -> list[UnitWords] | None:
    """The units between `at` and a verb, without the time that may stand before them.

    `beside`: another list with its verb stands right before, so that names of unusual form are believed sooner.
    """
    start, end = _without_adverbs(text, at, match.start())
    piece = _PIECE.match(text, start, end)
    if piece is not None and piece.end() < end and is_time(piece.group()):
        start = piece.end()
    opened = _openers().match(text, start, end)
    start, end = stripped(text, opened.end() if opened else start, end)
    words = text[start:end]
    name = next(role for role in ROLES if match[role])
    likely = _DIVIDED.match(text, end) or text[:start].endswith("由")  # 由企业服务中心负责
    wanted = SURELY if match["object"] else BESIDE if beside else LIKELY if likely else UNITLIKE
    joined = _JOINS.search(words)
    if (
        joined is not None
        and name == "responsible"
        and min(map(looks_like_units, _JOINS.split(words, maxsplit=1))) >= wanted
    ):
        middle = start + joined.start()
        return [UnitWords("lead", start, middle), UnitWords("support", start + joined.end(), end)]
    if start >= end or looks_like_units(words) < wanted:
        return None
    return [UnitWords(_role(name), start, end)]


def _times(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for piece in _PIECE.finditer(text, start, end):
        at, to = stripped(text, *piece.span())
        if is_time(text[at:to]):
            yield at, to
