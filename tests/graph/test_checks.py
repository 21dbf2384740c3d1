"""Checks: cases as data, laws, and findings that a person set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from graph.checks import CHECKS, findings_of, read_dismissals, with_dismissal
from graph.links import link_items
from kb.errors import WorkspaceError
from kb.schema import Deadline, Duty, Issue, Item, Link, Locator, Plan, Record, Source, Target, Unit
from kb.views import Finding

_CASES = Path(__file__).resolve().parents[1] / "cases" / "checks"
_PARTS = {"goal": "正文", "measure": "正文", "task": "附件1", "project": "附件2"}
_ROLES = (("leads", "lead"), ("supports", "support"), ("responsible", "responsible"))


def _load(name: str) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = yaml.safe_load((_CASES / name).read_text(encoding="utf-8"))
    return held


def _record(case: dict[str, Any]) -> Record:
    """The plan that the case describes; see the head of synthetic.yaml."""
    text, items, units = case.get("before", ""), [], {}
    for place, row in enumerate(case["items"], 1):
        start = len(text)
        text += row["text"] + "\n"
        duties = []
        for field, role in _ROLES:
            for mention in row.get(field, ()):
                id = f"x/{case.get('same', {}).get(mention, mention)}"
                duties.append(Duty(role=role, unit=id, mention=mention, span=(len(text), len(text) + len(mention))))
                text += mention + row.get("between", "\n")
                units[id] = replace(_UNIT, id=id, name=mention, **case.get("units", {}).get(mention, {}))
        text = text.removesuffix(row.get("between", "\n")) + row.get("tail", "") + "\n\n"
        items.append(_item(row, place, start, text, tuple(duties)))
    plan = Plan(**{"id": "x", "title": "甲区行动计划", "start_year": 2018, "end_year": 2035} | case.get("plan", {}))
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    links = tuple(
        Link(source=items[one - 1].id, target=items[other - 1].id, kind=kind, score=0.9, reasons=tuple(reasons))
        for one, other, kind, reasons in case.get("links", ())
    )
    issues = tuple(
        Issue(code=code, severity="warning", message=words, span=(text.index(words), text.index(words) + len(words)))
        for code, words in case.get("issues", ())
    )
    held = tuple(units.values())
    return Record(plan=plan, source=source, text=text, items=tuple(items), units=held, links=links, issues=issues)


_UNIT = Unit(id="x", name="", kind="department", level="district", reviewed=True)


def _item(row: dict[str, Any], place: int, start: int, text: str, duties: tuple[Duty, ...]) -> Item:
    words, kind = row["text"], row["kind"]
    whole = (start, start + len(words))
    targets = tuple(Target(**{"kind": "level", "text": words, "span": whole} | held) for held in row.get("targets", ()))
    deadlines = []
    for said, relation, end in row.get("deadlines", ()):
        begin = start + words.rindex(said)
        deadlines.append(Deadline(text=said, relation=relation, end=end, span=(begin, begin + len(said))))
    table = kind in ("task", "project") and not row.get("prose")
    return Item(
        id=f"x/{kind}-{place}",
        kind=kind,
        number=row["number"],
        title=row.get("title"),
        path=tuple(row.get("path", ())),
        text=words,
        duties=duties,
        deadlines=tuple(deadlines),
        targets=targets,
        span=(start, len(text)),
        locator=Locator(part=_PARTS[kind], row=place if table else None),
    )


@pytest.mark.parametrize("case", _load("synthetic.yaml"), ids=lambda case: f"{case['code']}-{case['found']}")
def test_synthetic(case: dict[str, Any]) -> None:
    found = [one for one in findings_of(_record(case)) if one.code == case["code"]]
    assert len(found) == case["found"], [one.message for one in found]


def test_every_check_has_cases_that_find_and_cases_that_do_not() -> None:
    found: dict[str, set[bool]] = {}
    for case in _load("synthetic.yaml"):
        found.setdefault(case["code"], set()).add(bool(case["found"]))
    assert {check.code: {True, False} for check in CHECKS} == found


@pytest.fixture(scope="module")
def record(seed_record: Record) -> Record:
    return replace(seed_record, links=link_items(seed_record))


@pytest.fixture(scope="module")
def found(record: Record) -> tuple[Finding, ...]:
    return findings_of(record)


@pytest.mark.parametrize("case", _load("wuxing.yaml"), ids=lambda case: f"{case['code']}: {case['quotes'][0]}")
def test_the_plan_of_the_repository(case: dict[str, Any], found: tuple[Finding, ...], record: Record) -> None:
    items = [f"{record.plan.id}/{item}" for item in case.get("items", ())]
    for one in found:
        said = [quote.text for quote in one.quotes]
        shows = all(any(words in text for text in said) for words in case["quotes"])
        if one.code == case["code"] and shows and ("items" not in case or list(one.items) == items):
            return
    pytest.fail(f"not found: {case}")


def test_findings_hold_the_words_of_the_record(found: tuple[Finding, ...], record: Record) -> None:
    for one in found:
        assert one.quotes and one.message
        for quote in one.quotes:
            assert "".join(record.text[slice(*quote.span)].split()).startswith(quote.text)


def test_the_same_findings_every_time(found: tuple[Finding, ...], record: Record) -> None:
    assert findings_of(record) == found
    assert len({one.id for one in found}) == len(found)


def test_a_finding_set_aside_stays_visible(found: tuple[Finding, ...], record: Record, tmp_path: Path) -> None:
    file = tmp_path / "dismissed.yaml"
    assert read_dismissals(file) == {}
    file.write_bytes(with_dismissal(file, found[0].id, "原件如此"))
    again = findings_of(record, read_dismissals(file))
    assert [one.id for one in again] == [one.id for one in found]
    assert [one.dismissed for one in again if one.dismissed] == ["原件如此"]


def test_what_a_person_wrote_between_the_findings_stays(tmp_path: Path) -> None:
    file = tmp_path / "dismissed.yaml"
    file.write_text(
        "# 会议上定的\n- finding: b\n  reason: 原件如此 # 张三核\n\n- {finding: a, reason: 已核}\n", encoding="utf-8"
    )
    file.write_bytes(with_dismissal(file, "c", "分阶段: 先“甲”\n后乙"))
    file.write_bytes(with_dismissal(file, "a", "再核"))
    text = file.read_text(encoding="utf-8")
    assert "# 会议上定的" in text and "# 张三核" in text
    assert read_dismissals(file) == {"b": "原件如此", "a": "再核", "c": "分阶段: 先“甲”\n后乙"}
    file.write_text("# 还没有\n", encoding="utf-8")
    file.write_bytes(with_dismissal(file, "d", "x"))
    assert file.read_text(encoding="utf-8").startswith("# 还没有\n") and read_dismissals(file) == {"d": "x"}


def test_a_list_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "dismissed.yaml"
    file.write_text("- finding: a\n", encoding="utf-8")
    with pytest.raises(WorkspaceError):
        read_dismissals(file)


def test_every_check_has_a_page_of_its_own_words(root: Path) -> None:
    guide = (root / "docs" / "guide" / "checks.md").read_text(encoding="utf-8")
    for check in CHECKS:
        assert f"`{check.code}`" in guide and check.title in guide, check.code
