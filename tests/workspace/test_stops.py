"""What people wrote survives a stop at every moment: KILL, TERM and INT at every event on files of every command that writes."""

from __future__ import annotations

import errno
import logging
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from graph.checks import with_dismissal
from kb.errors import refused
from kb.workspace import Workspace, add_plan, create, open_workspace, plan_folder, replace_plan, replacing
from kb.writing import ASIDE, OWN, changing, mend
from tests.workspace.stops import NEVER, full, refuse, run, stop

Command = Callable[[Workspace, Path], None]


def _add(workspace: Workspace, outside: Path) -> None:
    add_plan(workspace, outside / "newer.docx", "b")


def _replace(workspace: Workspace, outside: Path) -> None:
    replace_plan(workspace, outside / "newer.docx", plan_folder(workspace, "a"), "corrections: [carried]\n")


def _replace_same_name(workspace: Workspace, outside: Path) -> None:
    replace_plan(workspace, outside / "newer.txt", plan_folder(workspace, "a"), None)


def _dismiss(workspace: Workspace, outside: Path) -> None:
    file = workspace.plans / "a" / "dismissed.yaml"
    with changing(workspace.root, "plans", "zeren check --dismiss") as change:
        change.put(file, with_dismissal(file, "one", "原件如此"))


def _swap(workspace: Workspace, outside: Path) -> None:
    with replacing(workspace) as (build, site):
        for folder in (build, site):
            (folder / "deep").mkdir()
            (folder / "deep" / "page").write_text("new", encoding="utf-8")


COMMANDS: dict[str, Command] = {
    "add": _add,
    "replace": _replace,
    "replace, same name": _replace_same_name,
    "dismiss": _dismiss,
    "build's swap": _swap,
}
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


CASES = [(name, False) for name in COMMANDS] + [("build's swap", True)]
"""(command, whether the folder of the site is a symbolic link)."""


def made(root: Path, linked: bool) -> tuple[Workspace, Path]:
    """A workspace with a plan of two editions, fifty dismissals and an old site, and the folder of new documents."""
    outside = root / "outside"
    outside.mkdir(parents=True)
    (outside / "newer.docx").write_bytes(b"newer word" * 999)
    (outside / "newer.txt").write_bytes(b"newer text" * 999)
    workspace = create(root / "w")
    plan = workspace.plans / "a"
    (plan / "editions" / "1").mkdir(parents=True)
    (plan / "editions" / "1" / "source.txt").write_text("first", encoding="utf-8")
    (plan / "source.txt").write_text("second", encoding="utf-8")
    (plan / "corrections.yaml").write_text("corrections: [mine]\n", encoding="utf-8")
    rows = [f"- finding: f{n}\n  reason: 理由{n} # 我的话\n" for n in range(50)]
    (plan / "dismissed.yaml").write_text("# 说明\n" + "".join(rows), encoding="utf-8")
    for folder in (workspace.build, root / "web" if linked else workspace.site):
        folder.mkdir()
        (folder / "page").write_text("old", encoding="utf-8")
        (folder / "kb.sqlite").touch()  # as a build has made it
    if linked:
        workspace.site.symlink_to(Path("..") / "web")
    return workspace, outside


def seen(root: Path) -> dict[str, bytes | str]:
    """What people see below the folder: content of files, targets of links; hidden folders are not seen."""
    found: dict[str, bytes | str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file() and not any(part.startswith((OWN, ASIDE)) for part in path.parts):
            found[name] = path.read_bytes()
    return found


def left(root: Path) -> list[str]:
    """Folders aside and journals."""
    return [path.name for path in (*root.rglob(f"{ASIDE}*"), *root.glob(f"w/{OWN}/*.json"))]


def contents(folder: Path) -> set[bytes]:
    """The content of every file below the folder, hidden or not."""
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


NAMES = [f"{name}{' by a link' * linked}" for name, linked in CASES]


def whole(name: str, linked: bool, root: Path) -> tuple[dict[str, bytes | str], dict[str, bytes | str], int]:
    """What is seen before and after the command that nothing stops, and how many events it has."""
    given = made(root, linked)
    before = seen(root)
    ended, events = run(partial(COMMANDS[name], *given), root, stop(NEVER, signal.SIGTERM))
    after = seen(root)
    assert ended == 0 and events > 5 and after != before and not left(root)
    return before, after, events


@pytest.mark.parametrize("sign", SIGNALS, ids=lambda sign: sign.name)
@pytest.mark.parametrize(("name", "linked"), CASES, ids=NAMES)
def test_a_stop_at_every_event_loses_nothing(
    name: str, linked: bool, sign: signal.Signals, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before, after, events = whole(name, linked, tmp_path / "whole")
    outcomes = set()
    for at in range(1, events + 1):
        root = tmp_path / str(at)
        given = made(root, linked)
        owned = contents(root / "w" / "plans")
        ended, _ = run(partial(COMMANDS[name], *given), root, stop(at, sign))
        assert ended == (-sign if sign is signal.SIGKILL else 130), at
        if name != "dismiss":
            assert owned <= contents(root), f"event {at}: a content is gone"
        at_once, half = seen(root), left(root)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "zeren"):
            mend(open_workspace(root / "w").root)
        mended = seen(root)
        assert mended in (before, after), f"event {at}: neither as before nor as after"
        assert not left(root), f"event {at}: left behind"
        assert at_once == mended or "没有做完" in caplog.text, f"event {at}: mended without a word"
        assert half or at_once in (before, after), f"event {at}: half done, and no journal tells"
        assert plan_folder(given[0], "a").source.stat().st_size > 0
        outcomes.add(mended == after)
        shutil.rmtree(root)
    assert outcomes == {False, True}, "the stops were all before or all behind the change"


@pytest.mark.parametrize("name", ["replace", "build's swap"])
def test_mending_may_itself_be_stopped(name: str, tmp_path: Path) -> None:
    before, after, events = whole(name, False, tmp_path / "whole")
    for at in range(events // 2, events + 1, 2):  # where the moves are, and what is cleared away behind them
        for again in range(1, NEVER):
            root = tmp_path / f"{at}-{again}"
            given = made(root, False)
            run(partial(COMMANDS[name], *given), root, stop(at, signal.SIGKILL))
            ended, _ = run(partial(mend, root / "w"), root, stop(again, signal.SIGKILL))
            mend(root / "w")
            assert seen(root) in (before, after) and not left(root), f"event {at}, then {again}"
            shutil.rmtree(root)
            if ended == 0:
                break


FAULTS = {
    "disk full": full,
    "no permission": partial(refuse, number=errno.EACCES),
    "file too large": partial(refuse, number=errno.EFBIG),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("name", "linked"), CASES, ids=NAMES)
def test_a_refusal_at_every_event_is_told_and_changes_nothing(
    name: str, linked: bool, fault: str, tmp_path: Path
) -> None:
    before, after, events = whole(name, linked, tmp_path / "whole")
    told = 0
    for at in range(1, events + 1):
        root = tmp_path / str(at)
        given = made(root, linked)
        ended, _ = run(partial(_named, COMMANDS[name], *given), root, FAULTS[fault](at))
        assert ended in (0, 2), f"event {at}"
        assert seen(root) == (after if ended == 0 else before), f"event {at}: {ended}"
        mend(root / "w")
        assert seen(root) in (before, after) and not left(root), f"event {at}"
        told += ended == 2
        shutil.rmtree(root)
    assert told > 3


def _named(command: Command, workspace: Workspace, outside: Path) -> None:
    """The command as the command line runs it: a refusal of the system gets its name."""
    try:
        command(workspace, outside)
    except OSError as error:
        raise refused(error) from error
