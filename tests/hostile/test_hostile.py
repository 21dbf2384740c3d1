"""Hostile files: each refused by name or read without harm, by a process that has limits; found cases stay harmless."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest
import yaml

from kb.errors import BeyondLimitError, InternalError, MissingFileError, UnreadableError, ZerenError
from parser.limits import LIMITS, as_table, check
from parser.read import READERS, read
from parser.read.opening import content_of
from parser.read.programs import run_program
from scripts.fuzz import run as fuzz
from scripts.reading import DEATH, Task, run_apart, run_each
from tests.hostile.kinds import Hostile
from tests.hostile.run import ALL, KILOBYTES, Outcome, _read, wrong

CASES = Path(__file__).resolve().parents[1] / "cases"
KEPT: dict[str, str] = yaml.safe_load((CASES / "hostile" / "readers.yaml").read_text(encoding="utf-8"))
FOUND = sorted((CASES / "fuzz" / "found").iterdir())


def problems(files: list[tuple[Hostile, Path]]) -> list[str]:
    """What is wrong with what came of the files, read by two processes that have limits."""
    tasks = [Task(_read, (path,), str(path)) for _, path in files]
    found = []
    for (hostile, _), result in zip(files, run_each(tasks, 2), strict=True):
        told = f"{type(result).__name__}: {result}" if isinstance(result, ZerenError) else ""
        outcome = Outcome(told, 0.0, 0) if isinstance(result, ZerenError) else result
        problem = wrong(hostile, outcome) or ("too much memory" if outcome.kilobytes > KILOBYTES else "")
        found += [f"{hostile.name}: {problem}"] if problem else []
    return found


def test_kept_files_come_out_as_written() -> None:
    files = [(Hostile(name, bytes, expected), CASES / "hostile" / name) for name, expected in KEPT.items()]
    assert problems(files) == []


def test_quick_files_come_out_as_expected(tmp_path: Path) -> None:
    files = [(hostile, tmp_path / hostile.name) for hostile in ALL if hostile.quick]
    for hostile, path in files:
        path.write_bytes(hostile.make())
    assert problems(files) == []


def test_what_fuzzing_found_is_harmless() -> None:
    files = [(Hostile(path.name, bytes, "told"), path) for path in FOUND]
    assert files and problems(files) == []


def test_names_of_hostile_files_are_unique_and_many() -> None:
    assert len({hostile.name for hostile in ALL}) == len(ALL) >= 200


def test_fuzzing_a_little(tmp_path: Path) -> None:
    counts = fuzz(20_260_601, 150, None, tuple(sorted(READERS)), tmp_path)
    assert [(finding.kind, finding.name, finding.told) for finding in counts.findings] == []
    assert counts.ended["read"] > 10 and counts.ended["refused"] > 10


# ---------------------------------------------------------------- what is no file
def test_a_pipe_that_nobody_writes_into_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    with pytest.raises(MissingFileError, match=r"pipe\.txt: 这是一个管道"):
        read(path)


def test_a_socket_a_device_and_a_folder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(path))
        with pytest.raises(MissingFileError):
            read(path)
    with pytest.raises(MissingFileError, match="这是一个设备"):
        read(Path("/dev/zero"))
    with pytest.raises(MissingFileError, match="文件夹"):
        read(tmp_path)


def test_a_file_beyond_the_limit_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"x" * 5_000)
    monkeypatch.setitem(LIMITS, "file", LIMITS["file"]._replace(most=1_000))
    with pytest.raises(BeyondLimitError, match=r"文件大小超过上限: 1,001 字节, 上限是 1,000 字节"):
        content_of(path)


def test_every_limit_says_what_and_what_to_do() -> None:
    for name, limit in LIMITS.items():
        with pytest.raises(BeyondLimitError) as caught:
            check(name, limit.most + 1, "某文件")
        assert "某文件" in str(caught.value) and limit.what in str(caught.value) and "怎么办" in str(caught.value)
        check(name, limit.most)


# ---------------------------------------------------------------- a process that reads
def _hungry(number: int) -> int:
    return len(b"x" * number)


def _endless() -> None:
    threading.Event().wait()


def _dying() -> None:
    os._exit(7)


def _broken() -> None:
    raise ZeroDivisionError("x")


def test_memory_has_a_limit() -> None:
    with pytest.raises(BeyondLimitError, match=r"plan\.x: 读一份文件所用的内存超过上限"):
        run_apart(_hungry, 20_000_000_000, where="plan.x")


def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "seconds", LIMITS["seconds"]._replace(most=1))
    with pytest.raises(BeyondLimitError, match=r"plan\.x: 读一份文件的时间"):
        run_apart(_endless, where="plan.x")


def test_only_the_bad_plan_fails() -> None:
    tasks: list[Task[object]] = [Task(_hungry, (n,), f"{n}") for n in (1, 2, 3)]
    tasks[1:1] = [Task(_dying, (), "dying"), Task(_broken, (), "broken"), Task(_hungry, (20_000_000_000,), "hungry")]
    made = list(run_each(tasks, 2))
    assert [made[0], made[4], made[5]] == [1, 2, 3]
    assert isinstance(made[1], UnreadableError) and DEATH in str(made[1])
    assert isinstance(made[2], InternalError) and "ZeroDivisionError" in str(made[2])
    assert isinstance(made[3], BeyondLimitError)


def test_a_program_that_hangs_is_killed_with_what_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(LIMITS, "pandoc-seconds", LIMITS["pandoc-seconds"]._replace(most=1))
    told = tmp_path / "pid"
    command = ["sh", "-c", f"sleep 600 & echo $! > {told}; wait"]
    with pytest.raises(BeyondLimitError, match="某文件"):
        run_program(command, where="某文件", limit="pandoc-seconds")
    state = Path(f"/proc/{told.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_the_manual_prints_the_limits(root: Path) -> None:
    assert as_table() in (root / "docs" / "guide" / "limits.md").read_text(encoding="utf-8")


def _busy() -> None:
    while True:
        pass


def test_a_reader_that_works_without_end_is_ended_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "processor", LIMITS["processor"]._replace(most=1))
    with pytest.raises(BeyondLimitError, match=r"plan\.x: 读一份文件所用的处理器时间"):
        run_apart(_busy, where="plan.x")
