"""Writing: files whole or not at all, links kept, one writer at a time, and nothing of it anywhere else in the code."""

from __future__ import annotations

import ast
import multiprocessing
import os
import stat
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from graph.checks import read_dismissals, with_dismissal
from kb import writing
from kb.errors import LockedError, SystemRefusedError, WorkspaceError
from kb.workspace import add_plan, create, plan_folder, replace_plan, replacing
from kb.writing import changing, mend, write_file
from tests.workspace.stops import run, stop

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_file(file, b"1")
    usual = stat.S_IMODE(file.stat().st_mode)
    file.chmod(0o640)
    write_file(file, b"2")
    assert file.read_bytes() == b"2" and stat.S_IMODE(file.stat().st_mode) == 0o640
    with (tmp_path / "b").open("w"):
        assert usual == stat.S_IMODE((tmp_path / "b").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", b"2")
    with changing(create(tmp_path / "w").root, "plans", "x") as change:
        change.put(tmp_path / "link", (tmp_path / "real").read_bytes() + b"3")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"23"


def test_a_pipe_is_written_through() -> None:
    code = "from pathlib import Path; from kb.writing import write_file; write_file(Path('/dev/stdout'), b'told')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout == b"told"


def test_what_is_replaced_comes_back_when_a_later_move_is_refused(tmp_path: Path) -> None:
    root = create(tmp_path / "w").root
    (root / "units.yaml").write_bytes(b"mine")
    with pytest.raises(WorkspaceError, match="原有内容没有改动"), changing(root, "plans", "x") as change:
        change.put(root / "units.yaml", b"new")
        change.move(tmp_path / "nothing", root / "plans" / "deep" / "a")
        (tmp_path / "nothing").touch()
    assert (root / "units.yaml").read_bytes() == b"mine"
    assert not list(root.glob(".zeren-*"))


def test_a_site_by_a_link_that_leads_nowhere_yet(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    workspace.site.symlink_to(tmp_path / "web")
    with replacing(workspace) as (_, site):
        (site / "index.html").write_text("x", encoding="utf-8")
    assert workspace.site.is_symlink() and (tmp_path / "web" / "index.html").is_file()


def test_a_person_took_something_away_before_the_next_start(tmp_path: Path) -> None:
    """A replacement stopped before its first move; then the corrections are deleted by hand."""
    for at in range(1, 60):
        root = tmp_path / str(at)
        workspace = create(root / "w")
        (root / "a.txt").write_text("1", encoding="utf-8")
        (root / "b.txt").write_text("2", encoding="utf-8")
        plan = add_plan(workspace, root / "a.txt", "a")
        corrections = plan.source.with_name("corrections.yaml")
        corrections.write_text("mine", encoding="utf-8")
        ended, _ = run(partial(replace_plan, workspace, root / "b.txt", plan, None), root, stop(at, 9))
        if corrections.exists():
            corrections.unlink()
        mend(workspace.root)
        held = plan_folder(workspace, "a")
        texts = [path.read_text(encoding="utf-8") for path in (*held.earlier, held.source)]
        assert texts in (["1"], ["1", "2"])
        if ended == 0:
            return
    raise AssertionError("never ran to its end")


def _dismiss_many(root: Path, name: str, count: int) -> None:
    file = root / "plans" / "a" / "dismissed.yaml"
    for number in range(count):
        with changing(root, "plans", name) as change:
            change.put(file, with_dismissal(file, f"{name}-{number}", "理由"))


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    root = create(tmp_path / "w").root
    (root / "plans" / "a").mkdir()
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=_dismiss_many, args=(root, name, 20)) for name in ("甲", "乙")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert [one.exitcode for one in writers] == [0, 0]
    assert len(read_dismissals(root / "plans" / "a" / "dismissed.yaml")) == 40


def test_who_writes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(writing.PATIENCE, "plans", 0.05)
    root = create(tmp_path / "w").root
    holds, ends = threading.Event(), threading.Event()

    def hold() -> None:
        with changing(root, "plans", "zeren add 别的.docx"):
            holds.set()
            ends.wait()

    other = threading.Thread(target=hold)
    other.start()
    holds.wait()
    try:
        with (
            pytest.raises(LockedError, match=rf"zeren add 别的.docx .*进程 {os.getpid()}"),
            changing(root, "plans", "y"),
        ):
            pass
        mend(root)  # who works is not disturbed
        assert (root / ".zeren" / "plans.json").exists()
        with changing(root, "build", "zeren build"):  # the other area is free
            pass
    finally:
        ends.set()
        other.join()


def test_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    root = create(tmp_path / "w").root

    def die() -> None:
        with changing(root, "plans", "x"):
            os._exit(9)

    assert run(die, root, lambda count, name: None)[0] == 9
    with changing(root, "plans", "y"):
        pass
    assert not list((root / ".zeren").glob("*.json"))


def test_a_damaged_journal_is_told(tmp_path: Path) -> None:
    root = create(tmp_path / "w").root
    (root / ".zeren").mkdir()
    (root / ".zeren" / "plans.json").write_text("{", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="已损坏"):
        mend(root)
    assert (root / ".zeren" / "plans.json").exists()


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    root = create(tmp_path / "w").root

    def without_rights() -> None:
        os.setegid(65534) if os.geteuid() == 0 else None
        os.seteuid(65534) if os.geteuid() == 0 else None
        with changing(root, "plans", "x"):
            pass

    tmp_path.chmod(0o755)
    for folder in (root.parent, root):
        folder.chmod(0o555)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    assert run(without_rights, root, lambda count, name: None)[0] == SystemRefusedError.exit_status
    root.chmod(0o755)


_WRITING = frozenset(
    [
        "write_text",
        "write_bytes",
        "unlink",
        "rename",
        "replace",
        "rmtree",
        "rmdir",
        "mkdir",
        "copyfile",
        "copytree",
        "copy",
        "copy2",
        "move",
        "symlink_to",
        "touch",
        "truncate",
        "remove",
        "removedirs",
        "makedirs",
        "mkdtemp",
        "mkstemp",
    ]
)
_FOR_STRINGS_TOO = frozenset({"replace", "copy", "remove", "move"})
"""Names that strings, lists and structs have too: they count only as functions of `os` and `shutil`."""
ALLOWED = {
    "kb/writing.py": "here it is done",
    "kb/workspace.py": "folders inside a folder aside; the folder of plans of a new workspace",
    "kb/search/word_cutting.py": "the folder of jieba's own cache, outside every workspace",
    "scripts/commands/build.py": "folders and moves inside the folders aside of a build",
    "kb/export/site/write.py": "copies the manual into the folder aside of a build",
    "kb/export/site/engine.py": "takes out of the finished pages, still aside, what no page asks for",
    "parser/read/libreoffice.py": "a temporary folder of the system, for LibreOffice",
    "parser/read/word97.py": "a temporary folder of the system, for antiword",
}


def _writes(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        owner = (
            function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""
        )
        if name in _WRITING and (name not in _FOR_STRINGS_TOO or owner in ("os", "shutil")):
            found.add(name)
        modes = [a.value for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Constant)]
        if name == "open" and any(
            isinstance(mode, str) and set(mode) & set("wax+") and len(mode) < 4 for mode in modes
        ):
            found.add(name)
    return found


def test_nothing_else_writes() -> None:
    """A file that writes by other means than `kb.writing` fails here; so does a name in ALLOWED that no longer does."""
    files = [path for part in ("parser", "kb", "graph", "scripts/commands") for path in (ROOT / part).rglob("*.py")]
    writing = {str(path.relative_to(ROOT)) for path in files if _writes(ast.parse(path.read_text(encoding="utf-8")))}
    assert writing == set(ALLOWED)
