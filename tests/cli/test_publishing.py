"""What a build must not publish: plans that are not for everybody, personal numbers in any file of the site."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from scripts.zeren import run

PLAN = """关于印发{place}2021年重点工作责任分解表的通知
{place}政办发〔2021〕1号
{mark}
一、推进垃圾分类，建成示范点12个。联系人：王某，电话13812345678，邮箱wang.mou@example.gov.cn（牵头单位：区住建局；配合单位：区环保局）
二、完成污水治理，治理率达到95%。身份证号：11010519491231002X，账号：6222 0200 0000 0000 000（牵头单位：区水利局）
三、加强监督检查，联系电话：0572-2289001、2289002。值班138 1234 5678。（责任单位：区监察局）
{place}人民政府办公室
2021年3月1日
"""
SECRETS = ("13812345678", "138 1234 5678", "wang.mou", "11010519491231002", "6222 0200", "2289001", "2289002")
HIDDEN = "乙丑区"
"""A place that only the secret plan names."""


def put(workspace: Path, id: str, place: str, mark: str) -> Path:
    folder = workspace / "plans" / id
    folder.mkdir(parents=True)
    (folder / "source.txt").write_text(PLAN.format(place=place, mark=mark), encoding="utf-8")
    return folder


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file with its bytes; those inside archives (xlsx, docx) unpacked."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield str(path), data
        if data.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(BytesIO(data)) as held:
                yield from ((f"{path}!{name}", held.read(name)) for name in held.namelist())


def holding(folder: Path, words: str) -> list[str]:
    """Names of the files that hold the words, as they are or escaped."""
    forms = {words.encode(), words.encode("utf-16-le"), json.dumps(words)[1:-1].encode()}
    return [name for name, data in files(folder) if any(form in data for form in forms)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("workspace")
    put(workspace, "jia-2021-1", "甲子区", "公开方式：主动公开")
    put(workspace, "yi-2021-1", HIDDEN, "秘密★1年")
    allowed = put(workspace, "bing-2021-1", "丙寅区", "公开方式：依申请公开")
    (allowed / "plan.yaml").write_text("publish: {reason: 已转为主动公开, by: 区政府办}\n", encoding="utf-8")
    assert run(["-C", str(workspace), "build"]) == 0
    return workspace


@pytest.mark.parametrize("secret", SECRETS)
def test_no_file_of_the_site_tells_a_number_or_an_address(built: Path, secret: str) -> None:
    assert holding(built / "site", secret) == []
    assert holding(built / "build" / "records", secret) == []
    assert holding(built / "build" / "index", secret) == []


def test_what_is_left_of_them_is_there(built: Path) -> None:
    names = holding(built / "site", "138＊＊＊＊5678")
    assert any(name.endswith(".json") for name in names) and any(name.endswith(".html") for name in names)


def test_no_file_of_the_site_tells_of_the_secret_plan(built: Path) -> None:
    assert holding(built / "site", HIDDEN) == []
    assert holding(built / "site", "yi-2021-1") == []
    assert not (built / "build" / "records" / "yi-2021-1.json").exists()
    assert (built / "site" / "plans" / "jia-2021-1").is_dir() and (built / "site" / "plans" / "bing-2021-1").is_dir()


def test_check_tells_first_what_is_not_published(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["-C", str(built), "check"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "未发布: 1 份计划不是主动公开的"
    assert "yi-2021-1" in lines[1] and "第3行写着“秘密★1年”" in lines[1]
    assert "plan.yaml" in lines[2]
    assert "bing-2021-1" in lines[3] and "已转为主动公开 (区政府办)" in lines[3]
    assert lines[4].startswith("个人信息: ") and "手机号码 4" in lines[4] and "已遮盖" in lines[4]
    assert not any(secret in line for secret in SECRETS for line in lines)


def test_check_tells_it_to_programs(built: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run(["-C", str(built), "check", "--json"])
    held = json.loads(capsysbinary.readouterr().out)
    assert [(one["plan"], one["reason"]) for one in held["withheld"]] == [
        ("bing-2021-1", "已转为主动公开"),
        ("yi-2021-1", None),
    ]
    assert held["masked"] is True and len(held["personal"]) == 14


def test_a_workspace_without_masks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "jia-2021-1", "甲子区", "公开方式：主动公开")
    (tmp_path / "zeren.toml").write_text("mask_personal = false\n", encoding="utf-8")
    assert run(["-C", str(tmp_path), "build"]) == 0
    assert holding(tmp_path / "site", "13812345678")
    told = capsys.readouterr().out
    assert "没有遮盖" in told and "13812345678" not in told


def test_nothing_is_built_where_nothing_may_be_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "yi-2021-1", HIDDEN, "机密★5年")
    assert run(["-C", str(tmp_path), "build"]) == 2
    assert "没有可以发布的计划" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
