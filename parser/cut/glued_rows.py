"""A row of a glued table: where its number stands, where it ends, and where its cells meet.

    推进…30个|2025年6月|县发改局|县财政局      县教育局|新建学校2所|2025年9月      新建…。|续建|38600|2024-2026|区住建局|李建军

The cells are read by dynamic programming over (place, column): what looks like units, a time, a sum of money, a person
may fill a column of that kind; words may fill any column of words; a column may be empty. Where a title meets its text
nothing says, unless a full stop does: they stay one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from kb.schema import Span
from kb.units.forms import grade, last_characters
from kb.units.places import LEVEL_CHARS
from parser.cells.cheapest import CellRead, CellStretch, RowReading, cheapest
from parser.cells.looks import Look, nature, surname
from parser.cells.prices import passed, price
from parser.extract.numerals import SCALE
from parser.extract.target_units import unit_pattern
from parser.extract.times import ENDS_IN_FIGURES, time_end, times_in
from parser.extract.units import find_units, looks_like_units, split_units
from parser.lexicon import any_of, load
from parser.lexicon.columns import MATTER_ROLES, TIME_ROLES, UNIT_ROLES

_LIKE_UNITS = 0.8
"""Likeness asked of a run of units with no border before it."""
_BETWEEN = 0.4
"""Likeness asked of a name between a unit and a cell of another kind: 市人社局|檀溪职业技术学院|2026年9月."""
_RUN_MOST = 200
"""Characters of a run of units at the most."""
_HEAD = 60
"""Characters behind a number that are looked at for the units that open a row."""

_MONEY = r"\d[\d,]*(?:\.\d+)?(?:[万亿]?元)?"
_MONEY_BEFORE_YEAR = re.compile(r"(?<!\d)\d+(?:\.\d+)?(?=(?:19|20)\d{2}(?:\D|$))")
"""A sum of money that meets a year: 38600|2024-2026."""
_VALUE = rf"[≥≤＞＜><]?\[?\d+(?:\.\d+)?\]?{any_of(load('tables')['limits'])}?[%％]?"
_PHONE = r"(?:0\d{2}-\d{8}|0\d{3}-\d{7}|1[3-9]\d{9})"
_NONE = r"[—－]{1,2}|/(?![日年月天人万亩户小吨米平])"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_WORDS = (*MATTER_ROLES, "place", "note", "other", "score", "group")
"""Roles of columns that any words may fill."""


# ---------------------------------------------------------------- numbers
def next_row(line: str, start: int, last: str) -> re.Match[str] | None:
    """The number (`n`) of the row behind the one numbered `last` as printed, or of the first row where that is empty.

    Han, a quotation mark or a bracket must follow it; digits before it only where they are a year's or a telephone's.
    """
    return _numbers(last).search(line, start)


@cache
def _numbers(last: str) -> re.Pattern[str]:
    before = rf"(?:(?<![\d.-])|{ENDS_IN_FIGURES}|(?<=(?<!\d)0\d{{2}}-\d{{8}})|(?<=(?<!\d)0\d{{3}}-\d{{7}})|(?<=(?<!\d)1[3-9]\d{{9}}))"
    behind = r"(?=[\u4e00-\u9fff“《（])(?!年(?!度)|月|日|号|个)"
    return re.compile(rf"\s*{before}(?P<n>{_next_number(last)})[.．、]?\s*{behind}")


def _next_number(last: str) -> str:
    """Pattern of the number that follows `last`, in the same form."""
    if not last:
        return r"1(?![-.]\d)|[（(]1[)）]|①|1[-.]1"
    if last in _CIRCLED:
        return _CIRCLED[_CIRCLED.index(last) + 1 :][:1] or r"(?!)"
    parts = [int(part) for part in re.findall(r"\d+", last)]
    if len(parts) > 1:
        mark = re.escape(re.sub(r"\d", "", last)[0])
        return rf"{parts[0]}{mark}{parts[1] + 1}|{parts[0] + 1}{mark}1"
    return rf"[（(]{parts[0] + 1}[)）]" if last[0] in "（(" else str(parts[0] + 1)


# ---------------------------------------------------------------- borders of rows
def ends_row(words: str, roles: Sequence[str]) -> bool:
    """Whether a row may end with these words: its last cell is no words, or words closed by a full stop or a dash."""
    words = words.rstrip()
    if words.endswith(("。", "；", "/", "—", "－")):
        return True
    cells = read_cells(words, tuple(roles))
    return bool(cells) and (cells[-1].role not in _WORDS or any(cell.role in UNIT_ROLES for cell in cells))


def opens_row(words: str, roles: Sequence[str]) -> bool:
    """Whether a row may begin with these words: with units where its columns begin with units."""
    return not roles or roles[0] not in UNIT_ROLES or any(a == 0 for a, _ in _unit_runs(words[:_HEAD]))


def rows_without_numbers(line: str, start: int, roles: Sequence[str]) -> list[Span]:
    """The rows of a table without numbers in `line` from `start` on: each ends where its last column's cell may end and
    holds units; none where the line holds no such row."""
    rows: list[Span] = []
    at = start
    for end in _ends(line, start, roles):
        cells = read_cells(line[at:end], tuple(roles))
        kinds = {cell.role for cell in cells}
        if kinds & set(UNIT_ROLES) and kinds & set(MATTER_ROLES) and cells[-1].role == roles[-1]:
            rows.append((at, end))
            at = end
        elif rows and roles[0] in UNIT_ROLES and kinds & set(MATTER_ROLES) and cells[-1].role == roles[-1]:
            rows.append((at, end))  # units merged with the row above
            at = end
    return rows if at == len(line.rstrip()) else [(start, len(line))] if _is_row(line[start:], roles) else []


def _is_row(words: str, roles: Sequence[str]) -> bool:
    kinds = {cell.role for cell in read_cells(words, tuple(roles))}
    return bool(kinds & set(MATTER_ROLES)) and bool(kinds & {*UNIT_ROLES, *TIME_ROLES})


def _ends(line: str, start: int, roles: Sequence[str]) -> list[int]:
    """Places where the cell of the last column may end."""
    stop = len(line.rstrip())
    if roles[-1] in TIME_ROLES:
        ends = {end for _, end in _times(line[start:])}
    elif roles[-1] in UNIT_ROLES:
        ends = {b for _, b in _unit_runs(line[start:])}
    else:
        ends = {found.end() for found in re.finditer("[。；]", line[start:])}
    return sorted({start + end for end in ends} | {stop})


# ---------------------------------------------------------------- cells
_LATER = 0.0005
"""What a place further behind is better for such a cell: a title may hold 扩建 too."""

_LONGER = 0.0001
"""What a character more is better for it: 2025年3月底前出台细则."""


class GluedCell(NamedTuple):
    """A cell of a row: the role of its column, and where it stands in the row's words."""

    role: str
    start: int
    end: int


def cells_of(words: str, roles: Sequence[str]) -> list[Span]:
    """Spans of the cells of a row; a run of units is cut where two names meet without a separator."""
    spans: list[Span] = []
    for role, start, end in read_cells(words, tuple(roles)):
        spans += _unit_cells(words, start, end) if role in UNIT_ROLES else [(start, end)]
    return spans


def _unit_cells(words: str, start: int, end: int) -> Iterator[Span]:
    at = start
    last = None
    for mention in split_units(words[start:end]).mentions:
        if last is not None and last == mention.start:
            yield at, start + mention.start
            at = start + mention.start
        last = mention.end
    yield at, end


@lru_cache(maxsize=1024)
def read_cells(words: str, roles: tuple[str, ...]) -> tuple[GluedCell, ...]:
    """The cheapest reading of a row's words as cells of its columns, in their order; all words belong to some cell."""
    typed = _typed(words, set(roles))
    cuts = sorted(
        {0, len(words), *(place for spans in typed.values() for span in spans for place in span), *_stops(words)}
    )
    stretches = [
        [CellStretch(later, _costs(words, roles, start, cuts[later], typed)) for later in range(k + 1, len(cuts))]
        for k, start in enumerate(cuts[:-1])
    ]

    def is_border(reading: RowReading, cell: CellRead) -> bool:
        last = reading.cells[-1] if reading.cells else None
        skipped = roles[last.column + 1 if last else 0 : cell.column]
        if roles[cell.column] == "target" and "baseline" in skipped:
            return False  # two values without a border: nothing says where they meet
        start = cuts[cell.start]
        if (
            last is None
            or words[start - 1] in "。；"
            or not _is_plain(roles[cell.column], (start, cuts[cell.end]), typed)
        ):
            return True
        return not _is_plain(roles[last.column], (cuts[last.start], cuts[last.end]), typed)

    cells = cheapest(stretches, passed(roles, ()), is_border=is_border).cells
    return tuple(GluedCell(roles[cell.column], cuts[cell.start], cuts[cell.end]) for cell in cells)


def _is_plain(role: str, span: Span, typed: dict[str, set[Span]]) -> bool:
    """Whether a cell is words of which nothing tells where they end but a full stop."""
    return role in _WORDS and span not in typed.get(role, ())


def _costs(words: str, roles: Sequence[str], start: int, end: int, typed: dict[str, set[Span]]) -> list[float | None]:
    """What `words[start:end]` cost as a cell of each role; None where they cannot be one."""
    span = (start, end)
    look = Look(
        words[start:end],
        float(span in typed.get("units", ())),
        span in typed.get("time", ()),
        span in typed["none"],
        words[end - 1] in "。；",
        False,
    )
    return [_cost(look, role, span, typed) for role in roles]


def _cost(look: Look, role: str, span: Span, typed: dict[str, set[Span]]) -> float | None:
    kind = "units" if role in UNIT_ROLES else "time" if role in TIME_ROLES else role
    if look.none:
        return None if role in MATTER_ROLES else price(look, role)
    if span in typed.get(kind, ()):
        return price(look, role) - _LONGER * len(look.words) - (_LATER * span[0] if kind == "nature" else 0)
    return None if kind in typed and kind in _TYPED else _cost_of_words(look, role)


def _cost_of_words(look: Look, role: str) -> float | None:
    if role not in _WORDS or len(look.words) < 2 or look.words[-1] in _MARKS:
        return None
    return price(look, role)


def _stops(words: str) -> Iterator[int]:
    """Places behind the full stops."""
    for found in re.finditer("[。；]", words):
        yield found.end()


def _typed(words: str, roles: set[str]) -> dict[str, set[Span]]:
    """By kind of cell, the stretches that look like one; only kinds that the table has columns of."""
    found: dict[str, set[Span]] = {"none": {m.span() for m in re.finditer(_NONE, words)}}
    if roles & set(TIME_ROLES):
        found["time"] = set(_times(words))
        if "money" in roles:  # 38600|2024-2026
            found["time"] |= {(end, later) for _, end, later in _money_and_time(words)}
    if roles & set(UNIT_ROLES):
        edges = {a for a, _ in (*found.get("time", ()), *found["none"])} | {len(words)}
        if "leader" in roles:
            borders = edges | {m.start() for m in re.finditer(_PHONE, words)}
            edges |= {m.start() for m in _names().finditer(words) if borders & {m.end(), m.end() - 1}}
        found["units"] = set(_unit_runs(words, frozenset(edges)))
    if "measure_unit" in roles:
        found["measure_unit"] = {m.span("unit") for m in _measures().finditer(words)}
    patterns = {"money": _MONEY, "nature": nature().pattern, "note": _PHONE}
    for role in roles & patterns.keys():
        found[role] = {m.span() for m in re.finditer(patterns[role], words)}
    for role in roles & {"baseline", "target"}:
        found[role] = {m.span(part) for m in _values().finditer(words) for part in (0, "figure")}
    if "money" in roles:
        found["money"] |= {(start, end) for start, end, _ in _money_and_time(words)}
    if "leader" in roles:
        found["leader"] = set(_leaders(words, found))
    return found


_TYPED = ("units", "time", "money", "nature", "leader", "measure_unit", "baseline", "target")
"""Kinds of cells that no other words may fill."""


@cache
def _values() -> re.Pattern[str]:
    """A value with or without its unit: ≥88, 93%, 120公里."""
    return re.compile(rf"(?P<figure>{_VALUE})(?:{SCALE}?{unit_pattern()})?{any_of(load('tables')['limits'])}?")


@cache
def _measures() -> re.Pattern[str]:
    """The unit of measure before a value or a dash: …比率|%|86.2, …浓度|微克/立方米|38."""
    return re.compile(rf"(?P<unit>[%‰％]|{SCALE}?{unit_pattern()})(?=\[?[≥≤＞＜><\d/—－])")


@lru_cache(maxsize=1024)
def _times(words: str) -> tuple[Span, ...]:
    """The times that may be a cell: one that a word leads in to (到2025年, 截至2024年底) only behind another cell."""
    return tuple(
        (start, end)
        for start, end, led in times_in(words)
        if (not led or not start or words[start - 1] in last_characters() or words[start - 1] in _CLOSES)
        and not _IN_TIME.search(words, max(0, start - 2), start)
    )


_IN_TIME = re.compile(r"[\d年月日][-—–]\Z|\.\Z")
"""What stands before a time that is the end of another one; a dash behind other words is a cell: 县房管中心|—|2024年5月."""
_CLOSES = "。；）)/—－"
"""Marks that a cell may end with."""


def _money_and_time(words: str) -> Iterator[tuple[int, int, int]]:
    """Where a sum of money begins and ends, and the time that meets it: 38600|2024-2026."""
    for found in _MONEY_BEFORE_YEAR.finditer(words):
        end = time_end(words, found.end())
        if end is not None:
            yield *found.span(), end


def _leaders(words: str, found: dict[str, set[Span]]) -> Iterator[Span]:
    """Names of persons between two borders of other cells: 。|陈卫东|市农业农村局, 区住建局|李建军|0712-3321567."""
    spans = [span for kind in ("units", "time", "none", "note") for span in found.get(kind, ())]
    starts = {a for a, _ in spans} | {len(words)}
    ends = {b for _, b in spans} | set(_stops(words))
    heads = {m.start for m in find_units(words)} | {m.start() for m in _GROUP.finditer(words)}
    yield from ((stop, head) for stop in _stops(words) for head in heads if 2 <= head - stop <= _NAME_LONGEST)
    for match in _names().finditer(words):
        for end in {match.end(), match.end() - 1} if match.end() - match.start() > 2 else {match.end()}:
            if end in starts and (
                match.start() in ends or words[match.start() - 1 : match.start()] in "个家处所座套户人项亩场次"
            ):
                yield match.start(), end


_NAME_LONGEST = 3
"""Characters of a person's name at the most, of which nothing else is known."""


@cache
def _names() -> re.Pattern[str]:
    name = surname()
    return re.compile(rf"(?={name}){name}(?:[、，]{name}){{0,3}}")


# ---------------------------------------------------------------- runs of units
_SEAT = re.compile("(?:人民)?政府|办事处|管委会|党委|党工委")
"""What goes on with the name of a group of places: 各县区|人民政府."""
_GROUP = re.compile(r"各[\u4e00-\u9fff（）、]{1,16}")


@lru_cache(maxsize=1024)
def _unit_runs(words: str, edges: frozenset[int] = frozenset()) -> tuple[Span, ...]:
    """Stretches that look like units: from the start of a name to the end of one.

    `edges`: where a cell of another kind begins, and with it ends the name before it.
    """
    mentions = find_units(words)
    after_cells = {m.end() for m in re.finditer("[。；]", words)} | {end for _, end in _times(words)} | {0}
    starts = {place for m in mentions for place in (m.start, m.end)} | after_cells
    starts |= {m.start() for m in _GROUP.finditer(words) if words[m.start() - 1 : m.start()] not in "、，"}
    joints = {at for m in _JOINT.finditer(words) if _parts_names(words, at := m.start())}
    starts |= joints
    behind = {m.end for m in mentions}
    known = behind | joints | set(edges) | set(_group_ends(words)) | {len(words)}
    unknown = {start: _plain_ends(words, start) for start in after_cells - {m.start for m in mentions}}
    return tuple(
        (start, end)
        for start in sorted(starts)
        for end in sorted(known | unknown.get(start, set()))
        if _is_run(words, start, end, sure=end in edges, beside=start in behind)
    )


def _is_run(words: str, start: int, end: int, *, sure: bool = False, beside: bool = False) -> bool:
    """Whether units stand from `start` to `end`; `sure`: a cell of another kind begins at the end; `beside`: a unit ends
    at the start, so that with both a name of unusual form is believed."""
    if not 2 <= end - start <= _RUN_MOST or words[start] in _MARKS or words[end : end + 1] in tuple(_MARKS):
        return False
    run = words[start:end]
    if re.search(r"[。；;\d]", run) or looks_like_units(run) < (_BETWEEN if sure and beside else _LIKE_UNITS):
        return False
    mentions = split_units(run).mentions
    first, last = grade(mentions[0].text).cost, grade(mentions[-1].text).cost
    return (beside or first < _NAME_COST) and (sure or last < _NAME_COST)


_NAME_COST = 2
"""What the names at the ends of a run may cost (`kb.units.forms.grade`): a run does not end within a name."""
_JOINT = re.compile(r"(?<=[\u4e00-\u9fff）])(?=[省市区县州镇乡各][\u4e00-\u9fff])")
"""Where two names may meet: before a level."""


def _parts_names(words: str, at: int) -> bool:
    """Whether a name may end before `at` and another begin there: 财政局|县教育局, not 乡|镇."""
    return words[at - 1] in last_characters() and not (words[at - 1] in LEVEL_CHARS and words[at] in LEVEL_CHARS)


_MARKS = "、，,；;和及与"
_NAME_MOST = 16
"""Characters of a name that prose would not find."""


def _plain_ends(words: str, start: int) -> set[int]:
    """The end of a name at `start` that running prose would not tell: 镇党政办公室|办结…, not 镇党政办."""
    stop = min(len(words), start + _NAME_MOST)
    ends = [e for e in range(start + 3, stop + 1) if words[e - 1] in last_characters() and _is_run(words, start, e)]
    return {max(ends, key=lambda end: (-grade(words[start:end]).cost, end))} if ends else set()


def _group_ends(words: str) -> Iterator[int]:
    """Ends of the groups that begin with 各: 各学校|开展…, 各乡镇人民政府|排查…; of several good names the longest."""
    for found in _GROUP.finditer(words):
        start = found.start()
        ends = range(start + 2, found.end() + 1)
        end = max(ends, key=lambda end: (-grade(words[start:end]).cost, end))
        seat = _SEAT.match(words, end)
        if grade(words[start:end]).cost < 1:
            yield seat.end() if seat else end
