"""The command line as a whole: what goes wrong is said in Chinese with a status, never with a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kb.codec import decode
from kb.schema import Record
from scripts.commands.explain import legend, painted, painted_spans
from scripts.zeren import run

PLAN = """甲区人民政府办公室关于印发甲区清洁行动计划的通知
甲政办发〔2021〕7号
甲区清洁行动计划(2021-2023年)

一、主要任务

1.推行垃圾分类。到2022年,农村生活垃圾分类处理覆盖率达到100%。(牵头单位:区住建局;配合单位:区交通局)

2.治理工业废水。到2023年,工业废水达标率达到95%以上。(牵头单位:区生态环境局)
"""

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "计划.txt"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_extract_prints_a_record_of_the_schema(plan: Path, capsys: Captured) -> None:
    assert run(["extract", str(plan), "--json"]) == 0
    out = capsys.readouterr().out
    record = decode(out)
    assert len(record.items) == 2
    assert run(["schema"]) == 0
    jsonschema.validate(json.loads(out), json.loads(capsys.readouterr().out))


def test_extract_summarises_for_people(plan: Path, capsys: Captured) -> None:
    assert run(["extract", str(plan)]) == 0
    out = capsys.readouterr().out
    assert "甲区清洁行动计划" in out
    assert "牵头: 区住建局" in out


def test_gbk_is_read(plan: Path, capsys: Captured) -> None:
    plan.write_bytes(PLAN.encode("gb18030"))
    assert run(["extract", str(plan), "--json"]) == 0
    assert len(decode(capsys.readouterr().out).items) == 2


def test_explain_names_every_finding(plan: Path, capsys: Captured) -> None:
    assert run(["explain", str(plan)]) == 0
    out = capsys.readouterr().out
    assert "图例" in out
    assert "区住建局‹牵头›" in out
    assert "区交通局‹配合›" in out
    assert "\x1b" not in out


def test_explain_changes_no_word_of_the_text(records: tuple[Record, ...]) -> None:
    for record in records:
        shown = painted(record).plain
        for finding in painted_spans(record):
            shown = shown.replace(f"‹{finding.name}›", "")
        for label in ("目标1", "措施1", "任务1", "任务2", "项目1", "任务一"):
            shown = shown.replace(f"▶{label} ", "")
        assert shown == record.text
    assert "牵头单位" in legend().plain


BAD = {
    "missing": (None, 2),
    "empty": (b"", 1),
    "blank": (b"\n  \n", 1),
    "binary": (bytes(range(256)) * 64, 1),
    "no plan": ("今天天气很好。\n我们去公园散步, 看见了一只猫。\n".encode(), 1),
}


# Any text can be repaired, one without a plan too.
@pytest.mark.parametrize(
    ("command", "name"),
    [
        (command, name)
        for command in ("extract", "explain", "repair")
        for name in BAD
        if (command, name) != ("repair", "no plan")
    ],
)
def test_bad_input_is_told(command: str, name: str, tmp_path: Path, capsys: Captured) -> None:
    content, status = BAD[name]
    file = tmp_path / "坏文件.txt"
    if content is not None:
        file.write_bytes(content)
    assert run([command, str(file)]) == status
    err = capsys.readouterr().err
    assert "坏文件.txt" in err
    assert "怎么办" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [["--bogus"], ["serch", "x"], ["search"], ["search", "x", "--limit", "0"], ["extract"], ["schema", "x", "y"]],
)
def test_a_wrong_use_is_told(arguments: list[str], capsys: Captured) -> None:
    assert run(arguments) == 2
    err = capsys.readouterr().err
    assert "用法有误" in err
    assert "--help" in err
    assert not re.search(r"No such|Got|Missing|Invalid|Input", err)


def test_every_command_explains_itself(capsys: Captured) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out
    for command in ("build", "search", "unit", "lead", "extract", "explain", "repair", "init", "add", "schema"):
        assert command in listed
        assert run([command, "--help"]) == 0
        assert any("\u4e00" <= character <= "\u9fff" for character in capsys.readouterr().out)


def test_version(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("zeren")


def test_the_reader_of_a_pipe_may_go(records: tuple[Record, ...], plan: Path) -> None:
    program = f"from scripts.zeren import main; main(['extract', {str(plan)!r}, '--json'])"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.commands.schema.json_schema", interrupted)
    assert run(["schema"]) == 130
    assert "已中断" in capsys.readouterr().err
