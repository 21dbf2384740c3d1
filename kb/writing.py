"""Everything that is written under a workspace is written here: whole or not at all, and never lost by a stop.

A change (`changing`) holds the lock of its area, writes what is new aside, and moves it into place at the end. Until the
first move the folders are as they were; from then on the journal lists every move, so that the next start (`mend`) goes
on where this one was stopped. What is replaced is moved or copied aside before, and deleted only when all moves are done.

.zeren/<area>.lock   who writes holds it; the operating system frees it when its holder dies
.zeren/<area>.json   the journal: who writes what since when, the folders aside, the moves; gone when the change is done
.zeren-…/            a folder aside, beside what it shall replace, so that a move is a rename
"""

from __future__ import annotations

import errno
import getpass
import logging
import os
import secrets
import shutil
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from kb.errors import LockedError, SystemRefusedError, WorkspaceError, refused

OWN = ".zeren"
"""Folder of locks and journals in the workspace."""
ASIDE = ".zeren-"
"""What the name of a folder aside begins with."""
PATIENCE = {"plans": 10.0, "build": 0.0}
"""Seconds that a change waits for another of its area: changes of plans are short, a second build is refused at once."""

Area = Literal["plans", "build"]
"""What people own (plans and settings), and what `zeren build` makes: a long build does not hold up a correction."""
_AREAS: tuple[Area, ...] = ("plans", "build")
_LOG = logging.getLogger("zeren")


class _Rename(msgspec.Struct, frozen=True):
    """One rename. Paths below the workspace are relative to it, so that a workspace that was moved can be mended."""

    source: str
    place: str
    spare: str = ""
    """A copy of the file that stands at `place` and is replaced; empty where nothing may stand there."""


class _Journal(msgspec.Struct, kw_only=True):
    """A change under way."""

    told: str
    """What is done, as people know it: `zeren add 文件`."""
    who: str
    since: str
    """ISO time."""
    asides: list[str] = []
    steps: list[_Rename] = []
    """In order; empty as long as nothing may be moved. How far they are is told by the disk (`_done`)."""


class Transaction:
    """What is about to change: written aside, moved into place together when the block of `changing` ends."""

    def __init__(self, root: Path, area: Area, told: str) -> None:
        who = f"{_user()}, 进程 {os.getpid()}, {socket.gethostname()}"
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        self._root, self._file = root, root / OWN / f"{area}.json"
        self._journal = _Journal(told=told.encode("utf-8", "replace").decode("utf-8"), who=who, since=since)
        self._moves: list[tuple[Path, Path]] = []
        _note(self._file, self._journal)

    def aside(self, place: Path) -> Path:
        """A new empty folder on the file system of `place`, an existing folder; gone when the change is done."""
        made = place.resolve() / f"{ASIDE}{secrets.token_hex(6)}"
        self._journal.asides.append(self._named(made))
        _note(self._file, self._journal)
        made.mkdir()
        return made

    def move(self, source: Path, place: Path) -> None:
        """Move the file or folder to `place` at the end. A file that stands there is replaced, a folder set aside first."""
        self._moves.append((_real(source), _real(place)))

    def put(self, place: Path, data: bytes) -> None:
        """Make `data` the content of the file `place` at the end. A symbolic link stays one: its file is replaced."""
        real = place.resolve()
        new = self.aside(real.parent) / real.name
        _written(new, data, like=real)
        self.move(new, real)

    def finish(self) -> None:
        """Do all moves. Raises `OSError` where the system refuses one: then all before it are taken back."""
        try:
            self._journal.steps = list(self._steps())
            _note(self._file, self._journal)
            _go_on(self._file, self._root, self._journal)
        except OSError:
            _go_back(self._file, self._root, self._journal)
            raise
        except BaseException:  # Ctrl-C between two moves: all of them, then stop
            _go_on(self._file, self._root, self._journal)
            raise

    def give_up(self) -> None:
        """Clear away what was written aside; nothing was moved."""
        _go_back(self._file, self._root, self._journal)

    def _steps(self) -> Iterator[_Rename]:
        left: set[Path] = set()
        """Places that an earlier step leaves empty."""
        for number, (source, place) in enumerate(self._moves):
            spare = ""
            if os.path.lexists(place) and place not in left:
                old = self.aside(place.parent) / f"was-{number}"
                if place.is_file():
                    copied(place, old)
                    spare = self._named(old)
                else:
                    yield _Rename(self._named(place), self._named(old))
            left = left - {place} | {source}
            yield _Rename(self._named(source), self._named(place), spare)

    def _named(self, path: Path) -> str:
        return str(path.relative_to(self._root) if path.is_relative_to(self._root) else path)


@contextmanager
def changing(root: Path, area: Area, told: str) -> Iterator[Transaction]:
    """A change of the workspace at `root`; `told` is what people call it. Done as a whole when the block ends well.

    Raises `LockedError` when another process holds the area for longer than `PATIENCE` says, `SystemRefusedError` where nothing
    may be written, `WorkspaceError` where a move is refused. After any error everything is as it was.
    """
    root = root.resolve()
    with _locked(root, area, PATIENCE[area]):
        _mend(root, area)
        change = Transaction(root, area, told)
        try:
            yield change
        except BaseException:
            change.give_up()
            raise
        try:
            change.finish()
        except OSError as error:
            told = f"无法替换旧的内容: {refused(error).what}"
            advice = "请关闭正在使用这些文件夹的程序, 检查权限后重试; 原有内容没有改动"
            raise WorkspaceError(told, where=str(error.filename or root), advice=advice) from error


def mend(root: Path) -> None:
    """Finish or take back what a stopped command left half done, and say so; nothing where another is at work.

    Raises `WorkspaceError` where the system does not let it.
    """
    root = root.resolve()
    for area in _AREAS:
        if (root / OWN / f"{area}.json").exists():
            with suppress(LockedError), _locked(root, area, 0):
                _mend(root, area)


def write_file(path: Path, data: bytes) -> None:
    """Make `data` the content of the file `path`, whole or not at all; a link, pipe or device is written through.

    Raises `OSError` where the system refuses.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    real = path.resolve()
    new = real.with_name(f".{real.name[:80]}.{secrets.token_hex(6)}")
    try:
        _written(new, data, like=real)
        new.replace(real)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _sync_folder(real.parent)


def fill(path: Path, data: bytes) -> None:
    """Write a new file into a folder aside, where nobody looks yet; folders above it are made.

    Raises `FileExistsError` for a file that is there already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def copied(source: Path, place: Path) -> None:
    """Copy the content of a file into a folder aside, safe on the disk. Raises `OSError` where the system refuses."""
    shutil.copyfile(source, place)
    with place.open("rb+") as file:
        os.fsync(file.fileno())


_LOOKS = 20
"""How often the journal of who holds the lock is looked for, a twentieth of a second apart."""


@contextmanager
def _locked(root: Path, area: Area, patience: float) -> Iterator[None]:
    from filelock import FileLock, Timeout  # a tenth of the start of every command; only a change needs it

    own = root / OWN
    lock = FileLock(own / f"{area}.lock")
    try:
        own.mkdir(exist_ok=True)
        lock.acquire(timeout=patience)
    except Timeout:
        raise LockedError(_holder(own / f"{area}.json"), where=str(root), advice="请等它结束后再试") from None
    except OSError as error:
        told = f"工作区不能写入: {refused(error).what}"
        raise SystemRefusedError(told, where=str(root), advice="请检查文件夹的权限, 或换一个可以写入的位置") from error
    try:
        yield
    finally:
        lock.release()


def _holder(file: Path) -> str:
    """Who holds the lock, as far as its journal tells; it is written a moment after the lock is taken."""
    for _ in range(_LOOKS):
        if held := _read(file):
            break
        time.sleep(0.05)
    return (
        f"另一个命令正在写入工作区: {held.told} ({held.who}, 自 {held.since})" if held else "另一个命令正在写入工作区"
    )


def _mend(root: Path, area: Area) -> None:
    """Go on where the writer of the area's journal was stopped; its lock is held, so that the writer is dead."""
    file = root / OWN / f"{area}.json"
    if not file.exists():
        return
    held = _read(file)
    if held is None:
        advice = f"请查看 {ASIDE} 开头的文件夹里有没有要保留的内容, 取出后删去这个文件"
        raise WorkspaceError("没有做完的改动的记录已损坏, 无法补做", where=str(file), advice=advice)
    complete = held.steps and _done(root, held) == len(held.steps)
    try:
        _go_on(file, root, held)
    except OSError as error:
        told = f"上次没有做完的“{held.told}”现在无法补做: {refused(error).what}"
        advice = "请检查文件夹的权限, 关闭正在使用这些文件夹的程序后重试; 内容都还在, 没有丢失"
        raise WorkspaceError(told, where=str(error.filename or root), advice=advice) from error
    if not complete:
        ended = "现在已补做完毕" if held.steps else "原有内容没有改动, 半成品已清理"
        _LOG.warning("上次的“%s”没有做完 (%s, %s); %s", held.told, held.who, held.since, ended)


def _done(root: Path, journal: _Journal) -> int:
    """How many steps are done: up to the last whose source stands at its place. Only later steps fill what one left."""
    return max((n for n, step in enumerate(journal.steps, 1) if _is_done(root, step)), default=0)


def _is_done(root: Path, step: _Rename) -> bool:
    return not os.path.lexists(root / step.source) and os.path.lexists(root / step.place)


def _go_on(file: Path, root: Path, journal: _Journal) -> None:
    """Do the steps that are left, then clear away; may itself be stopped anywhere and called again.

    What a person took away meanwhile is not there to be moved.
    """
    for step in journal.steps[_done(root, journal) :]:
        source, place = root / step.source, root / step.place
        if not os.path.lexists(source):
            continue
        if os.path.lexists(place) and not step.spare:
            raise FileExistsError(errno.EEXIST, "已经存在", str(place))
        source.replace(place)
        _sync_folder(place.parent)
    _clear(file, root, journal)


def _go_back(file: Path, root: Path, journal: _Journal) -> None:
    """Take back the steps that are done. Raises `OSError` where that is refused: the journal stays for the next start."""
    for step in reversed(journal.steps[: _done(root, journal)]):
        source, place = root / step.source, root / step.place
        if step.spare:
            (root / step.spare).replace(place)
        else:
            place.replace(source)
    journal.steps = []
    with suppress(OSError):  # no room: what is aside is cleared away all the same
        _note(file, journal)
    _clear(file, root, journal)


def _clear(file: Path, root: Path, journal: _Journal) -> None:
    """Delete what is aside, then the journal; where the system refuses, the next start tries again."""
    for aside in journal.asides:
        shutil.rmtree(root / aside, ignore_errors=True)
    if not any((root / aside).exists() for aside in journal.asides):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _read(file: Path) -> _Journal | None:
    """The journal; null for none, or one that is damaged."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Journal)
    except (OSError, msgspec.DecodeError):
        return None


def _note(file: Path, journal: _Journal) -> None:
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    _written(new, msgspec.json.encode(journal), like=file)
    new.replace(file)
    _sync_folder(file.parent)


def _written(path: Path, data: bytes, *, like: Path) -> None:
    """A new file, safe on the disk, with the permissions of `like` where that exists."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def _sync_folder(folder: Path) -> None:
    """Make renames in the folder last through a loss of power, where the system can."""
    with suppress(OSError):  # Windows and some file systems know no such thing
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _real(path: Path) -> Path:
    """The path from the root of the file system on, its folder's links followed; itself it may be a link."""
    return path.parent.resolve() / path.name


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "未知用户"
