"""What other programs may ask. Every result carries quotes: the words, where they stand, the hash of the document.

A page holds at most `LARGEST` results; `offset` leads to the next. Everything is read-only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from kb.ask import Answer, AnswerQuote, KnowledgeBase, ask
from kb.errors import UsageError
from kb.handwritten import shown
from kb.schema import Item, Kind, Record, Role, Span, Target
from kb.search import Hit, search
from kb.search.entries import years_of
from kb.search.limits import TooLongError, checked_query
from kb.search.time_limit import check_time

LARGEST, USUAL = 100, 20
"""Results of a page at most, and where the caller names no number."""

Json = dict[str, Any]

SAID = {
    "find": "查任务、措施、目标、项目、单位、指标和原文；可加条件，例如 牵头:区环保局 年份:2020 污水",
    "answer": "用一句话提问（谁牵头、哪些任务、何时完成、指标多少）；听不懂时不作答，只给查找结果",
    "items": "按计划、类别、单位、角色、年份列出事项",
    "item": "一个事项的全部内容：责任、时限、指标，各附原文",
    "units": "全部单位及其牵头、配合、责任数",
    "unit": "一个单位牵头、配合、负责的全部事项",
    "targets": "按单位、年份、指标名称列出指标",
    "plans": "全部计划及其来源文件",
}
"""What each function is for, in the words that other programs are shown."""


class NotKnown(UsageError):
    """No such item or unit."""


def find(base: KnowledgeBase, q: str, limit: int = USUAL, offset: int = 0) -> Json:
    """Search in tasks, measures, goals, projects, units, targets and the source text; filters as 牵头:区环保局 年份:2020."""
    check_time()
    result = search(base.index, q, engine=base.engine, limit=offset + limit)
    hits = [_builtins(hit) | {"quotes": _builtins(_of_hit(base, hit))} for hit in result.hits[offset:]]
    return {"query": q, "note": result.note, **_page(hits, result.total, limit, offset)}


def answer(base: KnowledgeBase, q: str) -> Json:
    """A question in plain Chinese (谁牵头、哪些任务、何时完成、指标多少), answered with quotes or said not to be understood.

    `hits`: the items that the answer rests on, or that may be of use where there is none, each quoted.
    """
    try:
        told = ask(base, q)
    except TooLongError:
        raise
    except UsageError as error:  # marks without a word: nothing to be understood, and nothing wrong with the request
        told = Answer(question=q, understood=False, said=str(error))
    held = (base.items[id] for id in told.items[:LARGEST])
    hits = [{"item": one.id, "quotes": _builtins([_quote(base, one, one.span)])} for one in held]
    found: Json = _builtins(told) | {"hits": hits}
    return found


def items(
    base: KnowledgeBase,
    plan: str | None = None,
    kind: Kind | None = None,
    unit: str | None = None,
    role: Role | None = None,
    year: int | None = None,
    limit: int = USUAL,
    offset: int = 0,
) -> Json:
    """Items in document order, those with all the given properties. `unit` is a name in any form or an id."""
    wanted = _unit_id(base, unit) if unit else None
    found = [
        item
        for item in base.items.values()
        if (plan is None or base.plan_of[item.id] == plan)
        and (kind is None or item.kind == kind)
        and (year is None or year in years_of(item))
        and (
            (wanted is None and role is None)
            or any((wanted in (None, duty.unit)) and (role in (None, duty.role)) for duty in item.duties)
        )
    ]
    return _page([_item(base, item) for item in found[offset : offset + limit]], len(found), limit, offset)


def item(base: KnowledgeBase, id: str) -> Json:
    """One item with its duties, deadlines and targets, each quoted."""
    held = base.items.get(id)
    if held is None:
        raise NotKnown(f"没有编号为 {shown(id)} 的事项")
    return _item(base, held)


def units(base: KnowledgeBase, limit: int = USUAL, offset: int = 0) -> Json:
    """Every unit with the numbers of its duties, those with most duties first."""
    views = list(base.views.values())
    found = [
        _builtins(view.unit)
        | {"leads": len(view.leads), "supports": len(view.supports), "responsible": len(view.responsible)}
        | {"quotes": _builtins(_of_unit(base, view.unit.id))}
        for view in views[offset : offset + limit]
    ]
    return _page(found, len(views), limit, offset)


def unit(base: KnowledgeBase, name: str) -> Json:
    """What one unit leads, supports and answers for. `name` in any form (区住建局, 住建局) or an id."""
    view = base.views[_unit_id(base, name)]
    return {
        "unit": _builtins(view.unit),
        "leads": list(view.leads),
        "supports": list(view.supports),
        "responsible": list(view.responsible),
        "through_groups": list(dict.fromkeys(held.item for held in view.through_groups)),
        "partners": [{"unit": held.unit, "items": list(held.items)} for held in view.partners],
        "quotes": _builtins(_of_unit(base, view.unit.id, every=True)),
    }


def targets(
    base: KnowledgeBase,
    unit: str | None = None,
    year: int | None = None,
    q: str | None = None,
    limit: int = USUAL,
    offset: int = 0,
) -> Json:
    """Numeric targets, those of a unit (that leads or is responsible), of a year, with `q` in the indicator."""
    wanted = _unit_id(base, unit) if unit else None
    found: list[tuple[Item, Target]] = [
        (item, target)
        for item in base.items.values()
        if wanted is None or any(duty.unit == wanted and duty.role != "support" for duty in item.duties)
        for target in item.targets
        if (year is None or target.year == year) and (q is None or q in target.indicator)
    ]
    page = [
        {"item": item.id, **_builtins(target), "quotes": _builtins([_quote(base, item, target.span)])}
        for item, target in found[offset : offset + limit]
    ]
    return _page(page, len(found), limit, offset)


def plans(base: KnowledgeBase, limit: int = USUAL, offset: int = 0) -> Json:
    """The plans of the knowledge base and the documents they were read from."""
    held = [
        _builtins(record.plan)
        | {"source": _builtins(record.source), "items": len(record.items)}
        | {"quotes": _builtins(_of_plan(base, record))}
        for record in base.records.values()
    ]
    return _page(held[offset : offset + limit], len(held), limit, offset)


def _page(results: list[Json], total: int, limit: int, offset: int) -> Json:
    after = offset + limit
    return {"total": total, "offset": offset, "next": after if after < total else None, "results": results}


def _item(base: KnowledgeBase, held: Item) -> Json:
    spans = [
        held.span,
        *(d.span for d in held.duties),
        *(d.span for d in held.deadlines),
        *(t.span for t in held.targets),
    ]
    quotes = [_quote(base, held, span) for span in dict.fromkeys(spans) if span[0] < span[1]]
    made: Json = _builtins(held) | {"plan": base.plan_of[held.id], "quotes": _builtins(quotes)}
    return made


def _quote(base: KnowledgeBase, held: Item, span: Span) -> AnswerQuote:
    return base.quote(base.plan_of[held.id], span, held.id)


def _of_hit(base: KnowledgeBase, hit: Hit) -> list[AnswerQuote]:
    if hit.type == "unit":
        return _of_unit(base, hit.id)
    if hit.type == "text" or hit.item is None:
        return [base.quote(hit.plan, _line(base.records[hit.plan], hit.id))]
    held = base.items[hit.item]
    if hit.type == "target":
        return [_quote(base, held, held.targets[int(hit.id.rpartition("-")[2]) - 1].span)]
    return [_quote(base, held, held.span)]


def _of_plan(base: KnowledgeBase, record: Record) -> list[AnswerQuote]:
    """Where the document says its title or number; its first line where the title is broken over lines."""
    said = (words for words in (record.plan.title, record.plan.document_number) if words)
    places = [(at, at + len(words)) for words in said if (at := record.text.find(words)) >= 0]
    first = next((line for line in record.text.split("\n") if line.strip()), "")
    start = record.text.find(first)
    return [base.quote(record.plan.id, span) for span in places or [(start, start + len(first))] if span[0] < span[1]]


def _line(record: Record, id: str) -> Span:
    """Span of the line that an entry of the text is."""
    number = int(id.rpartition("line-")[2].partition(".")[0])
    lines = record.text.split("\n")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    return (start, start + len(lines[number - 1]))


def _of_unit(base: KnowledgeBase, id: str, *, every: bool = False) -> list[AnswerQuote]:
    """Where the plans name the unit: the first place, or every one."""
    found = (_quote(base, item, duty.span) for item in base.items.values() for duty in item.duties if duty.unit == id)
    return list(found) if every else [quote for quote in [next(found, None)] if quote]


def _unit_id(base: KnowledgeBase, name: str) -> str:
    if name in base.views:
        return name
    found = base.unit(checked_query(name))
    if found is None:
        raise NotKnown(f"没有叫“{shown(name)}”的单位，或不止一个", advice="请写全称或编号")
    return found.id


def _builtins(value: msgspec.Struct | Sequence[msgspec.Struct]) -> Any:
    return msgspec.to_builtins(value)
