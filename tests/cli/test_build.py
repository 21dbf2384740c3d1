"""`zeren build`: from files to a site, all or nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kb.schema import Record
from kb.store import Store
from scripts.zeren import run

Captured = pytest.CaptureFixture[str]

PLAN = """{issuer}办公室关于印发{region}清洁行动计划的通知
{region}政办发〔2021〕{number}号
{region}清洁行动计划(2021-2023年)

一、主要任务

1.推行垃圾分类。到2022年,农村生活垃圾分类处理覆盖率达到100%。(牵头单位:区住建局;配合单位:区级有关部门)
"""


def text_of(region: str, number: int) -> bytes:
    return PLAN.format(issuer=f"{region}人民政府", region=region, number=number).encode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two plans, one of them a GBK file added by command, built once."""
    root = tmp_path_factory.mktemp("built")
    file = root / "来文.txt"
    file.write_bytes(text_of("乙区", 9).decode().encode("gb18030"))
    assert run(["init", str(root), "--title", "两区责任图谱"]) == 0
    assert run(["add", str(file), "--id", "yi-2021-9", "-C", str(root)]) == 0
    (root / "plans" / "jia-2021-7").mkdir()
    (root / "plans" / "jia-2021-7" / "source.txt").write_bytes(text_of("甲区", 7))
    assert run(["build", "-C", str(root)]) == 0
    return root


def test_everything_is_there(built: Path) -> None:
    assert (built / "site" / "index.html").is_file()
    assert sorted(path.name for path in (built / "build" / "records").iterdir()) == [
        "jia-2021-7.json",
        "yi-2021-9.json",
    ]
    assert (built / "build" / "graph.graphml").is_file()
    with Store(built / "build" / "kb.sqlite") as store:
        assert [record.plan.id for record in store.records()] == ["jia-2021-7", "yi-2021-9"]
    assert not list(built.glob(".zeren-*"))


def test_what_was_built_answers(built: Path, capsys: Captured) -> None:
    assert run(["lead", "垃圾分类", "--json", "-C", str(built)]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert {held["mention"] for hit in hits for held in hit["leads"]} == {"区住建局"}


def test_a_row_that_vanished_fails_the_build(
    tmp_path: Path, seed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    import parser.pipeline

    read = parser.pipeline.read_record

    def forgetful(*arguments: Any, **named: Any) -> Record:
        record = read(*arguments, **named)
        return replace(record, items=tuple(item for item in record.items if item.number != "57"))

    monkeypatch.setattr(parser.pipeline, "read_record", forgetful)
    shutil.copytree(seed.parent, tmp_path / "plans" / seed.parent.name)
    assert run(["build", "-C", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "57" in told and "没有读出来" in told and "Traceback" not in told
    assert not (tmp_path / "site").exists() and not (tmp_path / "build").exists()


def test_the_summary_says_where_to_look(built: Path, capsys: Captured) -> None:
    assert run(["build", "-C", str(built)]) == 0
    out = capsys.readouterr().out
    assert "计划" in out
    assert str(built / "site" / "index.html") in out


SURROUNDINGS = (
    {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "77"},
)


def test_the_same_plans_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """On another path, in another time zone and locale, under another hash seed."""
    seen = []
    for number, surroundings in enumerate(SURROUNDINGS):
        root = tmp_path / ("deep/" * number) / "w"
        shutil.copytree(built / "plans", root / "plans")
        environment = os.environ | surroundings | {"SOURCE_DATE_EPOCH": "1700000000"}
        command = [sys.executable, "-m", "scripts.zeren", "-C", str(root), "build"]
        assert subprocess.run(command, env=environment, capture_output=True).returncode == 0
        files = [path for path in sorted(root.glob("build/**/*")) + sorted(root.glob("site/**/*")) if path.is_file()]
        # Whoosh names the files of an index at random; what they answer is tested in tests/search.
        seen.append({str(p.relative_to(root)): p.read_bytes() for p in files if "build/index" not in p.as_posix()})
    assert seen[0].keys() == seen[1].keys()
    assert [name for name in seen[0] if seen[0][name] != seen[1][name]] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "bad"),
        (bytes(range(256)) * 64, "bad"),
        ("今天天气很好。\n".encode(), "bad"),
        (text_of("甲区", 7), "jia-2021-7"),
    ],
    ids=["empty", "binary", "no plan", "same plan twice"],
)
def test_a_failure_leaves_everything_as_it_was(
    built: Path, content: bytes, said: str, tmp_path: Path, capsys: Captured
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(built, root)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if {"build", "site"} & {*path.parts}}
    bad = root / "plans" / "bad" / "source.txt"
    bad.parent.mkdir()
    bad.write_bytes(content)
    assert run(["build", "--strict", "-C", str(root)]) == 1
    err = capsys.readouterr().err
    assert "plans/bad/source.txt" in err
    assert said in err
    assert "怎么办" in err
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not list(root.glob(".zeren-*"))


def test_all_bad_plans_are_told_at_once(built: Path, tmp_path: Path, capsys: Captured) -> None:
    root = tmp_path / "copy"
    shutil.copytree(built / "plans", root / "plans")
    for name in ("bad-1", "bad-2"):
        (root / "plans" / name).mkdir()
        (root / "plans" / name / "source.txt").write_bytes(b"")
    assert run(["build", "--strict", "-C", str(root)]) == 1
    err = capsys.readouterr().err
    assert "bad-1" in err
    assert "bad-2" in err


@pytest.mark.parametrize("name", ["source.txt", "corrections.yaml", "dismissed.yaml"])
def test_a_bad_plan_stands_as_it_last_was_and_is_told(built: Path, name: str, tmp_path: Path, capsys: Captured) -> None:
    root = tmp_path / "copy"
    shutil.copytree(built, root)
    plan, before = root / "plans" / "yi-2021-9", read_base(root)
    (plan / "dismissed.yaml").write_text("", encoding="utf-8")
    (plan / name).write_text("[", encoding="utf-8")
    new = root / "plans" / "bing-2021-8" / "source.txt"
    new.parent.mkdir()
    new.write_bytes(text_of("丙区", 8))
    (root / "plans" / "无文件").mkdir()
    assert run(["build", "-C", str(root)]) == 0
    out = capsys.readouterr().out
    assert f"plans/yi-2021-9/{name}" in out and "仍是上次生成的内容" in out and "怎么办" in out
    assert out.index("没有读入") < out.index("待核")
    after = read_base(root)
    assert after["yi-2021-9"] == before["yi-2021-9"] and {*after} == {"bing-2021-8", "jia-2021-7", "yi-2021-9"}
    page = (root / "site" / "checks" / "index.html").read_text(encoding="utf-8")
    assert f"plans/yi-2021-9/{name}" in page and "仍是上次生成的内容" in page and "无文件" in page
    assert str(root) not in page
    if name == "dismissed.yaml":
        assert run(["check", "-C", str(root)]) == 2
        assert name in capsys.readouterr().err
    else:
        assert run(["check", "-C", str(root)]) in (0, 3)
        assert "没有读入" in capsys.readouterr().out
    assert run(["build", "--strict", "-C", str(root)]) == 1
    assert f"plans/yi-2021-9/{name}" in capsys.readouterr().err


def read_base(root: Path) -> dict[str, Record]:
    with Store(root / "build" / "kb.sqlite") as store:
        return {record.plan.id: record for record in store.records()}


def test_units_that_cannot_be_read_stop_the_build(built: Path, tmp_path: Path, capsys: Captured) -> None:
    root = tmp_path / "copy"
    shutil.copytree(built, root)
    (root / "units.yaml").write_text("[", encoding="utf-8")
    assert run(["build", "-C", str(root)]) == 2
    assert "units.yaml" in capsys.readouterr().err


def test_what_cannot_be_built(tmp_path: Path, capsys: Captured) -> None:
    assert run(["build", "-C", str(tmp_path)]) == 2
    assert "zeren init" in capsys.readouterr().err
    assert run(["init", str(tmp_path)]) == 0
    assert run(["build", "-C", str(tmp_path)]) == 2
    assert "zeren add" in capsys.readouterr().err


def test_what_cannot_be_added(built: Path, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "a.txt"
    assert run(["add", str(file), "-C", str(built)]) == 2
    file.write_bytes(text_of("丙区", 1))
    assert run(["add", str(file), "--id", "jia-2021-7", "-C", str(built)]) == 1
    assert run(["add", str(file), "--id", "../x", "-C", str(built)]) == 2
    assert "怎么办" in capsys.readouterr().err


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second is refused at once and told of the first, whose results stand whole."""
    (tmp_path / "plans" / "jia-2021-7").mkdir(parents=True)
    (tmp_path / "plans" / "jia-2021-7" / "source.txt").write_bytes(text_of("甲区", 7))
    command = [sys.executable, "-m", "scripts.zeren", "-C", str(tmp_path), "build"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    told = [process.communicate()[1].decode() for process in both]
    assert sorted(process.returncode for process in both) == [0, 2]
    assert sum("另一个命令正在写入工作区: zeren build" in one for one in told) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".zeren", "build", "plans", "site"]
    assert run(["-C", str(tmp_path), "search", "垃圾分类"]) == 0
