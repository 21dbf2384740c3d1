"""The straight line: read -> repair -> blocks -> parts -> layouts -> extract. One document in, one plan record out."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from msgspec.structs import replace

from kb.errors import NoPlanError
from kb.schema import Issue, Record, Region
from kb.units import Registry, issuer_of, load_registry
from parser.coverage import measure
from parser.cut.blocks import blocks_of
from parser.document import Block, Document
from parser.doubts import doubted
from parser.drafts import Draft
from parser.duties.rules import RULES_MOST, Rules, apply_rules, find_rules
from parser.extract.pipeline import Context
from parser.items import ItemReader
from parser.layout import Layout, read_part
from parser.limits import check
from parser.parts.division import Part, split_parts
from parser.parts.front import read_plan, year_of_number
from parser.parts.genre import reports
from parser.read import read
from parser.repair import Correction, repair, repair_issues
from parser.repeats import join_repeats

_NOTES = 3
"""Notes of the reader that a refusal tells at the most."""


def read_record(
    path: Path,
    *,
    plan_id: str | None = None,
    corrections: tuple[Correction, ...] = (),
    registry: Registry | None = None,
) -> Record:
    """The record of the document in `path`; `plan_id` overrides the id derived from issuer and number.

    Raises `MissingFileError`, `UnreadableError`, or `NoPlanError` when the text holds no goal, measure, task or project.
    """
    return record_of(read(path), plan_id=plan_id, corrections=corrections, registry=registry, where=str(path))


def record_of(
    document: Document,
    *,
    plan_id: str | None = None,
    corrections: tuple[Correction, ...] = (),
    registry: Registry | None = None,
    where: str = "",
) -> Record:
    """The record of a document already read. Raises `NoPlanError`."""
    repaired = repair(document.text, corrections)
    text = repaired.text
    blocks = blocks_of(document, repaired)
    parts = split_parts(text, blocks)
    front = tuple(block for part in parts if part.kind == "front" for block in part.blocks)
    plan = read_plan(text, front, name=document.source.name, plan_id=plan_id)
    told = reports(plan.title)
    layouts = [
        (part, read_part(text, part, title=plan.title, since=plan.start_year, assigns=not told))
        for part in parts
        if part.kind in ("body", "annex")
    ]
    check("items", sum(len(layout.drafts) for _, layout in layouts), where or document.source.name)
    rules = find_rules(text)
    drafts = apply_rules(tuple(d for _, layout in layouts for d in layout.drafts), rules.kept)
    context = Context(
        issued_on=plan.issued_on,
        start_year=plan.start_year,
        end_year=plan.end_year,
        title=plan.title,
        reports=told,
        number_year=year_of_number(plan.document_number),
    )
    reader = ItemReader(plan.id, context, issuer_of(plan), registry or load_registry(), repaired, document.unsure)
    items = join_repeats([reader.item(_on_page(draft, blocks)) for draft in drafts])
    if not items:
        known = "; ".join(document.notes[:_NOTES])
        raise NoPlanError(
            "没有找到目标、措施、任务或项目" + (f" ({known})" if known else ""),
            where=where or document.source.name,
            advice="请确认文件是工作计划或方案的全文",
        )
    regions = _regions(parts, layouts)
    pieces = [span for draft in drafts for span in draft.pieces]
    record = Record(
        plan=plan,
        source=document.source,
        text=text,
        items=tuple(items),
        units=reader.units(),
        issues=(
            *_notes(document),
            *repair_issues(repaired),
            *_layout_issues(layouts),
            *_rule_issues(rules),
            *reader.issues,
        ),
        repairs=repaired.repairs,
        regions=regions,
        coverage=measure(text, pieces, regions),
    )
    return doubted(record)


def _on_page(draft: Draft, blocks: tuple[Block, ...]) -> Draft:
    """The draft with the page and sheet of the block that it begins in, where its layout has not told them."""
    index = bisect_right(blocks, draft.span[0], key=lambda block: block.span[0]) - 1
    place, block = draft.locator, blocks[max(index, 0)]
    if place.page is not None or (block.page is None and block.sheet is None):
        return draft
    return replace(draft, locator=replace(place, page=block.page, sheet=place.sheet or block.sheet, box=block.box))


def _regions(parts: tuple[Part, ...], layouts: list[tuple[Part, Layout]]) -> tuple[Region, ...]:
    found = [
        Region(kind="boilerplate" if part.kind == "boilerplate" else "front_matter", span=block.span)
        for part in parts
        if part.kind in ("boilerplate", "front")
        for block in part.blocks
    ]
    found += [Region(kind="heading", span=span) for _, layout in layouts for span in layout.headings]
    return tuple(sorted(set(found), key=lambda r: r.span))


def _notes(document: Document) -> list[Issue]:
    """What the reader left out or doubts, for the people who check the plan."""
    return [Issue(code="reading-note", severity="info", message=note) for note in document.notes]


def _rule_issues(rules: Rules) -> list[Issue]:
    """One issue for all sentences that rule the whole document and are more than are applied."""
    if not rules.beyond:
        return []
    message = f"全文适用的规定(如“下同”)多于{RULES_MOST}条,从这里起的{len(rules.beyond)}条没有用到各项任务上,请核对各项的责任单位"
    return [Issue(code="rules-beyond", severity="warning", message=message, span=rules.beyond[0])]


def _layout_issues(layouts: list[tuple[Part, Layout]]) -> list[Issue]:
    return [
        Issue(code=doubt.code, severity=doubt.severity, message=doubt.message, span=doubt.span)
        for _, layout in layouts
        for doubt in layout.doubts
    ]
