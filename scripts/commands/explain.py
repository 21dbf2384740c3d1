"""`zeren explain`: the document as the machine saw it, every finding coloured and named where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.text import Text

from kb import wording
from kb.schema import Certainty, Record, Region, Role, Span
from scripts import screen
from scripts.commands.extract import read
from scripts.reading import run_apart

_ITEM = "bold"
_NAME = "italic dim"
_DEADLINE = "bold magenta"
_TARGET = "bold yellow"
_ROLE: dict[Role, str] = {"lead": "bold red", "support": "bold blue", "responsible": "bold green"}
_REGION = {"heading": "bold cyan", "front_matter": "cyan", "boilerplate": "dim"}
_REGION_NAMES = {"heading": "标题", "front_matter": "文首", "boilerplate": "页面杂项"}


class PaintedSpan(Struct, frozen=True):
    """A stretch of the text: where, how it is painted, and what it is called. An empty name is not printed."""

    span: Span
    style: str
    name: str


def explain_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="计划原文件")],
) -> None:
    """显示原文, 并为每一处识别结果着色和命名: 单位、时限、指标、标题、页面杂项。"""
    record = run_apart(read, file, where=str(file))
    screen.out().print(legend(), soft_wrap=True)
    screen.out().print(painted(record), soft_wrap=True)
    screen.out().print(legend(), soft_wrap=True)


def legend() -> Text:
    """What the colours mean."""
    shown = Text("图例: ")
    roles = [(wording.ROLES[role], style) for role, style in _ROLE.items()]
    regions = [(_REGION_NAMES[kind], style) for kind, style in _REGION.items()]
    for name, style in (("▶事项", _ITEM), *roles, ("时限", _DEADLINE), ("指标", _TARGET), *regions):
        shown.append(name, style).append("  ")
    return shown.append("‹名称›", _NAME).append(" 写在识别结果之后, * 表示不是原文明示").append("\n")


def painted(record: Record) -> Text:
    """The record's text in its colours, with the name of every finding behind it and of every item before it."""
    text = Text(record.text)
    notes: dict[int, list[tuple[str, str]]] = {}
    for finding in painted_spans(record):
        start, end = finding.span
        text.stylize(finding.style, start, end)
        if finding.name and end > start:
            notes.setdefault(end, []).append((f"‹{finding.name}›", _NAME))
    for item in record.items:
        notes.setdefault(item.span[0], []).append((f"▶{wording.item_label(item)} ", _ITEM))
    places = sorted(notes)
    shown = Text()
    for piece, place in zip(text.divide(places), (*places, None), strict=True):
        shown.append_text(piece)
        for note, style in dict.fromkeys(notes.get(place, ()) if place is not None else ()):
            shown.append(note, style)
    return shown


def painted_spans(record: Record) -> Iterator[PaintedSpan]:
    """Everything that was found, the wide before the narrow, so that the narrow is painted over it."""
    for region in record.regions:
        yield PaintedSpan(region.span, _REGION[region.kind], _region_name(region))
    for item in record.items:
        for target in item.stated_targets:
            name = f"指标 {target.indicator} {wording.amount(target).text}" + _doubt(target.certainty)
            yield PaintedSpan(target.span, _TARGET, name)
        for deadline in item.deadlines:
            name = f"时限 {wording.deadline(deadline).text}" + _doubt(deadline.certainty)
            yield PaintedSpan(deadline.span, _DEADLINE, name)
        for duty in item.duties:
            yield PaintedSpan(duty.span, _ROLE[duty.role], wording.ROLE_VERBS[duty.role] + _doubt(duty.certainty))


def _region_name(region: Region) -> str:
    """Headings are named; front matter and boilerplate are told by their colour, or each line would carry its name."""
    return _REGION_NAMES[region.kind] if region.kind == "heading" else ""


def _doubt(certainty: Certainty) -> str:
    return "" if certainty == "stated" else "*"
