"""Across plans: the documents that a plan names, found among the plans or left open, and indicators that several plans set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.checks.targets import indicator_key
from graph.checks.vocabulary import vocabulary
from graph.clauses import folded
from kb.schema import Item, Record, Span
from kb.views import Reference, SharedIndicator
from kb.vocabulary import any_of

# 《…规划(2016-2020年)》, with the number that may follow: 《…的通知》(国办发〔2018〕104号)
_NAMED = re.compile(
    r"《(?P<title>[^《》]{2,80})》(?:\s*[(（](?P<number>[^()（）\n]{2,12}[〔\[](?:19|20)\d\d[〕\]]\s*\d+\s*号)[)）])?"
)
_NUMBER = re.compile(r"(?P<number>[一-鿿]{2,8}[〔\[](?:19|20)\d\d[〕\]]\s*\d+\s*号)")
# Words before a number that are none of it: 依据丙政发…, …的通知渝府发…
_LEADING = re.compile(rf"(?:.*{any_of(vocabulary().before_numbers)})?")
_LETTERS = re.compile(
    rf"([一-鿿]{{1,5}}{any_of(vocabulary().number_letters)}?)?[〔\[(（]?((?:19|20)\d\d)[〕\])）]?(\d+)号"
)
_PERIOD = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]$")
# 关于印发《…》的通知 carries the document that it prints.
_CARRIER = re.compile(r"^.*?关于印发(.*)的通知$")


def references_of(records: Iterable[Record]) -> tuple[Reference, ...]:
    """Every document that a plan names by title or number, once a plan, in the order of the plans and their texts.

    `target` is the plan that it is; null for a document that is no plan of the knowledge base. A plan's own title and
    number are no references.
    """
    held = tuple(records)
    titles = {_title(record.plan.title): record.plan.id for record in held}
    numbers = {_digits(record.plan.document_number): record.plan.id for record in held if record.plan.document_number}
    return tuple(reference for record in held for reference in _of_plan(record, titles, numbers))


def _of_plan(record: Record, titles: dict[str, str], numbers: dict[str, str]) -> Iterator[Reference]:
    seen: set[str] = set()
    for title, number, span in _named(record.text):
        target = (numbers.get(_digits(number)) if number else None) or (titles.get(_title(title)) if title else None)
        key = _title(title) if title else _digits(number)
        if key in seen or target == record.plan.id:
            continue
        seen |= {key, _digits(number)} if number else {key}
        yield Reference(
            plan=record.plan.id,
            item=_item_at(record, span),
            title=title,
            document_number=number,
            span=span,
            target=target,
        )


def _named(text: str) -> Iterator[tuple[str, str, Span]]:
    """(title, number, span) of every named document, either of the two empty, by place."""
    found: list[tuple[str, str, Span]] = []
    inside: list[Span] = []
    for match in _NAMED.finditer(text):
        inside.append(match.span())
        found.append(("".join(match["title"].split()), "".join((match["number"] or "").split()), match.span()))
    for match in _NUMBER.finditer(text):
        if not any(low <= match.start() < high for low, high in inside):
            leading = _LEADING.match(match["number"])
            low = match.start() + (leading.end() if leading else 0)
            found.append(("", "".join(text[low : match.end()].split()), (low, match.end())))
    yield from sorted(found, key=lambda one: one[2])


def _title(title: str) -> str:
    """The title as it is compared: without the notice that carries it and without its period."""
    bare = _PERIOD.sub("", folded(title))
    return _PERIOD.sub("", _CARRIER.sub(r"\1", bare).strip("《》")) or bare


def _digits(number: str) -> str:
    """A document number as it is compared: 渝府发[2021]22号 and 渝府发〔2021〕22号 are one; words before it are none of it.

    >>> _digits("的通知渝府发〔2021〕22号") == _digits("渝府发[2021]22 号")
    True
    """
    match = _LETTERS.search("".join(number.split()))
    return f"{(match[1] or '')[-3:]}{match[2]}-{int(match[3])}" if match else number


def _item_at(record: Record, span: Span) -> str:
    held: list[Item] = [item for item in record.items if item.span[0] <= span[0] and span[1] <= item.span[1]]
    smallest = min(held, key=lambda item: item.span[1] - item.span[0], default=None)
    return smallest.id if smallest else ""


def shared_indicators(records: Iterable[Record]) -> tuple[SharedIndicator, ...]:
    """Indicators that at least two plans set a target for, by name as first written; items in the order of the plans."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for record in records:
        for item in record.items:
            for target in item.stated_targets:
                key = indicator_key(target.indicator)
                groups.setdefault(key, []).append((record.plan.id, item.id, target.indicator))
    found = []
    for key, held in groups.items():
        if len(key) > 2 and len({plan for plan, _, _ in held}) > 1:
            items = tuple(dict.fromkeys(item for _, item, _ in held))
            found.append(SharedIndicator(indicator=held[0][2], items=items))
    return tuple(found)
