"""`zeren check` and `zeren coverage` on a workspace built from small records."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from graph.build import build_graph
from graph.views import all_views
from kb.schema import Issue, Record
from kb.store import write_store
from scripts.zeren import run

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, seed_record: Record) -> Path:
    root = tmp_path_factory.mktemp("checked")
    (root / "plans" / seed_record.plan.id).mkdir(parents=True)
    (root / "build").mkdir()
    write_store([seed_record], all_views(build_graph([seed_record])), root / "build" / "kb.sqlite")
    return root


def test_findings_as_json_and_status(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["-C", str(workspace), "check", "--json"]) == 3
    found = json.loads(capsysbinary.readouterr().out)["findings"]
    assert {"code", "severity", "message", "plan", "items", "quotes", "dismissed"} <= set(found[0])
    assert found[0]["severity"] == "error" and found[0]["dismissed"] is None


def test_findings_for_people_and_as_excel(workspace: Path, capsys: Captured, tmp_path: Path) -> None:
    assert run(["-C", str(workspace), "check", "--xlsx", str(tmp_path / "a.xlsx")]) == 3
    assert "第507行" in capsys.readouterr().out
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"


def test_dismissing_needs_a_reason(workspace: Path, seed_record: Record, capsys: Captured) -> None:
    from graph.checks import findings_of

    errors = [one for one in findings_of(seed_record) if one.severity == "error"]
    assert run(["-C", str(workspace), "check", "--dismiss", errors[0].id]) == 2
    for arguments in (
        ["--dismiss", ""],
        ["--dismiss", " ", "--reason", "已核"],
        ["--reason", "已核"],
        ["--reason", ""],
    ):
        assert run(["-C", str(workspace), "check", *arguments]) == 2
    for one in errors:
        assert run(["-C", str(workspace), "check", "--dismiss", one.id, "--reason", "已核"]) == 0
    assert run(["-C", str(workspace), "check"]) == 0
    assert f"已排除 {len(errors)}" in capsys.readouterr().out


def test_what_was_set_aside_stays_so_when_the_plan_is_read_again(
    tmp_path: Path, seed: Path, seed_record: Record, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from graph.checks import findings_of
    from parser.pipeline import read_record

    (tmp_path / "plans" / seed_record.plan.id).mkdir(parents=True)
    one = next(one for one in findings_of(seed_record) if one.code == "target-baseline-differs")
    for record, arguments in ((seed_record, ["--dismiss", one.id, "--reason", "原件如此"]), (read_record(seed), [])):
        (tmp_path / "build").mkdir(exist_ok=True)
        (tmp_path / "build" / "kb.sqlite").unlink(missing_ok=True)
        write_store([record], all_views(build_graph([record])), tmp_path / "build" / "kb.sqlite")
        status = run(["-C", str(tmp_path), "check", *arguments])
        assert status == (0 if arguments else 3)
    capsysbinary.readouterr()
    run(["-C", str(tmp_path), "check", "--json"])
    found = {held["id"]: held["dismissed"] for held in json.loads(capsysbinary.readouterr().out)["findings"]}
    assert found[one.id] == "原件如此"


def test_unknown_plan(workspace: Path) -> None:
    assert run(["-C", str(workspace), "check", "nothing"]) == 2
    assert run(["-C", str(workspace), "coverage", "nothing"]) == 2


def test_coverage(workspace: Path, seed_record: Record, capsys: Captured) -> None:
    assert run(["-C", str(workspace), "coverage", seed_record.plan.id]) == 0
    assert "表格行" in capsys.readouterr().out


def test_links(workspace: Path, seed_record: Record, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["-C", str(workspace), "links", seed_record.plan.id]) == 0
    assert (
        "引用: 《湖州市危险废物和污泥集中处置设施建设规划(2016-2020年)》  未收录"
        in capsysbinary.readouterr().out.decode()
    )
    assert run(["-C", str(workspace), "links", seed_record.plan.id, "--json"]) == 0
    assert {"plan", "links", "references", "shared"} == set(json.loads(capsysbinary.readouterr().out))
    assert run(["-C", str(workspace), "links", "nothing"]) == 2


def test_load(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["-C", str(workspace), "load"]) == 0
    assert "只配合不牵头" in capsysbinary.readouterr().out.decode()
    assert run(["-C", str(workspace), "load", "--json"]) == 0
    assert {"units", "never_lead", "pairs", "without_lead"} == set(json.loads(capsysbinary.readouterr().out))


def test_doubts_of_reading_are_counted_listed_on_demand_and_stale_corrections_always(
    tmp_path: Path, seed_record: Record, capsys: Captured
) -> None:
    stale = Issue(code="stale-correction", severity="warning", message="第3行找不到“区财政所”, 更正“区财政局”未生效")
    record = replace(seed_record, issues=(*seed_record.issues, stale))
    (tmp_path / "plans" / record.plan.id).mkdir(parents=True)
    (tmp_path / "build").mkdir()
    write_store([record], all_views(build_graph([record])), tmp_path / "build" / "kb.sqlite")
    run(["-C", str(tmp_path), "check"])
    short = capsys.readouterr().out
    assert "找不到“区财政所”" in short and f"读取时的疑点: 待核 {_count(record, 'warning')}" in short
    run(["-C", str(tmp_path), "check", "--info"])
    assert sum(f"[{record.plan.id}]" in line for line in capsys.readouterr().out.splitlines()) >= len(record.issues)


def _count(record: Record, severity: str) -> int:
    return sum(issue.severity == severity for issue in record.issues)


def test_doubts_of_reading_as_json(
    workspace: Path, seed_record: Record, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(["-C", str(workspace), "check", "--json"])
    told = json.loads(capsysbinary.readouterr().out)["issues"]
    assert len(told) == len(seed_record.issues)
    assert told[0] == {"plan": seed_record.plan.id, **json.loads(msgspec.json.encode(seed_record.issues[0]))}
