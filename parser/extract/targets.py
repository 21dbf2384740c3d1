"""Numeric targets: what is to be reached, how much of it, by when.

What counts, inferred from annotated plans (shared/gold) and from how officials report against plans:

- A level (`达到95%以上`, `控制在37微克/立方米以内`) or a change (`下降30%以上`, `提高5个百分点`) of an indicator; a
  quantity of work (`新建10所幼儿园`, `淘汰落后产能1万吨`); words that say a figure (零增长: change = 0 %; 负增长:
  change < 0 %; 全覆盖: level = 100 %; 翻一番: change >= 100 %). `提高至10%` is a level with the direction increase.
- A bare figure of work is a floor (`>=`), 100 % is `=`, `控制在` and `降至` are ceilings; 达到 after a ceiling of the
  same indicator (`控制在37以内,力争达到35`) is `=`. A range (3—5个) is its lower bound, and an issue says so.
- The year is the last one before the figure in its sentence (in a goal: in its paragraph; after `到2025年:`
  everywhere; also in the next sentence where that opens with a figure), else the one that governs the item
  (`Context.year`), else that of a plan for a single year.
- No targets: thresholds that say which things are meant (35蒸吨/小时以下锅炉, 存栏500头以上的养殖场), counts that name
  (3类耕地, 四大工程, 等28个区县), ceilings and rates of support for applicants, points, sizes of projects (总投资,
  占地), past facts.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from kb.schema import Issue, Kind, Target
from parser.extract.clauses import Clause, Passage
from parser.extract.deadlines import Context, Time
from parser.extract.target_build import (
    Reading,
    Scene,
    build,
    count_issue,
    governs,
    nameless_issue,
    period,
    range_issue,
    unclear_issue,
    year_list,
)
from parser.extract.target_indicators import FROM
from parser.extract.target_quantities import Quantity, find_quantities
from parser.extract.target_roles import Statement, read_clause
from parser.extract.target_rules import exclusion
from parser.extract.target_words import TIME, changing, containing, read_tail

_OLD = re.compile(rf"{FROM}$")
_OF_IT = re.compile(r"的(?=\d+(?:\.\d+)?倍)")  # 达到2023年|的|1.5倍
_JOIN = re.compile(r"[、和及与]|以及")


def find_targets(
    passage: Passage, times: tuple[Time, ...], context: Context, *, kind: Kind
) -> tuple[tuple[Target, ...], tuple[Issue, ...]]:
    """Targets of a passage in order, and issues for what is doubtful in them. Never raises on any text."""
    found = find_quantities(passage, times)
    quantities = tuple(q for q in found if q.clear)
    issues = [unclear_issue(passage, q) for q in found if not q.clear]
    if not quantities:
        return (), tuple(issues)
    words = _blank(passage.folded, times)
    targets: list[Target] = []
    sentences: list[int] = []
    later: dict[int, set[int]] = {}
    state = Reading(title=context.topic)
    q = t = 0
    for clause in passage.clauses:
        here: list[Quantity] = []
        while q < len(quantities) and quantities[q].start < clause.end:
            if quantities[q].end <= clause.end and quantities[q].start >= clause.start:
                here.append(quantities[q])
            q += 1
        within: list[Time] = []
        while t < len(times) and times[t].start < clause.end:
            within.append(times[t])
            t += 1
        here = _without_base(words, here)
        listing = state.listing and clause.sentence == state.sentence
        statements = read_clause(words, passage.mask, clause, tuple(here), listing) if here else []
        opens = any(s.role != "modifier" for s in statements)
        _enter(state, clause, words, within, goal=kind == "goal", opens=opens)
        made = len(targets)
        if statements:
            _read(Scene(passage, words, clause, tuple(within), context), statements, state, targets, issues)
            state.fragments = ()
        else:
            state.fragments = (*state.fragments[-5:], (clause.sentence, words[clause.start : clause.end]))
        _leave(state, clause, within, passage)
        sentences += [clause.sentence] * (len(targets) - made)
        later.setdefault(clause.sentence, set()).update(
            t.moment.year for t in within if t.relation == "by" and t.moment.year and governs(t, passage)
        )
    targets = [_dated(target, later[sentence]) for target, sentence in zip(targets, sentences, strict=True)]
    if context.reports:
        targets = [target for target in targets if _aimed(target)]
    return tuple(targets), tuple(issues)


def _dated(target: Target, years: set[int]) -> Target:
    """A target without a year takes the one that its sentence states further on: 改造300套,2026年底前完成."""
    if target.year is not None or target.per is not None or len(years) != 1:
        return target
    return replace(target, year=min(years), certainty="inferred")


def _aimed(target: Target) -> bool:
    """Whether a figure in a report is told as an aim: with a year of its own, or 确保, 力争."""
    return target.commitment is not None or (target.year is not None and target.certainty == "stated")


def _blank(folded: str, times: tuple[Time, ...]) -> str:
    """The words with every time blanked out, so that `2020年` is never read as a figure or as part of an indicator."""
    parts: list[str] = []
    position = 0
    for time in times:
        start = time.start
        if folded[start] in "到至" and changing().search(folded[max(start - 3, 0) : start]):
            start += 1  # 提高到2025年的94%: 到 is the verb's
        end = time.end + (time.part == "baseline" and _OF_IT.match(folded, time.end) is not None)
        parts += (folded[position:start], TIME * (end - start))
        position = end
    return "".join((*parts, folded[position:]))


def _without_base(words: str, here: list[Quantity]) -> list[Quantity]:
    """The quantities without the old values of a change: 由2021年的|65%、48%|提高到95%、85%."""
    out: list[Quantity] = []
    base: list[Quantity] = []
    for quantity in here:
        before = words[base[-1].end if base else max(quantity.start - 16, 0) : quantity.start]
        if _JOIN.fullmatch(before) if base else _OLD.search(before):
            base.append(quantity)
            continue
        if base and read_tail(words[base[-1].end : quantity.start]).verb is None:
            out += base  # no new value follows: they stand for themselves
        base = []
        out.append(quantity)
    return out + base


def _enter(state: Reading, clause: Clause, words: str, times: list[Time], *, goal: bool, opens: bool) -> None:
    """Begin a clause: a new sentence forgets its year, its list and what it leaves out.

    The year stays in a goal, and where the sentence opens with a figure of its own
    (`到2020年,…达到先进标准。工业用水重复利用 率达70%以上。`), as an inference.
    """
    if clause.sentence != state.sentence:
        state.sentence = clause.sentence
        state.past = state.listing = False
        state.per = state.commitment = None
        state.indicator, state.comparator, state.unit = "", None, None
        state.year_inferred = not (goal or state.year_stays)
        if not (goal or opens or state.year_stays):
            state.year, state.years = None, ()
    text = words[clause.start : clause.end]
    if any(time.part == "deadline" for time in times):
        state.past = False
    if containing("past_sentence").search(text) or any(t.part == "past" for t in times):
        state.past = not any(t.part == "deadline" for t in times)


def _leave(state: Reading, clause: Clause, times: list[Time], passage: Passage) -> None:
    for time in times:
        if governs(time, passage):
            state.year, state.year_stays, state.year_inferred = time.moment.year, clause.mark == ":", False
            state.years = year_list(times, passage)
            if time.relation != "each_year":
                state.per = None
        if time.relation == "each_year" and time.start - clause.start <= 3:
            state.per = period(passage.folded[time.start : time.end])
    if clause.mark == ";":
        state.commitment = None


def _read(
    scene: Scene, statements: list[Statement], state: Reading, targets: list[Target], issues: list[Issue]
) -> None:
    """The statements of one clause become targets. A statement and the values that share its words are one group."""
    index = 0
    while index < len(statements):
        first, index = statements[index], index + 1
        group = [first]
        while index < len(statements) and statements[index].continues:
            group.append(statements[index])
            index += 1
        why = "modifier" if first.role == "modifier" else exclusion(scene.words, scene.clause, first, past=state.past)
        if why == "past":
            build(scene, group, state)  # 已建成1.2万个,到2025年达到3万个: a fact names what a later target leaves out
        if why:
            continue
        state.listing = state.listing or first.role == "object"
        made = build(scene, group, state)
        targets += made
        if made:
            wanted, indicators = first.quantity.repeats or len(made), len({(t.indicator, t.year) for t in made})
            if wanted != indicators:
                issues.append(count_issue(made[0], wanted, indicators))
            issues += [range_issue(made[0], s.quantity) for s in group if s.quantity.upper is not None]
        else:
            issues.append(nameless_issue(scene.passage, first))
