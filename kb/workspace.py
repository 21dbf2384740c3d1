"""The workspace: a folder with `plans/` and an optional `zeren.toml`. What people own, what the machine makes.

plans/<id>/source.*               the document as it came; the folder's name is the plan's id
plans/<id>/editions/<n>/source.*  an earlier edition, with the corrections it had; n counts from 1, the oldest
build/, site/                     made by `zeren build`, replaced as a whole or not at all
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from kb.errors import DuplicatePlanError, MissingFileError, UsageError, WorkspaceError, refused
from kb.ids import is_plan_id

SETTINGS = "zeren.toml"
CORRECTIONS = "corrections.yaml"
"""What a person corrected in a source document; it stands beside the document."""
EDITIONS = "editions"
"""Folder of a plan's earlier editions."""
_TEMPORARY = ".zeren-"
_ABANDONED = 3600.0
"""Seconds after which the temporary folder of a build that was killed is cleared away."""


class Workspace(Struct, frozen=True, kw_only=True):
    """A workspace and its settings."""

    root: Path
    title: str = "责任图谱"
    """Name of the site."""
    region: str | None = None
    """The place whose plans these are; null: as each plan says."""

    @property
    def plans(self) -> Path:
        """Folder of the plans."""
        return self.root / "plans"

    @property
    def own_units(self) -> Path | None:
        """The workspace's own list of units; null where it has none."""
        file = self.root / "units.yaml"
        return file if file.exists() else None

    @property
    def build(self) -> Path:
        """Folder of everything made but the site."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        """Folder of the finished site."""
        return self.root / "site"

    @property
    def base(self) -> Path:
        """The knowledge base."""
        return self.build / "kb.sqlite"

    @property
    def index(self) -> Path:
        """Folder of the search index."""
        return self.build / "index"


class PlanFolder(Struct, frozen=True, kw_only=True):
    """One plan of the workspace."""

    id: str
    source: Path
    """The document, `plans/<id>/source.*`."""
    earlier: tuple[Path, ...] = ()
    """The documents of its earlier editions, the oldest first."""


def open_workspace(root: Path) -> Workspace:
    """The workspace in the folder `root`. Raises `WorkspaceError` when it is none or its settings cannot be read."""
    if not root.is_dir():
        raise WorkspaceError("文件夹不存在", where=str(root), advice="请检查 -C 后面的路径")
    if not (root / "plans").is_dir():
        raise WorkspaceError("不是工作区: 没有 plans 文件夹", where=str(root), advice="请先运行 zeren init 建立工作区")
    settings = root / SETTINGS
    if not settings.exists():
        return Workspace(root=root)
    return Workspace(root=root, **_settings(settings))


def _settings(file: Path) -> dict[str, str]:
    """What the file of settings says. Raises `WorkspaceError` for one that cannot be read or says what cannot be."""
    advice = '每行一项, 值加引号, 例如 title = "责任图谱"; 可用的设置项: title, region'
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        told = f"第{line[1]}行" if line else "末尾"
        raise WorkspaceError(f"设置文件的{told}写法有误", where=str(file), advice=advice) from error
    except UnicodeDecodeError as error:
        raise WorkspaceError("设置文件不是 UTF-8 编码的文本", where=str(file), advice=advice) from error
    except OSError as error:
        raise WorkspaceError(f"设置文件无法读取: {refused(error).what}", where=str(file), advice=advice) from error
    for name, value in held.items():
        if name not in ("title", "region"):
            raise WorkspaceError(f"设置项 {name} 不认识", where=str(file), advice=advice)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise WorkspaceError(f"设置项 {name} 应是一行文字", where=str(file), advice=advice)
    return held


def plan_folders(workspace: Workspace) -> tuple[PlanFolder, ...]:
    """Every plan, by id. Raises `WorkspaceError` without any, or for a folder without exactly one source document."""
    folders = sorted(path for path in workspace.plans.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise WorkspaceError(
            "plans 文件夹里还没有计划", where=str(workspace.plans), advice="请用 zeren add 文件 加入一份计划"
        )
    return tuple(_plan_folder(folder) for folder in folders)


def plan_folder(workspace: Workspace, id: str) -> PlanFolder:
    """One plan. Raises `UsageError` where the workspace has no plan of that id, `WorkspaceError` for a bad folder."""
    folder = workspace.plans / id
    if not is_plan_id(id) or not folder.is_dir():
        known = "、".join(sorted(path.name for path in workspace.plans.iterdir() if is_plan_id(path.name)))
        raise UsageError(f"没有编号为 {id} 的计划", advice=f"已有的计划: {known or '无'}")
    return _plan_folder(folder)


def _plan_folder(folder: Path) -> PlanFolder:
    earlier = folder / EDITIONS
    numbered = sorted(_numbered(path) for path in earlier.iterdir() if path.is_dir()) if earlier.is_dir() else []
    return PlanFolder(
        id=_checked_id(folder), source=_source(folder), earlier=tuple(_source(path) for _, path in numbered)
    )


def _numbered(folder: Path) -> tuple[int, Path]:
    if not folder.name.isdecimal():
        raise WorkspaceError(
            "较早版本的文件夹应以数字命名", where=str(folder), advice="最早的一版是 1, 下一版是 2, 依次类推"
        )
    return int(folder.name), folder


def _checked_id(folder: Path) -> str:
    if not is_plan_id(folder.name):
        raise WorkspaceError(
            "计划文件夹的名字不能作编号", where=str(folder), advice="请只用小写字母、数字和连字符, 例如 wuxing-2018-122"
        )
    return folder.name


def _source(folder: Path) -> Path:
    found = sorted(path for path in folder.glob("source.*") if path.is_file())
    if not found:
        raise WorkspaceError(
            "计划文件夹里没有 source.* 文件",
            where=str(folder),
            advice="请把原文件放进去并命名为 source.txt、source.docx 等",
        )
    if len(found) > 1:
        names = "、".join(str(path) for path in found)
        raise DuplicatePlanError(f"同一份计划有几个原文件: {names}", where=str(folder), advice="请只保留一个")
    return found[0]


def create(root: Path, *, title: str | None = None, region: str | None = None) -> Workspace:
    """Make a workspace of the folder `root`, which may exist. Raises `UsageError` when it already is one."""
    settings = root / SETTINGS
    if settings.exists():
        raise UsageError("这里已经是工作区", where=str(settings), advice="请直接用 zeren add 加入计划")
    for folder in root.resolve().parents:
        if (folder / SETTINGS).exists() and root.resolve().relative_to(folder).parts[0] in ("plans", "build", "site"):
            raise UsageError(f"这里属于另一个工作区 {folder}", where=str(root), advice="请换一个文件夹")
    lines = ["# 工作区设置。title: 网站名称; region: 所属地区"]
    lines += [f"{name} = {_toml(value)}" for name, value in (("title", title), ("region", region)) if value]
    try:
        (root / "plans").mkdir(parents=True, exist_ok=True)
        settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
        ignored = root / ".gitignore"
        if not ignored.exists():
            ignored.write_text(f"build/\nsite/\n{_TEMPORARY}*/\n", encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"无法建立工作区: {refused(error).what}", where=str(root), advice="请换一个可以写入的位置"
        ) from error
    return open_workspace(root)


def _toml(value: str) -> str:
    """The value as a TOML basic string."""
    plain = "".join(c if c.isprintable() else " " for c in value)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def add_plan(workspace: Workspace, file: Path, id: str) -> PlanFolder:
    """Copy `file` to `plans/<id>/source.*`. Raises `DuplicatePlanError` for a taken id, `UsageError` for a bad one."""
    if not is_plan_id(id):
        raise UsageError(f"编号 {id!r} 不能用", advice="请只用小写字母、数字和连字符, 例如 --id wuxing-2018-122")
    if not file.is_file():
        raise MissingFileError("文件不存在", where=str(file), advice="请检查路径")
    for plan in plan_folders(workspace) if any(workspace.plans.iterdir()) else ():
        if plan.id != id and plan.source.read_bytes() == file.read_bytes():
            raise DuplicatePlanError(
                f"与计划 {plan.id} 是同一份文件: {plan.source}", where=str(file), advice="已经收入, 不必再加"
            )
    folder = workspace.plans / id
    if folder.exists():
        raise DuplicatePlanError(
            f"编号 {id} 已经有计划: {folder}",
            where=str(file),
            advice=f"是它的新一版请用 --replace {id}, 旧版会保留; 是另一份计划请用 --id 另取编号",
        )
    source = folder / _source_name(file)
    folder.mkdir()
    try:
        shutil.copyfile(file, source)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return PlanFolder(id=id, source=source)


def _source_name(file: Path) -> str:
    return f"source{file.suffix.lower() or '.txt'}"


def replace_plan(workspace: Workspace, file: Path, plan: PlanFolder, corrections: str | None) -> PlanFolder:
    """Make `file` the plan's document; the one so far becomes its youngest earlier edition, with its corrections.

    `corrections` is the new content of the file of corrections; null leaves the plan without one. Everything else in the
    plan's folder stays. The folder is made anew beside the old one and takes its place at the end, or not at all.
    Raises `MissingFileError` without `file`, `UsageError` when the plan already is that document.
    """
    if not file.is_file():
        raise MissingFileError("文件不存在", where=str(file), advice="请检查路径")
    if file.read_bytes() == plan.source.read_bytes():
        raise UsageError("与现有的一版完全相同, 没有改动", where=str(file), advice="请检查给出的是不是新的一版")
    folder = workspace.plans / plan.id
    with _beside(workspace.plans) as held:
        new = held / plan.id
        shutil.copytree(folder, new)
        edition = new / EDITIONS / str(int(plan.earlier[-1].parent.name) + 1 if plan.earlier else 1)
        edition.mkdir(parents=True)
        for name in (plan.source.name, CORRECTIONS):
            if (new / name).exists():
                (new / name).rename(edition / name)
        shutil.copyfile(file, new / _source_name(file))
        if corrections is not None:
            (new / CORRECTIONS).write_text(corrections, encoding="utf-8")
        _swap(held, ((new, folder),))
    return _plan_folder(folder)


@contextmanager
def replacing(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Temporary folders for `build` and `site`; they take the places of the old ones when the block ends without error.

    Until then, and after any error, the old folders are untouched. The temporary folder lies beside them, so that a
    move is a rename.
    """
    _clear_abandoned(workspace.root)
    with _beside(workspace.root) as held:
        new_build, new_site = held / "build", held / "site"
        new_build.mkdir()
        new_site.mkdir()
        yield new_build, new_site
        _swap(held, ((new_build, workspace.build), (new_site, workspace.site)))


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A temporary folder in `folder`, gone at the end with all that is left in it."""
    held = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=folder))
    held.chmod(0o755)
    try:
        yield held
    finally:
        shutil.rmtree(held, ignore_errors=True)


def _swap(held: Path, moves: tuple[tuple[Path, Path], ...]) -> None:
    """Move each new folder to its place, the old ones into `held`; put every old one back if any move fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for number, (new, place) in enumerate(moves):
            old = held / f"old-{number}"
            if place.exists():
                place.rename(old)
            moved.append((place, old))
            new.rename(place)
    except OSError as error:
        for place, old in moved:
            if old.exists():
                shutil.rmtree(place, ignore_errors=True)
                old.rename(place)
        raise WorkspaceError(
            f"无法替换旧的结果: {error}",
            where=str(moves[0][1].parent),
            advice="请关闭正在使用这些文件夹的程序后重试",
        ) from error


def _clear_abandoned(root: Path) -> None:
    for path in root.glob(f"{_TEMPORARY}*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > _ABANDONED:
            shutil.rmtree(path, ignore_errors=True)
