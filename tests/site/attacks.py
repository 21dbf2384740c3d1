"""A workspace whose every word is an attack: read from hostile plans and hand-written files, and put into each field.

The words are those of tests/cases/attacks.yaml. What a reader would let through depends on the reader; so beside what is
read, the fields of the records themselves are poisoned (`poisoned`), as if any of them could hold anything.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from graph.checks import findings_of
from kb import schema
from kb.schema import Record

CASES = Path(__file__).resolve().parents[1] / "cases"
ATTACKS: tuple[str, ...] = tuple(
    one["text"] for one in yaml.safe_load((CASES / "attacks.yaml").read_text(encoding="utf-8"))
)
PRINTABLE = tuple(one for one in ATTACKS if one.isprintable())
"""What files that people write, and texts, may hold: a control in them is refused by name."""
WIDE = ("无空白" * 90, "https://127.0.0.1/" + "a" * 300, "_" * 200)
"""Words that no line may break by itself: a page must not grow wider for them."""
HOSTILE = ("inj.txt", "inj.docx", "inj.xlsx", "xss-tasks-page.txt", "control-char-bel.txt", "control-char-entity.html")
FREE: dict[type[Struct], tuple[str, ...]] = {
    schema.Plan: ("title", "document_number", "index_number", "issuer", "region"),
    schema.Source: ("name", "media_type", "encoding"),
    schema.Duty: ("mention",),
    schema.Deadline: ("text",),
    schema.Target: ("indicator", "unit", "per", "commitment", "text"),
    schema.Locator: ("part", "heading", "sheet", "cell"),
    schema.Item: ("path", "title", "text"),
    schema.ItemCell: ("header", "text"),
    schema.Unit: ("name", "full_name", "aliases"),
    schema.Link: ("words", "reasons"),
    schema.Issue: ("message",),
    schema.Repair: ("alternatives",),
}
"""The fields that may hold any words; all others are ids, dates, one of a few words, or count characters of the text."""


def poisoned(record: Record, words: Iterator[str]) -> Record:
    """The record with an attack at the end of every free field; the same words get the same one, what is null stays so."""
    given: dict[str, str] = {}
    of_cells = itertools.cycle(ATTACKS)  # mostly said elsewhere too: they must not use up the words of what is shown

    def worse(text: str, source: Iterator[str]) -> str:
        return given.setdefault(text, text + next(source))

    def of(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(of(one) for one in value)
        if not isinstance(value, Struct):
            return value
        free = FREE.get(type(value), ())
        source = of_cells if isinstance(value, schema.ItemCell) else words
        changed = {
            name: free_of(getattr(value, name), source) if name in free else of(getattr(value, name))
            for name in value.__struct_fields__
        }
        return replace(value, **changed)

    def free_of(value: Any, source: Iterator[str]) -> Any:
        if isinstance(value, tuple):
            return tuple(worse(one, source) for one in value)
        return None if value is None else worse(value, source)

    held: Record = of(record)
    return held


def plan(number: int, words: tuple[str, ...]) -> str:
    """A plan in which each of the words stands in a measure and in a row of the table, every other one in a unit's name.

    Each unit is a page: with all of them the tests would take twice as long and see the same.
    """
    held = itertools.cycle(words)
    lines = [f"清河区{words[0]}三年行动计划（2024—2026年）", "", f"清政办发〔2024〕{number}号", "", "一、工作目标"]
    lines += [f"到2026年，{next(held)}改造小区达到120个，{next(held)}覆盖率达到95%以上。", "", "二、主要任务"]
    for place, one in enumerate(words, 1):
        unit = f"区{one}局" if place % 2 else "区水利局"
        lines.append(f"{place}．推进{one}改造。2025年底前完成。（牵头单位：区住建局；配合单位：{unit}）")
    lines += ["", "附件", f"责任分解表{next(held)}", "序号\t工作任务\t牵头单位\t配合单位\t完成时限"]
    for place, one in enumerate(words, 1):
        one = " ".join(one.split())
        unit = f"区{one}局" if place % 2 else "区水利局"
        lines.append(f"{place}\t推进{one}管网改造\t区住建局\t{unit}、区财政局\t2025年12月")
    return "\n".join(lines) + "\n"


def workspace(folder: Path) -> Path:
    """Write the workspace into `folder`; plans whose folder begins with `worse` are to be poisoned when they are read."""
    for number, name in enumerate(HOSTILE):
        _put(folder, f"hostile-{number}", CASES / "hostile" / name)
    half = len(PRINTABLE) // 2
    for number, words in enumerate((PRINTABLE[:half], PRINTABLE[half:]), 1):
        _put(folder, f"words-{number}").joinpath("source.txt").write_text(plan(number, words), encoding="utf-8")
    worse = _put(folder, "worse-1")
    (worse / 'source."><zx-evil zx=1>.txt').write_text(plan(91, tuple("甲乙丙丁戊己庚辛壬癸")), encoding="utf-8")
    for number, name in enumerate(("project-table", "yearly-targets"), 2):
        _put(folder, f"worse-{number}", CASES.parent / "plans" / name / "source.html")
    (worse / "corrections.yaml").write_text(_yaml(corrections=_corrections()), encoding="utf-8")
    (folder / "units.yaml").write_text(_yaml(**_units()), encoding="utf-8")
    settings = {"title": "责任</title><script>zx(1)</script>图谱", "region": '清河区"><zx-evil zx=1>'}
    told = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items()]
    (folder / "zeren.toml").write_text("\n".join(told), encoding="utf-8")
    return folder


def reader(read: Callable[..., Record]) -> Callable[..., Record]:
    """The reader of plans that poisons the records of the plans meant for it, and sets every other finding aside."""

    def poisoning(source: Path, **named: Any) -> Record:
        record = read(source, **named)
        # The files of tests/cases/hostile share one number: zeren would take them for one plan.
        record = replace(record, plan=replace(record.plan, document_number=f"清政办发〔2024〕{record.plan.id}号"))
        if not record.plan.id.startswith("worse"):
            return record
        first = 17 * int(record.plan.id[-1])  # an attack that is cut short or not shown in one plan is whole in another
        words = (*ATTACKS[first:], *WIDE, *ATTACKS[:first])
        worse = poisoned(record, itertools.cycle(words))
        reasons = zip(findings_of(worse, {})[::2], itertools.cycle(PRINTABLE), strict=False)
        rows = [{"finding": one.id, "reason": reason} for one, reason in reasons]
        source.with_name("dismissed.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
        return worse

    return poisoning


def _put(folder: Path, plan: str, source: Path | None = None) -> Path:
    own = folder / "plans" / plan
    own.mkdir(parents=True)
    if source:
        shutil.copy(source, own / f"source{source.suffix}")
    return own


def _yaml(**held: object) -> str:
    return str(yaml.safe_dump(held, allow_unicode=False, sort_keys=False))


def _corrections() -> list[dict[str, object]]:
    """A person writes attacks into the text itself: into a measure and into the table."""
    return [
        {"line": 8, "before": "甲", "after": "甲<img src=x onerror=zx(2)>", "nth": 1, "note": "<script>zx(1)</script>"},
        {"line": 9, "before": "乙", "after": '乙"><zx-evil zx=1>', "nth": 1},
    ]


def _units() -> dict[str, list[dict[str, object]]]:
    names = list(PRINTABLE)
    units: list[dict[str, object]] = [
        {
            "name": f"区{name}局",
            "id": f"x/attack{place}",
            "full_name": f"清河区{names[place - 1]}局",
            "aliases": [f"{name}办"],
        }
        for place, name in enumerate(names)
    ]
    became = [{"from": "区住建局", "to": [names[0] + "局", names[4] + "局"], "basis": names[3], "part": names[2]}]
    groups = [{"name": "各镇街", "members": ["区住建局", "区" + names[1] + "局"]}]
    return {"units": units, "groups": groups, "successions": became}
