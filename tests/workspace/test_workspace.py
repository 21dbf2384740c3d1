"""The workspace: found or refused with a reason, and its results replaced as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import DuplicatePlanError, MissingFileError, UsageError, WorkspaceError
from kb.workspace import (
    _toml,
    add_plan,
    create,
    open_workspace,
    plan_folder,
    plan_folders,
    replace_plan,
    replacing,
)


def put(root: Path, name: str) -> Path:
    file = root / "plans" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x", encoding="utf-8")
    return file


def test_a_new_workspace_can_be_opened(tmp_path: Path) -> None:
    made = create(tmp_path / "new", title='责任"图谱"\\', region="甲区")
    assert (made.title, made.region) == ('责任"图谱"\\', "甲区")
    assert open_workspace(made.root) == made


@given(st.text())
def test_any_title_survives(title: str) -> None:
    import tomllib

    assert isinstance(tomllib.loads(f"title = {_toml(title)}")["title"], str)


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    create(tmp_path)
    with pytest.raises(UsageError, match="已经是工作区"):
        create(tmp_path)


def test_settings_are_optional(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    assert open_workspace(tmp_path).title == "责任图谱"


SETTINGS = {
    "titel = 'x'": "设置项 titel 不认识",
    "title = 3": "设置项 title 应是一行文字",
    "title = ' '": "设置项 title 应是一行文字",
    'title = "a\\nb"': "设置项 title 应是一行文字",
    "region = ['x']": "设置项 region 应是一行文字",
    "[plans]": "设置项 plans 不认识",
    "\ntitle =": "写法有误",
    "title = 'x'\nregion 'y'": "第2行写法有误",
    b"\xff\xfe": "不是 UTF-8",
}


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_bad_settings_are_told(tmp_path: Path, settings: str | bytes) -> None:
    put(tmp_path, "a/source.txt")
    (tmp_path / "zeren.toml").write_bytes(settings if isinstance(settings, bytes) else settings.encode())
    with pytest.raises(WorkspaceError) as told:
        open_workspace(tmp_path)
    assert "zeren.toml" in told.value.where and SETTINGS[settings] in told.value.what


def test_settings_that_are_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    (tmp_path / "zeren.toml").mkdir()
    with pytest.raises(WorkspaceError, match="是一个文件夹"):
        open_workspace(tmp_path)


@pytest.mark.parametrize("inside", ["plans/x", "build", "site/a/b"])
def test_no_workspace_where_another_keeps_its_own(tmp_path: Path, inside: str) -> None:
    create(tmp_path)
    with pytest.raises(UsageError, match="属于另一个工作区"):
        create(tmp_path / inside)
    create(tmp_path / "elsewhere")


def test_a_workspace_where_a_file_stands(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    with pytest.raises(WorkspaceError, match="不是文件夹"):
        create(tmp_path / "plans" / "a" / "source.txt")


def test_one_document_is_not_added_under_two_ids(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    file = tmp_path / "a.txt"
    file.write_text("x", encoding="utf-8")
    add_plan(workspace, file, "a")
    with pytest.raises(DuplicatePlanError, match="计划 a 是同一份文件"):
        add_plan(workspace, file, "b")


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="zeren init"):
        open_workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="不存在"):
        open_workspace(tmp_path / "none")


def test_plans_by_id(tmp_path: Path) -> None:
    second, first = put(tmp_path, "b-2/source.docx"), put(tmp_path, "a-1/source.txt")
    put(tmp_path, "a-1/corrections.yaml")
    put(tmp_path, ".hidden/source.txt")
    assert [(plan.id, plan.source) for plan in plan_folders(open_workspace(tmp_path))] == [
        ("a-1", first),
        ("b-2", second),
    ]


def test_no_plans(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="还没有计划"):
        plan_folders(create(tmp_path))


def test_a_plan_without_source(tmp_path: Path) -> None:
    put(tmp_path, "a/corrections.yaml")
    with pytest.raises(WorkspaceError, match=r"source\.\*"):
        plan_folders(open_workspace(tmp_path))


def test_a_plan_with_two_sources_names_both(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    put(tmp_path, "a/source.docx")
    with pytest.raises(DuplicatePlanError, match=r"source\.docx.*source\.txt"):
        plan_folders(open_workspace(tmp_path))


@pytest.mark.parametrize("name", ["计划", "A1", "a b", "-a"])
def test_a_folder_whose_name_is_no_id(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{name}/source.txt")
    with pytest.raises(WorkspaceError, match="编号"):
        plan_folders(open_workspace(tmp_path))


def test_a_plan_is_added_unchanged(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    file = tmp_path / "计划.DOCX"
    file.write_bytes(b"\x00bytes")
    added = add_plan(workspace, file, "a-1")
    assert added.source.name == "source.docx"
    assert added.source.read_bytes() == file.read_bytes()
    assert plan_folders(workspace) == (added,)


def test_what_cannot_be_added(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    file = tmp_path / "a.txt"
    with pytest.raises(MissingFileError):
        add_plan(workspace, file, "a")
    file.write_text("x", encoding="utf-8")
    with pytest.raises(UsageError):
        add_plan(workspace, file, "../a")
    add_plan(workspace, file, "a")
    with pytest.raises(DuplicatePlanError):
        add_plan(workspace, file, "a")


def test_results_are_replaced_together(tmp_path: Path) -> None:
    workspace = create(tmp_path)
    for content in ("old", "new"):
        with replacing(workspace) as (build, site):
            (build / "kb.sqlite").touch()
            (site / "assets" / "zeren").mkdir(parents=True)
            (build / "x").write_text(content, encoding="utf-8")
            (site / "y").write_text(content, encoding="utf-8")
    assert (workspace.build / "x").read_text(encoding="utf-8") == "new"
    assert (workspace.site / "y").read_text(encoding="utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".zeren") == [
        ".gitignore",
        "build",
        "plans",
        "site",
        "zeren.toml",
    ]


def test_a_failure_leaves_the_old_results(tmp_path: Path) -> None:
    workspace = create(tmp_path)
    with replacing(workspace) as (build, _):
        (build / "kb.sqlite").touch()
        (build / "x").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replacing(workspace) as (build, _):
        (build / "x").write_text("new", encoding="utf-8")
        raise ZeroDivisionError
    assert (workspace.build / "x").read_text(encoding="utf-8") == "old"
    assert not list(tmp_path.glob(".zeren-*"))


@pytest.mark.parametrize("linked", [False, True])
def test_what_a_person_keeps_in_the_place_of_the_site_stays(linked: bool, tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    place = tmp_path / "elsewhere" if linked else workspace.site
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    if linked:
        workspace.site.symlink_to(place)
    with pytest.raises(WorkspaceError, match="不是 zeren 生成"), replacing(workspace):
        pass
    assert (place / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_workspace_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    (tmp_path / "a.txt").write_text("1", encoding="utf-8")
    (tmp_path / "b.txt").write_text("2", encoding="utf-8")
    create(Path("w"))
    for root in (Path("w"), Path("..") / "deep" / "w"):
        workspace = open_workspace(root)
        plan = add_plan(workspace, Path("..") / "a.txt", f"a{len(root.parts)}")
        new = replace_plan(workspace, Path("..") / "b.txt", plan, "mine")
        assert new.source.read_bytes() == (tmp_path / "b.txt").read_bytes() and len(new.earlier) == 1
        (tmp_path / "a.txt").write_text("3", encoding="utf-8")
        (tmp_path / "b.txt").write_text("4", encoding="utf-8")
        with replacing(workspace) as (build, _):
            (build / "kb.sqlite").touch()
    assert {plan.id for plan in plan_folders(open_workspace(Path("w")))} == {"a1", "a3"}


def test_a_new_edition_keeps_the_old_one(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    first, second, third = (tmp_path / f"{n}.{suffix}" for n, suffix in enumerate(("txt", "docx", "docx")))
    for file in (first, second, third):
        file.write_text(file.name, encoding="utf-8")
    plan = add_plan(workspace, first, "a")
    (workspace.plans / "a" / "corrections.yaml").write_text("old", encoding="utf-8")
    (workspace.plans / "a" / "dismissed.yaml").write_text("kept", encoding="utf-8")
    plan = replace_plan(workspace, second, plan, "new")
    plan = replace_plan(workspace, third, plan, None)
    files = {path.relative_to(workspace.plans / "a").as_posix(): path.read_text(encoding="utf-8")
             for path in sorted((workspace.plans / "a").rglob("*")) if path.is_file()}  # fmt: skip
    assert files == {
        "dismissed.yaml": "kept",
        "editions/1/corrections.yaml": "old",
        "editions/1/source.txt": "0.txt",
        "editions/2/corrections.yaml": "new",
        "editions/2/source.docx": "1.docx",
        "source.docx": "2.docx",
    }
    assert plan_folders(workspace) == (plan,)
    assert [path.parent.name for path in plan.earlier] == ["1", "2"]
    assert [path.name for path in workspace.plans.iterdir()] == ["a"]


def test_the_same_document_is_no_new_edition(tmp_path: Path) -> None:
    workspace = create(tmp_path / "w")
    file = tmp_path / "a.txt"
    file.write_text("x", encoding="utf-8")
    plan = add_plan(workspace, file, "a")
    with pytest.raises(UsageError, match="完全相同"):
        replace_plan(workspace, file, plan, None)
    with pytest.raises(MissingFileError):
        replace_plan(workspace, tmp_path / "none", plan, None)
    assert plan_folders(workspace) == (plan,)


def test_a_new_edition_that_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = create(tmp_path / "w")
    file, newer = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text("x", encoding="utf-8")
    newer.write_text("y", encoding="utf-8")
    plan = add_plan(workspace, file, "a")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.writing.shutil.copyfile", full)
    with pytest.raises(OSError, match="space"):
        replace_plan(workspace, newer, plan, "new")
    assert plan_folders(workspace) == (plan,)
    assert [path.name for path in workspace.plans.rglob("*")] == ["a", "source.txt"]


def test_editions_have_numbers_for_names(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    put(tmp_path, "a/editions/10/source.txt")
    put(tmp_path, "a/editions/9/source.txt")
    (plan,) = plan_folders(open_workspace(tmp_path))
    assert [path.parent.name for path in plan.earlier] == ["9", "10"]
    put(tmp_path, "a/editions/旧版/source.txt")
    with pytest.raises(WorkspaceError, match="数字"):
        plan_folders(open_workspace(tmp_path))


def test_an_unknown_plan_is_told_with_those_there_are(tmp_path: Path) -> None:
    put(tmp_path, "a/source.txt")
    for id in ("b", "../a", ""):
        with pytest.raises(UsageError, match="没有编号") as told:
            plan_folder(open_workspace(tmp_path), id)
        assert told.value.advice == "已有的计划: a"
