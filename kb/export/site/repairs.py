"""A plan's page of repairs for a person to check: what is open, what is inferred, what was corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from kb.export.site import addresses, source
from kb.export.site.page import SitePage, render
from kb.export.site.source_places import place_of
from kb.lines import line_of
from kb.schema import Record, Repair

_CONTEXT = 18
"""Characters shown before and after a repair."""


class ShownRepair(Struct, frozen=True, kw_only=True):
    """A repair with the words around it, and the line of `corrections.yaml` that would replace it."""

    repair: Repair
    before: str
    here: str
    after: str
    line: int
    href: str
    correction: str


class RepairGroup(Struct, frozen=True, kw_only=True):
    """Repairs under one heading. `folded`: shown on demand."""

    name: str
    title: str
    about: str
    repairs: tuple[ShownRepair, ...]
    folded: bool = False


def page(record: Record) -> SitePage:
    """The page; those that most need an eye come first."""
    found = tuple(_shown(record))
    inferred = [one for one in found if one.repair.certainty == "inferred"]
    groups = (
        RepairGroup(
            name="unresolved",
            title="未能全部确定",
            about="确定不了的字在正文里留作“?”或保留残留的原样；请对照原件补上。",
            repairs=tuple(one for one in found if one.repair.certainty == "unresolved"),
        ),
        RepairGroup(
            name="inferred",
            title="推断，另有可能的读法",
            about="取了明显更可能的一种；其他读法列在右边。",
            repairs=tuple(one for one in inferred if one.repair.alternatives),
        ),
        RepairGroup(
            name="sure",
            title="推断，没有其他像样的读法",
            about="残留的字节容许别的字，但别的读法都不通。",
            repairs=tuple(one for one in inferred if not one.repair.alternatives),
            folded=True,
        ),
        RepairGroup(
            name="corrected",
            title="人工更正",
            about="由人核对后写在计划文件夹的 corrections.yaml 里，每次生成都有效。",
            repairs=tuple(one for one in found if one.repair.certainty == "corrected"),
        ),
    )
    title = f"文字修复：{record.plan.title}"
    return render("repairs", addresses.repairs(record.plan.id), title, record=record, groups=groups)


def _shown(record: Record) -> Iterator[ShownRepair]:
    """Every repair that a person may want to check, in the order of the text."""
    text = record.text
    seen: Counter[tuple[int, str]] = Counter()
    for (start, end), repair in source.repaired_spans(record.repairs):
        line = line_of(text, start)
        seen[line, repair.before] += 1
        if repair.certainty == "proved" or not source.visible(repair):
            continue
        yield ShownRepair(
            repair=repair,
            before=" ".join(text[max(0, start - _CONTEXT) : start].split()),
            here=text[start:end],
            after=" ".join(text[end : end + _CONTEXT].split()),
            line=line,
            href=place_of(record, (start, end)).href,
            correction=_correction(repair, line, seen[line, repair.before]),
        )


def _correction(repair: Repair, line: int, nth: int) -> str:
    """The line of `corrections.yaml` that names this place; its `after` is for a person to change."""
    before, after = (value.replace("'", "''") for value in (repair.before, repair.after))
    which = f", nth: {nth}" if nth > 1 else ""
    return f"- {{line: {line}, before: '{before}'{which}, after: '{after}'}}"
