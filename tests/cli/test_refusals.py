"""What goes wrong outside of the program, and inside of it: a clear message, nothing destroyed, no process left over."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import refused
from parser.extract.pipeline import pipeline
from scripts.zeren import run

Captured = pytest.CaptureFixture[str]

PLAN = """甲区人民政府办公室关于印发甲区清洁行动计划的通知
甲政办发〔2021〕7号
甲区清洁行动计划(2021-2023年)

一、主要任务

1.推行垃圾分类。到2022年,农村生活垃圾分类处理覆盖率达到100%。(牵头单位:区住建局;配合单位:区交通局)
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    assert run(["init", str(root)]) == 0
    (root / "plans" / "jia-2021-7").mkdir()
    (root / "plans" / "jia-2021-7" / "source.txt").write_text(PLAN, encoding="utf-8")
    return root


def zeren(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scripts.zeren", *arguments]


def soon(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it holds within so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "table"])
def test_a_full_disk(form: list[str], workspace: Path) -> None:
    source = workspace / "plans" / "jia-2021-7" / "source.txt"
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(zeren("extract", str(source), *form), stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 2
    assert "磁盘空间不足" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_many_files_that_do_not_fit_are_one_refusal() -> None:
    told = refused(shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")]))
    assert (told.what, told.exit_status) == ("磁盘空间不足", 2)
    assert "系统拒绝了读写" in refused(OSError("odd")).what


def test_a_file_that_cannot_be_copied_leaves_no_plan(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(target))

    other = workspace / "另一份.txt"
    text = (workspace / "plans" / "jia-2021-7" / "source.txt").read_text(encoding="utf-8")
    other.write_text(text.replace("2021", "2022"), encoding="utf-8")
    monkeypatch.setattr("shutil.copyfile", full)
    assert run(["add", str(other), "--id", "b", "-C", str(workspace)]) == 2
    assert "磁盘空间不足" in capsys.readouterr().err
    assert not (workspace / "plans" / "b").exists()


def test_a_file_that_cannot_be_written(workspace: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["build", "-C", str(workspace)]) == 0
    assert run(["check", "--xlsx", str(tmp_path / "none" / "a.xlsx"), "-C", str(workspace)]) == 2
    assert "a.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("id", ["../x", "", "A", "计划"])
@pytest.mark.parametrize("command", ["extract", "add"])
def test_an_id_that_cannot_be(command: str, id: str, workspace: Path, capsys: Captured) -> None:
    source = workspace / "plans" / "jia-2021-7" / "source.txt"
    place = ["-C", str(workspace)] if command == "add" else []
    assert run([command, str(source), "--id", id, *place]) == 2
    assert "怎么办" in capsys.readouterr().err


def test_a_port_that_is_taken(workspace: Path, capsys: Captured) -> None:
    pytest.importorskip("uvicorn", reason="zeren[serve] is not installed")
    assert run(["build", "-C", str(workspace)]) == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--api", "--port", port, "-C", str(workspace)]) == 2
    assert "端口已被占用" in capsys.readouterr().err


def test_a_mistake_of_the_program_is_no_traceback(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("parser.pipeline.read_record", broken)
    inside = "plans/jia-2021-7/source.txt"
    source = str(workspace / inside)
    monkeypatch.delenv("ZEREN_DEBUG", raising=False)
    assert run(["extract", source]) == 1
    told = capfd.readouterr().err
    assert "ZeroDivisionError" in told and "Traceback" not in told
    assert run(["build", "-C", str(workspace)]) == 1
    assert inside in capfd.readouterr().err
    monkeypatch.setenv("ZEREN_DEBUG", "1")
    assert run(["extract", source]) == 1
    assert "Traceback" in capfd.readouterr().err  # of the process that reads


def test_a_line_of_more_than_a_million_characters() -> None:
    assert len(pipeline().make_doc("水" * 1_000_001)) == 1_000_001


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sent: sent.name)
def test_a_build_that_is_stopped(sent: signal.Signals, workspace: Path) -> None:
    """Stopped while it writes: the old results stand, the processes that helped are gone."""
    for name in ("build", "site"):
        (workspace / name).mkdir()
        (workspace / name / "old").write_text("old", encoding="utf-8")
        (workspace / name / "kb.sqlite").touch()  # as a build has made it: another folder is not replaced
    # A process of a group of its own; a shell's background jobs ignore Ctrl-C, so it is put back to its meaning.
    with subprocess.Popen(
        zeren("build", "-C", str(workspace)),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert soon(lambda: bool(list(workspace.glob(".zeren-*"))) and bool(_children(process.pid)))
        helpers = _children(process.pid)
        os.kill(process.pid, sent)
        assert process.stderr
        said = process.stderr.read()
    assert process.returncode == (-sent if sent == signal.SIGKILL else 130)
    assert "Traceback" not in said
    assert soon(lambda: not any(_alive(helper) for helper in helpers))
    for name in ("build", "site"):
        assert sorted(file.name for file in (workspace / name).iterdir()) == ["kb.sqlite", "old"]
    assert sent == signal.SIGKILL or not list(workspace.glob(".zeren-*"))
