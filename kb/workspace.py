"""The workspace: a folder with `plans/` and an optional `zeren.toml`. What people own, what the machine makes.

plans/<id>/source.*               the document as it came; the folder's name is the plan's id
plans/<id>/editions/<n>/source.*  an earlier edition, with the corrections it had; n counts from 1, the oldest
build/, site/                     made by `zeren build`, replaced as a whole or not at all
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from msgspec import Struct

from kb.errors import DuplicatePlanError, MissingFileError, UsageError, WorkspaceError, ZerenError, refused
from kb.ids import is_plan_id
from kb.settings import read_settings
from kb.writing import OWN, Transaction, changing, copied, write_file

SETTINGS = "zeren.toml"
CORRECTIONS = "corrections.yaml"
"""What a person corrected in a source document; it stands beside the document."""
EDITIONS = "editions"
"""Folder of a plan's earlier editions."""


class Workspace(Struct, frozen=True, kw_only=True):
    """A workspace and its settings."""

    root: Path
    title: str = "责任图谱"
    """Name of the site."""
    region: str | None = None
    """The place whose plans these are; null: as each plan says."""
    mask_personal: bool = True
    """Personal numbers and addresses of a plan are masked in everything that is made of it."""

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
    return Workspace(root=root, **read_settings(settings))


def plan_folders(workspace: Workspace) -> tuple[PlanFolder, ...]:
    """Every plan, by id. Raises `WorkspaceError` without any, or for a folder without exactly one source document."""
    folders, faults = folders_and_faults(workspace)
    for error in faults.values():
        raise error
    return folders


def folders_and_faults(workspace: Workspace) -> tuple[tuple[PlanFolder, ...], dict[str, ZerenError]]:
    """Every plan by id, and what is wrong with the folders that are none, by name. Raises `WorkspaceError` without any."""
    folders, faults = _walked(workspace)
    if not folders and not faults:
        raise WorkspaceError(
            "plans 文件夹里还没有计划", where=str(workspace.plans), advice="请用 zeren add 文件 加入一份计划"
        )
    return folders, faults


def _walked(workspace: Workspace) -> tuple[tuple[PlanFolder, ...], dict[str, ZerenError]]:
    """As `folders_and_faults`, both empty without any; hidden folders are neither."""
    found: list[PlanFolder] = []
    faults: dict[str, ZerenError] = {}
    for folder in sorted(workspace.plans.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            try:
                found.append(_plan_folder(folder))
            except ZerenError as error:
                faults[folder.name] = error
    return tuple(found), faults


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
        ignored = root / ".gitignore"
        if not ignored.exists():
            write_file(ignored, f"build/\nsite/\n{OWN}*/\n".encode())
        write_file(settings, ("\n".join(lines) + "\n").encode())
    except OSError as error:
        raise WorkspaceError(
            f"无法建立工作区: {refused(error).what}", where=str(root), advice="请换一个可以写入的位置"
        ) from error
    return open_workspace(root)


def _toml(value: str) -> str:
    """The value as a TOML basic string."""
    plain = "".join(c if c.isprintable() else " " for c in value)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def add_plan(workspace: Workspace, file: Path, id: str, *, sha256: str | None = None) -> PlanFolder:
    """Copy `file` to `plans/<id>/source.*`. `sha256` is of the bytes that were read; null where nobody read them.

    Raises `DuplicatePlanError` for a taken id or a known document, `UsageError` for a bad id or a file that has changed
    since it was read.
    """
    if not is_plan_id(id):
        raise UsageError(f"编号 {id!r} 不能用", advice="请只用小写字母、数字和连字符, 例如 --id wuxing-2018-122")
    if not file.is_file():
        raise MissingFileError("文件不存在", where=str(file), advice="请检查路径")
    folder = workspace.plans / id
    with changing(workspace.root, "plans", f"zeren add {file.name}") as change:
        for plan in _walked(workspace)[0]:
            if plan.id != id and filecmp.cmp(plan.source, file, shallow=False):
                raise DuplicatePlanError(
                    f"与计划 {plan.id} 是同一份文件: {plan.source}", where=str(file), advice="已经收入, 不必再加"
                )
        if folder.exists():
            raise DuplicatePlanError(
                f"编号 {id} 已经有计划: {folder}",
                where=str(file),
                advice=f"是它的新一版请用 --replace {id}, 旧版会保留; 是另一份计划请用 --id 另取编号",
            )
        new = change.aside(workspace.plans) / id
        new.mkdir()
        _copy_source(file, new / _source_name(file), sha256)
        change.move(new, folder)
    return PlanFolder(id=id, source=folder / _source_name(file))


def _source_name(file: Path) -> str:
    return f"source{file.suffix.lower() or '.txt'}"


def _copy_source(file: Path, place: Path, sha256: str | None) -> None:
    """Raises `UsageError` where the copy is not what was read before."""
    copied(file, place)
    if sha256 is not None and sha256_of(place) != sha256:
        raise UsageError("文件在读取期间有改动, 没有收入", where=str(file), advice="请等它保存完毕后再试")


def sha256_of(file: Path) -> str:
    """SHA-256 of the file's content, as a record's source has it. Raises `OSError` where it cannot be read."""
    with file.open("rb") as held:
        return file_digest(held, "sha256").hexdigest()


def replace_plan(
    workspace: Workspace, file: Path, plan: PlanFolder, corrections: str | None, *, sha256: str | None = None
) -> PlanFolder:
    """Make `file` the plan's document; the one so far becomes its youngest earlier edition, with its corrections.

    `corrections` is the new content of the file of corrections; null leaves the plan without one. Everything else in the
    plan's folder stays. `sha256` is of the bytes that were read; null where nobody read them. Raises `MissingFileError`
    without `file`, `UsageError` when the plan already is that document or the file has changed since it was read.
    """
    if not file.is_file():
        raise MissingFileError("文件不存在", where=str(file), advice="请检查路径")
    folder = workspace.plans / plan.id
    with changing(workspace.root, "plans", f"zeren add {file.name} --replace {plan.id}") as change:
        plan = _plan_folder(folder)
        if filecmp.cmp(plan.source, file, shallow=False):
            raise UsageError("与现有的一版完全相同, 没有改动", where=str(file), advice="请检查给出的是不是新的一版")
        new = change.aside(folder)
        _copy_source(file, new / _source_name(file), sha256)
        edition = _new_edition(change, plan, new)
        for name in (plan.source.name, CORRECTIONS):
            if (folder / name).exists():
                change.move(folder / name, edition / name)
        change.move(new / _source_name(file), folder / _source_name(file))
        if corrections is not None:
            write_file(new / CORRECTIONS, corrections.encode("utf-8"))
            change.move(new / CORRECTIONS, folder / CORRECTIONS)
    return _plan_folder(folder)


def _new_edition(change: Transaction, plan: PlanFolder, aside: Path) -> Path:
    """Where the plan's document becomes an earlier edition: an empty folder, made in `aside` and moved there first."""
    number = str(int(plan.earlier[-1].parent.name) + 1 if plan.earlier else 1)
    editions = plan.source.parent / EDITIONS
    if editions.is_dir():
        (aside / number).mkdir()
        change.move(aside / number, editions / number)
    else:
        (aside / EDITIONS / number).mkdir(parents=True)
        change.move(aside / EDITIONS, editions)
    return editions / number


_MADE = ("kb.sqlite", "assets/zeren")
"""What a folder holds that a build has made: `build` the first, `site` the second."""


def _check_made(place: Path) -> None:
    """Raise `WorkspaceError` for a folder with content that no build has made: it would be lost."""
    if place.is_dir() and any(place.iterdir()) and not any((place / name).exists() for name in _MADE):
        raise WorkspaceError(
            "这个文件夹里有不是 zeren 生成的内容, 生成会把它换掉",
            where=str(place),
            advice="请把里面的内容移到别处, 或让链接指向一个空文件夹",
        )


@contextmanager
def replacing(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Empty folders for `build` and `site`; they take the places of the old ones when the block ends without error.

    Until then, and after any error, the old folders are untouched. A `build` or `site` that is a symbolic link stays one:
    the folder that it leads to is replaced. Raises `WorkspaceError` for a folder with content that no build has made.
    """
    for place in (workspace.build, workspace.site):
        _check_made(place)
    with changing(workspace.root, "build", "zeren build") as change:
        made = []
        for name, place in (("build", workspace.build.resolve()), ("site", workspace.site.resolve())):
            new = change.aside(place.parent) / name
            new.mkdir()
            change.move(new, place)
            made.append(new)
        yield made[0], made[1]
