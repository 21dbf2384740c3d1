"""The table of detectors: one row a detector, with its code, what it says and what it lowers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from kb.schema import Certainty, Duty, Issue, Item, Record, Severity, Span, Target
from parser.doubts import names, rows, words
from parser.doubts.names import Doubtful

_Value = TypeVar("_Value", Duty, Target)
_SHOWN = 40
"""Characters that a message quotes at the most."""


class Detector(NamedTuple):
    """One detector. `find` gives the item, the doubtful words and their place, in document order."""

    code: str
    """Of its issues; begins with `doubt-`."""
    severity: Severity
    message: str
    """Chinese, with `{}` for the doubtful words: what is doubtful and what to do."""
    find: Callable[[Record], Iterable[Doubtful]]


DETECTORS: tuple[Detector, ...] = (
    Detector("doubt-unread-statement", "warning", "“{}”像是写明了责任单位, 没有读进来, 请对照原文核对", words.unread_statement),
    Detector("doubt-unread-duty", "info", "“{}”像是写明了单位的职责, 没有列为事项, 请对照原文核对", words.unread_duty),
    Detector("doubt-unit-words", "warning", "单位名称“{}”里有不像名称的字 (标签、时间、规则或序号), 请对照原文核对", names.foreign_words),
    Detector("doubt-part-of-name", "warning", "“{}”可能是一个更长的单位名称的一部分, 请对照原文核对", names.part_of_name),
    Detector("doubt-unreadable-unit", "warning", "单位名称“{}”里有认不出的字, 请对照原文核对", names.unreadable),
    Detector("doubt-row-without-unit", "warning", "表里别的行都有责任单位, “{}”这一行没有, 请对照原文核对", rows.without_duty),
    Detector("doubt-unit-column", "info", "“{}”一列写的都是单位, 没有读成牵头、配合或责任单位, 请对照原文核对", rows.unread_units),
    Detector("doubt-row-numbers", "warning", "表的序号不连续 ({}), 中间可能缺行, 请对照原文核对", rows.numbers_jump),
    Detector("doubt-joined-rows", "warning", "这一行里像是还有序号 {} 的一行, 请对照原文核对", rows.several_rows),
    Detector("doubt-many-leads", "info", "别的行只有一个牵头单位, 这一行有几个 ({}), 牵头与配合的界线请对照原文核对", rows.many_leads),
    Detector("doubt-indicator", "warning", "指标名称“{}”里还有数值, 请对照原文核对", words.figures_in_indicator),
)  # fmt: skip
"""In the order in which their issues stand in the record."""


def doubted(record: Record) -> Record:
    """The record with the issues of all detectors, and the values that they doubt no longer called certain."""
    found = [(detector, *doubt) for detector in DETECTORS for doubt in detector.find(record)]
    if not found:
        return record
    places = {(item.id, span) for _, item, _, span in found if item}
    issues = tuple(
        Issue(
            code=one.code,
            severity=one.severity,
            message=one.message.format(_short(said)),
            item=item.id if item else None,
            span=span,
        )
        for one, item, said, span in found
    )
    items = tuple(_lowered(item, places) for item in record.items)
    return replace(record, items=items, issues=(*record.issues, *issues))


def _short(said: str) -> str:
    said = "".join(said.split())
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _lowered(item: Item, places: set[tuple[str, Span]]) -> Item:
    """The item, its duties and targets inferred where a detector doubts them."""
    duties: tuple[Duty, ...] = tuple(_less_sure(duty, item.id, places) for duty in item.duties)
    targets: tuple[Target, ...] = tuple(_less_sure(target, item.id, places) for target in item.targets)
    return replace(item, duties=duties, targets=targets)


def _less_sure(value: _Value, item: str, places: set[tuple[str, Span]]) -> _Value:
    unsure: Certainty = "inferred"
    return replace(value, certainty=unsure) if (item, value.span) in places else value
