"""Units: the names in a list that is known to hold units, and the unit names in running prose.

`split_units` reads a cell or bracket; `looks_like_units` says whether a cell is one, for tables that lost their header;
`find_units` (in `parser.extract.unit_prose`) reads prose. Pure functions; the vocabulary is `parser/lexicon/units.yaml`
and `kb/units`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kb.numerals import COUNTING
from kb.schema import Certainty, Span
from kb.units.forms import DAMAGE, grade
from kb.units.places import AUTONOMOUS, DIVISION_CHARS
from kb.units.stems import stems
from parser.extract.unit_cuts import Piece, cut_segment
from parser.extract.unit_prose import Mention as Mention
from parser.extract.unit_prose import find_units as find_units
from parser.lexicon import any_of, load

IssueCode = Literal["unknown-unit-form", "clipped-unit-name", "role-in-unit-list", "not-a-unit"]


class UnitIssue(Struct, frozen=True):
    """A doubt about a part of a unit list. Offsets in the string given."""

    code: IssueCode
    message: str
    """Chinese: what is doubtful."""
    start: int
    end: int


class UnitList(Struct, frozen=True):
    """Names of a list in order, doubts, and the spans between the names (separators, 等部门, list numbers)."""

    mentions: tuple[Mention, ...] = ()
    issues: tuple[UnitIssue, ...] = ()
    separators: tuple[tuple[int, int], ...] = ()


_OPEN, _CLOSE = "（(【[〔〈", "）)】]〕〉"


@lru_cache(maxsize=8192)
def split_units(text: str, written: str = "") -> UnitList:
    """Names in a cell or bracket that is known to be a unit list; `text` is folded, `written` as the document has it.

    `/`, `—`, `——`, 无 mean none. Separators may be missing, doubled, mixed or trailing; a name may be broken over
    lines; 等 and 等部门 are dropped; 和 and 及 part names only where both sides are names. A name nobody knows is kept
    and an issue says so. Every character that is no white space lies in a mention, in a separator span or in an issue.
    """
    if written not in ("", text):
        read = split_units(text)
        return replace(read, mentions=tuple(replace(m, text=_name_in(written, m)) for m in read.mentions))
    found = _Reading(text)
    if text.strip() in _WORDS["none"]:
        found.skip(0, len(text))
    else:
        for start, end in _segments(text, found):
            _read_segment(text, start, end, found)
    return found.result()


def _name_in(text: str, mention: Mention) -> str:
    words = text[mention.start : mention.end]
    return words if " " in mention.text else "".join(words.split())


class _Reading:
    """Collects what one call of `split_units` finds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions: list[Mention] = []
        self.issues: list[UnitIssue] = []
        self.separators: list[Span] = []

    def skip(self, start: int, end: int) -> None:
        if end > start:
            self.separators.append((start, end))

    def doubt(self, code: IssueCode, message: str, start: int, end: int) -> None:
        self.issues.append(UnitIssue(code, message.format(self.text[start:end].strip()), start, end))

    def result(self) -> UnitList:
        return UnitList(tuple(self.mentions), tuple(self.issues), tuple(sorted(self.separators)))


# ---------------------------------------------------------------- segments
_WORDS = load("units")
_ROLE = any_of(_WORDS["role_words"])
# 等, 等部门, 等有关部门和单位, 等17个部门 before the end of a name; not the 等 of 高等院校.
_TAIL = re.compile(
    rf"(?<![高中初平均优同])等(?:\d+|[{COUNTING}]+|{any_of(_WORDS['tail_nouns'])})*"
    rf"(?=$|[\s、，,;；/／|。)）】\]]|{any_of(_WORDS['tail_joins'])}(?:{any_of(_WORDS['tail_followers'])}|[{DIVISION_CHARS}])|{_ROLE})"
    "|(?<=[局委办厅部道镇乡会心])等(?=[各市区县省])"
)
_LABEL = re.compile(any_of(_WORDS["labels"]) + r"\s*[:：]")
# 省发展改革委会同有关部门: the word between two names.
_TOGETHER = re.compile("(?<=[局委办厅部会院府])(?:牵头)?会同")
# 1. 2、 （1） ① before a name of a numbered list.
_NUMBER = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[；;、，,]))\s*(?:\d{1,2}\s*[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")


def _segments(text: str, found: _Reading) -> list[Span]:
    """Spans between separators at bracket depth 0, with lists of one name (各镇、街道; 市、区发改委) kept whole."""
    spans: list[Span] = []
    marks: list[str] = []
    start = 0
    for i, mark in enumerate([*_marks(text, found), ""]):
        if mark is None:
            continue
        if text[start:i].strip():
            spans.append((start, i))
            marks.append(mark)
        elif marks:
            marks[-1] += mark
        if mark:
            found.skip(i, i + 1)
        start = i + 1
    return _glue(text, spans, marks, found)


def _marks(text: str, found: _Reading) -> list[str | None]:
    """What each character is: part of a name (None), a separator (itself), or of words beside the names (empty)."""
    separators = _WORDS["separators"]
    marks: list[str | None] = [c if c in separators else None for c in text]
    damaged = (hit.span() for hit in DAMAGE.finditer(text)) if "#" in text else ()
    for start, end in damaged:
        marks[start:end] = [None] * (end - start)
    for start, end in _asides(text, found):
        marks[start:end] = [""] * (end - start)
    for start, end in _closers(text).items():
        marks[start : end + 1] = [None] * (end + 1 - start)
    return marks


def _asides(text: str, found: _Reading) -> Iterator[Span]:
    """Words between the names: numbers and 等部门, which say nothing, labels and 会同, which are told."""
    for pattern in (_NUMBER, *((_TAIL,) if "等" in text else ())):
        for hit in pattern.finditer(text):
            found.skip(*hit.span())
            yield hit.span()
    for sign, role in (("[:：]", _LABEL), ("会同", _TOGETHER)):
        for hit in role.finditer(text) if re.search(sign, text) else ():
            found.doubt("role-in-unit-list", "名单里有职责说明“{}”", *hit.span())
            yield hit.span()


def _closers(text: str) -> dict[int, int]:
    """Opening bracket to its closing one, outermost pairs only; an opener without a closer is no bracket."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for i, c in enumerate(text):
        if c in _OPEN:
            stack.append(i)
        elif c in _CLOSE and stack:
            opened = stack.pop()
            if not stack:
                pairs[opened] = i
    return pairs


# 市、区 … : levels alone, told before the name that both share.
_LEVEL = f"[{DIVISION_CHARS}][级直]?"
_LEVELS_ALONE = re.compile(f"(?:{_LEVEL}|{AUTONOMOUS})(?:[和及/]?{_LEVEL}){{0,2}}")
# 各…, 有关…: a group that further generic nouns may extend (各镇、街道).
_OPEN_GROUP = re.compile(f"[{DIVISION_CHARS}]?{any_of(_WORDS['open_groups'])}|[{DIVISION_CHARS}]直")
# Generic nouns that extend a group; 高新区 and 开发区 are units of their own there.
_EXTENSION = re.compile(
    f"{any_of(_WORDS['extensions'])}(?:{any_of(_WORDS['extension_seats'])}|(?<=委)[和及](?=人民政府|政府)"
    "|[（(〔][^（）()〔〕]*[)）〕])*(?:人民政府|政府)?"
)


def _glue(text: str, spans: list[Span], marks: list[str], found: _Reading) -> list[Span]:
    """Join spans that are one name although 、 or / stands inside."""
    joined: list[Span] = []
    previous = ""
    for (start, end), mark in zip(spans, marks, strict=True):
        body = text[start:end].strip()
        if joined and previous in ("、", "/"):
            left = text[joined[-1][0] : joined[-1][1]].strip()
            levels = bool(_LEVELS_ALONE.fullmatch(left.split("、")[-1])) and body[:1] in "区县市州乡镇旗街"
            group = previous == "、" and bool(_OPEN_GROUP.match(left)) and _extends(left, body)
            if (levels and _all_levels(left)) or (group and grade(left).tier == "group"):
                found.separators = [s for s in found.separators if not (joined[-1][1] <= s[0] < start)]
                joined[-1] = (joined[-1][0], end)
                previous = mark
                continue
        joined.append((start, end))
        previous = mark
    return joined


def _extends(left: str, body: str) -> bool:
    """街道 extends 各镇, 县（市、区）政府落实 extends 各市 (its role word apart), 政府 extends 各镇党委."""
    noun = _TRAILING_ROLE.sub("", body)
    seat = left.endswith(("党委", "党工委")) and noun in ("政府", "人民政府", "管委会")
    return seat or bool(_EXTENSION.fullmatch(noun))


def _all_levels(left: str) -> bool:
    return all(_LEVELS_ALONE.fullmatch(part) for part in left.split("、"))


# ---------------------------------------------------------------- one segment
_TRAILING_ROLE = re.compile(f"{_ROLE}+$")
_LEADING_ROLE = re.compile(f"(?:由|{_ROLE}+[:：])")
_ROLE_IN_BRACKETS = re.compile(f"[{re.escape(_OPEN)}](?:{_ROLE}|、)+[{re.escape(_CLOSE)}]")


def _read_segment(text: str, start: int, end: int, found: _Reading) -> None:
    """Trim what is no name, then cut."""
    start, end = _trim(text, start, end)
    closers = _closers(text[start:end])
    if closers.get(0) == end - start - 1:
        found.skip(start, start + 1)
        found.skip(end - 1, end)
        _read_inner(text, start + 1, end - 1, found)
        return
    for hit in _ROLE_IN_BRACKETS.finditer(text, start, end):
        if hit.end() == end:
            found.doubt("role-in-unit-list", "名单里有职责说明“{}”", hit.start(), end)
            start, end = _trim(text, start, hit.start())
    head = _LEADING_ROLE.match(text, start, end)
    if head and head.end() < end:
        found.doubt("role-in-unit-list", "名单里有职责说明“{}”", head.start(), head.end())
        start, end = _trim(text, head.end(), end)
    tail = _TRAILING_ROLE.search(text, start, end)
    if tail and tail.start() > start and grade(_compact(text, start, end)).cost > 2:
        found.doubt("role-in-unit-list", "名单里有职责说明“{}”", tail.start(), end)
        start, end = _trim(text, start, tail.start())
    _read_names(text, start, end, found)


def _read_inner(text: str, start: int, end: int, found: _Reading) -> None:
    """A bracket around a whole list: its content is the list."""
    inner = split_units(text[start:end])
    found.mentions += [Mention(m.text, m.start + start, m.end + start, m.certainty) for m in inner.mentions]
    found.issues += [UnitIssue(i.code, i.message, i.start + start, i.end + start) for i in inner.issues]
    found.separators += [(a + start, b + start) for a, b in inner.separators]


def _read_names(text: str, start: int, end: int, found: _Reading) -> None:
    origin = [i for i in range(start, end) if not text[i].isspace()]
    if not origin:
        return
    compact = "".join(text[i] for i in origin)
    if not any(c.isalpha() for c in compact):
        found.doubt("not-a-unit", "“{}”不像单位名称", start, end)
        return
    leading = next(
        (w for w in ("以及", "及", "和", "与", "暨") if compact.startswith(w) and len(compact) > len(w) + 1), ""
    )
    if leading and found.mentions and grade(compact).cost > grade(compact[len(leading) :]).cost:
        found.skip(origin[0], origin[len(leading) - 1] + 1)
        origin, compact = origin[len(leading) :], compact[len(leading) :]
    breaks = tuple(k for k in range(1, len(origin)) if origin[k] != origin[k - 1] + 1)
    last = 0
    for piece in cut_segment(compact, breaks):
        if piece.start > last:
            found.skip(origin[last], origin[piece.start - 1] + 1)
        last = piece.end
        _add(compact, piece, origin, found)


def _add(compact: str, piece: Piece, origin: list[int], found: _Reading) -> None:
    name = compact[piece.start : piece.end]
    start, end = origin[piece.start], origin[piece.end - 1] + 1
    certainty: Certainty = "stated"
    if piece.form.tier == "unknown" and _is_field(name) and "部门" in found.text[end:]:
        pass  # 公安、交通运输部门: the noun is written once
    elif piece.form.cost >= 3:
        certainty = "inferred"
        found.doubt("unknown-unit-form", "“{}”不像已知的单位名称，请核对", start, end)
    elif piece.form.tier == "clipped":
        found.doubt("clipped-unit-name", "“{}”像是单位名称缺了末字，请核对", start, end)
    found.mentions.append(Mention(_written(found.text, start, end, name), start, end, certainty))


def _written(text: str, start: int, end: int, name: str) -> str:
    """The name as written: blanks between Latin words (Water Bureau) belong to it, those between Han do not."""
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text[start:end]) if re.search("[A-Za-z]", name) else name


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _compact(text: str, start: int, end: int) -> str:
    return "".join(text[start:end].split())


def _is_field(name: str) -> bool:
    """公安, 发展改革: a department's name without its type."""
    return f"{name}局" in stems() or f"{name}委" in stems()


# ---------------------------------------------------------------- is this a list of units?
_QUALITY = {"known": 1.0, "group": 0.95, "place": 0.95, "clipped": 0.9, "form": 0.9, "unknown": 0.0}


_STRONG = re.compile(f"{any_of(_WORDS['strong_endings'])}$")
_OFFICE = re.compile(f"^.{{2,10}}{any_of(_WORDS['shared_endings'])}$")


@lru_cache(maxsize=8192)
def looks_like_units(text: str) -> float:
    """How surely a cell's folded text is a list of units, 0 to 1; for tables whose header is lost or broken.

    1 for `/` and lists of known units, about 0.9 for names by form with a level (区园区局), about 0.5 for a bare
    form (某某中心), 0 for sentences, titles and project names. Damaged characters count as characters.
    """
    body = text.strip()
    if not body or len(body) > 1200:
        return 0.0
    if body in _WORDS["none"]:
        return 1.0
    if "".join(body.split()) in _WORDS["labels"]:
        return 0.0
    if "。" in body.rstrip("。") or not any(c.isalpha() for c in body):
        return 0.0
    read = split_units(body)
    if not read.mentions:
        return 0.0
    total = sum(len(m.text) for m in read.mentions)
    good = 0.0
    for mention in read.mentions:
        form = grade("".join(mention.text.split()))
        quality = 0.5 if form.tier == "group" and form.cost > 1.5 else _QUALITY[form.tier]
        if form.tier == "form" and not form.level:
            quality = 0.9 if form.cost < 1 else 0.8 if _STRONG.search(mention.text) else 0.45
        good += len(mention.text) * (0.0 if form.cost >= 3 else quality)
    share = good / total
    if len(read.mentions) > 1 and all(_OFFICE.search(m.text) and grade(m.text).cost < 2.5 for m in read.mentions):
        share = max(share, 0.85)  # several names of one form support each other: 规财处、人事处
    return share if share > 0.8 or len(read.mentions) == 1 else share * share
