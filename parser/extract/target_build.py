"""One statement becomes targets: its indicators, year, rhythm, commitment, baseline, and the words that prove it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct, structs

from kb.schema import Certainty, Comparator, Issue, Span, Target
from kb.script import as_written
from parser.extract.clauses import BRACKET, Clause, Passage
from parser.extract.deadlines import Context, Time
from parser.extract.numerals import SCALE
from parser.extract.target_indicators import (
    among,
    complete,
    expand,
    has_head,
    named,
    of_topic,
    other_action,
    subject,
    trim,
    without_action,
)
from parser.extract.target_quantities import Quantity
from parser.extract.target_roles import Statement
from parser.extract.target_units import measure_of, normalise, unit_pattern
from parser.extract.target_values import value_of
from parser.extract.target_words import TIME, beginning, ending
from parser.lexicon import any_of, load

_PER = {"半": "半年", "季": "季度", "月": "月", "旬": "旬", "周": "周", "年": "年"}
_YEARLY = re.compile(r"年均(?!浓度|值|气温|降水|水平|温度)|平均每年|年平均(?!浓度|值)")
_BRACKET = re.compile(r"^\([^()]*\d[^()]*\)")  # 10个(每个街道1个)助餐点; (近)零碳园区 keeps its own
_AMONG = re.compile(r"[(,]?其中:?")
_HEADING = re.compile(r"(?:年度|阶段|总体|具体|主要|工作|预期)目标(?:任务)?(?:[是为]|如下)?$")  # 分年度目标:
_DOES = re.compile(r"(?<![新改扩组创])[办建设]$")  # 每个街道至少办
_UNIT = re.compile(rf"\((?P<unit>{SCALE}?{unit_pattern()}|[%‰])\)$")
_FLOOR = re.compile(r"至少|不少于|不低于|最少")
_EDGE = re.compile(rf"(?:{TIME}+度|[\s,、:;{TIME}]|和(?!谐|美)|与|及|并|\d{{1,3}}[.、](?!\d))+")


class Reading(Struct):
    """What a passage has said so far. Mutable, and gone when the passage is read."""

    sentence: int = 0
    year: int | None = None
    years: tuple[int, ...] = ()
    """到2022年和2030年: the years of the values that follow, the last of them being `year`; empty for a single year."""
    year_stays: bool = False
    year_inferred: bool = False
    """The year is that of the sentence before."""
    per: str | None = None
    commitment: str | None = None
    past: bool = False
    listing: bool = False
    indicator: str = ""
    comparator: Comparator | None = None
    unit: str | None = None
    title: str = ""
    """Title of the item, which a bare 覆盖率 is of where nothing nearer is told."""
    fragments: tuple[tuple[int, str], ...] = ()
    """The clauses since the last figure, each with its sentence; the last of them is what a bare 覆盖率 is of."""

    def topic(self, *, here: bool) -> str:
        """The last words without a figure; with `here` only those of this sentence."""
        if not self.fragments or (here and self.fragments[-1][0] != self.sentence):
            return ""
        words = subject(self.fragments[-1][1])
        if _HEADING.search(words):
            return ""
        return "" if _actions().fullmatch(words) else without_action(words)


class Scene(Struct, frozen=True):
    """Where a statement stands: the passage, its words with times blanked out, the clause and its times."""

    passage: Passage
    words: str
    clause: Clause
    times: tuple[Time, ...]
    context: Context


def period(words: str) -> str | None:
    """年 for 每年, 逐年; 季度 for 每季度; of a rhythm (一旬一测) its period."""
    return next((per for sign, per in _PER.items() if sign in words), None)


def governs(time: Time, passage: Passage) -> bool:
    """Whether the time is the year of the targets after it."""
    if time.part != "deadline" or time.moment.year is None or passage.mask[time.start] & BRACKET:
        return False
    return time.relation in ("by", "in", "during")


def year_list(times: Sequence[Time], passage: Passage) -> tuple[int, ...]:
    """The last governing years that are joined to a list (到2022年和2030年); empty where they are not."""
    years: list[int] = []
    end = -1
    for time in times:
        if governs(time, passage) and time.moment.year is not None:
            joined = passage.folded[end : time.start] in ("和", "、", "及", "与") if end >= 0 else False
            years = [*years, time.moment.year] if joined else [time.moment.year]
            end = time.end
    return tuple(years) if len(years) > 1 else ()


def build(scene: Scene, group: list[Statement], state: Reading) -> list[Target]:
    """The targets of one statement and of the further values that share its words; none where no indicator is found.

    Keeps in `state` what later clauses may leave out.
    """
    group = [_as_noun(scene, group[0]), *group[1:]]
    first = group[0]
    before = scene.words[first.left : first.quantity.start - first.tail.length]
    years = year_list([t for t in scene.times if t.end <= first.quantity.start], scene.passage) or state.years
    names, own = _names(scene.words, group, before, state, dated=len(years) == len(group))
    if not names or not all(names):
        return []
    if first.quantity.unit_name is None:
        names, group = _bracketed(names, group)
        first = group[0]
    year, certainty = _year(scene, first, state)
    if not own or first.quantity.chinese:
        certainty = "inferred"
    ceiling = state.comparator in ("<=", "<") and names[-1] == state.indicator
    out = []
    for index, name in enumerate(names):
        statement = group[index] if len(group) == len(names) else first
        target = _target(scene, group, statement, name, ceiling=ceiling)
        per = _rate(scene, first, before, state)
        when = years[index] if len(years) == len(group) == len(names) and len(set(names)) == 1 else year
        out.append(
            structs.replace(
                target, year=when, certainty=certainty, per=per, commitment=_commitment(scene, first, state)
            )
        )
    state.indicator, state.unit, state.comparator = names[-1], first.quantity.unit_name, out[-1].comparator
    return out


@cache
def _done() -> re.Pattern[str]:
    words = load("targets")
    return re.compile(rf"\W*{any_of(words['doing_adverbs'])}?{any_of(words['doing'])}")


def _as_noun(scene: Scene, statement: Statement) -> Statement:
    """A verb of change that is the work itself: 完成森林质量精准|提升|45万亩 counts land, and raises nothing by so much."""
    quantity, tail = statement.quantity, statement.tail
    before = scene.words[statement.left : quantity.start - tail.length].replace(TIME, "")
    counted = quantity.dimension in ("area", "length", "volume") and tail.verb == "rise" and tail.comparator is None
    if not (counted and _done().match(before)) or has_head(before):
        return statement
    return structs.replace(statement, tail=structs.replace(tail, verb=None, length=0, words=""))


def _target(scene: Scene, group: list[Statement], statement: Statement, name: str, *, ceiling: bool) -> Target:
    first, quantity, passage = group[0], statement.quantity, scene.passage
    before = scene.words[first.left : first.quantity.start]
    if quantity.after is None:  # 下降15%、10%以上
        quantity = structs.replace(quantity, after=group[-1].quantity.after)
    tail = structs.replace(first.tail, verb=None) if first.role == "object" else first.tail  # 提升12所学校设施
    value = value_of(quantity, tail, name, ceiling=ceiling, floor=bool(_FLOOR.search(before)))
    span = _span(scene, first, group[-1])
    normal_value, normal_unit = normalise(quantity.value, quantity.unit_name)
    baseline = next((t.moment.year for t in scene.times if t.part == "baseline" and t.end <= quantity.start), None)
    return Target(
        indicator=as_written(name, passage.text),
        kind=value.kind,
        direction=value.direction,
        comparator=value.comparator,
        value=float(quantity.value),
        unit=passage.written(*quantity.unit) if quantity.unit else quantity.unit_name,
        baseline_year=baseline,
        text=passage.text[span[0] : span[1]],
        span=span,
        normal_value=normal_value,
        normal_unit=normal_unit,
    )


def _bracketed(names: list[str], group: list[Statement]) -> tuple[list[str], list[Statement]]:
    """The unit that stands in a bracket behind the indicator: 城镇化率(%)达到68 is 68 %."""
    match = _UNIT.search(names[0])
    if match is None or not match.start():
        return names, group
    unit = match["unit"]
    measure, dimension = measure_of(unit)
    out = [
        structs.replace(s, quantity=structs.replace(s.quantity, unit_name=unit, measure=measure, dimension=dimension))
        for s in group
    ]
    return [name.removesuffix(match.group()) for name in names], out


def _names(words: str, group: list[Statement], before: str, state: Reading, *, dated: bool) -> tuple[list[str], bool]:
    """Indicators of a statement, one for each target, and whether its own words name them.

    `dated`: the values of the group are of several years rather than of several indicators.
    """
    first, quantity = group[0], group[0].quantity
    own = subject(before)
    if first.role == "object":
        return [_work(own, before, words[first.noun[0] : first.noun[1]], first)], True
    if first.role == "share_of":
        thing = "" if _actions().fullmatch(own) else own
        return [thing + _clean(words[quantity.end : first.right]) + "比例"], True
    if first.role == "share_action":
        action = beginning("share_actions").match(words[quantity.end : first.right].replace(TIME, ""))
        suffix = action.group() if action else ""
        return [own + suffix + ("" if suffix.endswith("率") else "率")], bool(own)
    land = _land_work().search(own) if quantity.dimension in ("area", "length", "volume") else None
    if land:
        own = land.group()
    elif _actions().fullmatch(own):
        with_it = other_action(own, state.indicator) if quantity.unit_name == state.unit else ""
        alone = quantity.measure == "share" and not state.indicator and ending("share_actions").fullmatch(own)
        own = f"{own}率" if alone and not state.topic(here=True) else with_it
    else:
        own = without_action(own)
    previous = state.indicator or state.topic(here=not own)
    if not own and quantity.dimension in ("area", "length"):
        previous = previous.removesuffix(
            "数量"
        )  # 改造小区50个,约60万平方米: the second figure measures what the first counts
    nearer = state.topic(here=True)
    if own.endswith("率") and nearer.startswith(own[:-1]):
        previous = nearer  # 建设果园2万亩;整治乱占林地问题,整治率100%
    alike = quantity.unit_name == state.unit
    same = alike and quantity.measure not in ("count", "plain") and first.tail.verb is not None
    changed = not state.indicator and first.tail.verb in ("rise", "fall")
    again = changed or (alike and quantity.unit_name == "次")
    full = complete(own, previous, alike=alike or not state.indicator, share=same, repeated=again)
    if full == own and not state.indicator:
        full = of_topic(own, previous or without_action(subject(state.title)))
    if alike and state.indicator and _AMONG.match(words, first.left, quantity.start):
        full = among(full, state.indicator)
    names = expand(full, max(1 if dated else len(group), quantity.repeats), before) if full else []
    if 1 <= len(names) < quantity.repeats:
        names = _gather(full, quantity.repeats, state) or names
    if len(names) == 1 < len(group):
        names *= len(group)  # more values than indicators: every value stays, and an issue asks which is which
    change = first.tail.verb in ("rise", "fall")
    return [named(name, quantity, change=change) for name in names], full == own


def _gather(full: str, count: int, state: Reading) -> list[str]:
    """The indicators of 五个100% where a damaged mark has cut their list: take in the clauses before that only list."""
    for start in range(len(state.fragments) - 1, -1, -1):
        joined = "、".join((*(subject(words) for _, words in state.fragments[start:]), full))
        found = expand(joined, count, "均")
        if len(found) >= count:
            return found if len(found) == count and all(has_head(name) for name in found) else []
    return []


def _work(own: str, before: str, noun: str, statement: Statement) -> str:
    """The name of counted work: 幼儿园数量, 淘汰燃煤锅炉数量, 每个乡镇综合文化站数量."""
    noun = _clean(_BRACKET.sub("", noun))
    if own.startswith(("每", "各")):
        lead = _DOES.sub("", own)
    else:
        action = _actions().search(before.replace(TIME, "") + statement.tail.words)
        lead = without_action(f"{action.group()}甲乙").removesuffix("甲乙") if action else ""
    return named(f"{lead}{noun}", statement.quantity, change=False)


@cache
def _land_work() -> re.Pattern[str]:
    """Work that measures land by itself, with nothing before it but words of doing: 完成|造林."""
    words = load("targets")
    return re.compile(rf"(?:\A|(?<={'|'.join(words['doing'])})){any_of(words['land_works'])}\Z")


@cache
def _actions() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('targets')['actions'])}+$")


def _clean(text: str) -> str:
    text = text.replace(TIME, "")
    match = _EDGE.match(text)
    text = (text[match.end() :] if match else text).rstrip(",、:; ").removesuffix("等")
    return trim(text.removeprefix("的"))


def _year(scene: Scene, first: Statement, state: Reading) -> tuple[int | None, Certainty]:
    """The year of a statement, and how it is known."""
    here = [t for t in scene.times if t.end <= first.quantity.start and governs(t, scene.passage)]
    if here:
        return here[-1].moment.year, "inferred" if here[-1].certainty == "inferred" else "stated"
    if state.year is not None:
        return state.year, "inferred" if state.year_inferred else "stated"
    year = scene.context.year or scene.context.single_year
    return year, "stated" if year is None else "inherited"


def _rate(scene: Scene, first: Statement, before: str, state: Reading) -> str | None:
    """年 for a yearly figure: 每年 before it in its own words or at the head of the clause, or 年均."""
    for time in scene.times:
        near = time.start >= first.left or time.start - scene.clause.start <= 3
        if time.relation == "each_year" and time.end <= first.quantity.start and near:
            return period(scene.passage.folded[time.start : time.end])
    if _YEARLY.search(before):
        return "年"
    return None if "累计" in before else state.per


@cache
def _commitments() -> re.Pattern[str]:
    words = load("targets")["commitments"]
    return re.compile(rf"{any_of([w for w in words if w != '基本'])}|基本(?=实现|达到|建成|完成|消除|全|满足|覆盖)")


def _commitment(scene: Scene, first: Statement, state: Reading) -> str | None:
    """确保, 力争 or 基本; one at the head of a clause holds until the next 。 or ；."""
    found = list(_commitments().finditer(scene.words, first.left, first.quantity.start))
    if not found:
        return state.commitment
    word = str(load("targets")["commitments"][found[-1].group()])
    if not scene.words[scene.clause.start : found[-1].start()].replace(TIME, "").strip(" ,"):
        state.commitment = word
    return word


def _span(scene: Scene, first: Statement, last: Statement) -> Span:
    """From the first word of the statement, without the times and separators before it, to its end."""
    match = _EDGE.match(scene.words, first.left, first.quantity.start)
    start = match.end() if match else first.left
    return scene.passage.span(start, max(first.noun[1], last.right, last.quantity.end))


def range_issue(target: Target, quantity: Quantity) -> Issue:
    """A range is recorded as its lower bound; say so."""
    message = f"目标“{target.text}”是区间({quantity.value:.12g}至{quantity.upper:.12g}),按下限记录"
    return Issue(code="target-range", severity="info", message=message, span=target.span)


def count_issue(target: Target, values: int, indicators: int) -> Issue:
    """Other numbers of values (or of what 五个100% promises) and of indicators; say so."""
    message = f"目标“{target.text}”应有{values}个指标,读出{indicators}个,请核对"
    return Issue(code="target-list-count", severity="warning", message=message, span=target.span)


def nameless_issue(passage: Passage, statement: Statement) -> Issue:
    """A figure with the words of a target but without an indicator; say so."""
    span = passage.span(statement.quantity.start, statement.quantity.end)
    message = f"数值“{passage.text[span[0] : span[1]]}”像是目标,但找不到所指的指标,请核对"
    return Issue(code="target-without-indicator", severity="warning", message=message, span=span)


def unclear_issue(passage: Passage, quantity: Quantity) -> Issue:
    """Words that look like one figure and cannot be read for certain (9 5%); say so, and take nothing for it."""
    span = passage.span(quantity.start, quantity.end)
    message = f"“{passage.text[span[0] : span[1]]}”像是一个数值,但写法读不准,没有记录为目标,请核对原文后更正"
    return Issue(code="doubt-figure", severity="warning", message=message, span=span)
