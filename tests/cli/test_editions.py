"""A plan in a new edition: `zeren add --replace`, `zeren diff`, and the section of the plan's page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kb.codec import decode
from scripts.zeren import run

Captured = pytest.CaptureFixture[str]

HEAD = "甲区人民政府办公室关于印发甲区清洁行动计划的通知\n甲政办发〔{}〕7号\n甲区清洁行动计划(2021-2023年)\n\n一、主要任务\n\n"
OLD = HEAD.format(2021) + (
    "1.推行垃圾分类。到2022年,分类覆盖率达到90%。(牵头单位:区住建局)\n\n"
    "2.治理工业废水。全面排查排污企业。(牵头单位:区生态环境局)\n\n"
    "3.绿化荒山。组织义务植树活动。(牵头单位:区林业局)\n"
)
NEW = HEAD.format(2022).replace("一、", "为改善环境质量, 制定本计划。\n\n一、") + (
    "1.推行垃圾分类。到2022年,分类覆盖率达到90%。(牵头单位:区住建局)\n\n"
    "2.治理工业废水。全面排查排污企业。(牵头单位:区水利局)\n"
)
CORRECTIONS = "corrections:\n- {line: 9, before: 排污企业, after: 涉水企业}\n- {line: 11, before: 荒山, after: 荒坡}\n"


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose plan was replaced by a new edition and built."""
    root = tmp_path_factory.mktemp("editions")
    old, new = root / "旧.txt", root / "新.txt"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    assert run(["init", str(root)]) == 0
    assert run(["add", str(old), "--id", "jia-7", "-C", str(root)]) == 0
    (root / "plans" / "jia-7" / "corrections.yaml").write_text(CORRECTIONS, encoding="utf-8")
    assert run(["add", str(new), "--replace", "jia-7", "-C", str(root)]) == 0
    assert run(["build", "-C", str(root)]) == 0
    return root


def test_corrections_are_kept_or_told(replaced: Path, tmp_path: Path, capsys: Captured) -> None:
    newest = tmp_path / "更新.txt"
    newest.write_text(NEW.replace("排查", "核查"), encoding="utf-8")
    workspace = tmp_path / "w"
    assert run(["init", str(workspace)]) == 0
    old = replaced / "旧.txt"
    assert run(["add", str(old), "--id", "jia-7", "-C", str(workspace)]) == 0
    (workspace / "plans" / "jia-7" / "corrections.yaml").write_text(CORRECTIONS, encoding="utf-8")
    capsys.readouterr()
    assert run(["add", str(newest), "--replace", "jia-7", "-C", str(workspace)]) == 0
    out = capsys.readouterr().out
    assert "沿用 1 条" in out and "1 条在新版中找不到" in out and "“荒山”改为“荒坡”" in out
    assert "line: 11, before: 排污企业" in (workspace / "plans/jia-7/corrections.yaml").read_text(encoding="utf-8")


def test_what_changed_is_told(replaced: Path, capsys: Captured) -> None:
    assert run(["diff", "jia-7", "-C", str(replaced)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "新增 0、删去 1、改动 1、改号 0、未变 1" in lines
    assert "牵头单位: 【区生态环境局 → 区水利局】" in lines
    assert "删去  任务3  绿化荒坡" in lines


def test_the_json_has_the_words_of_both_with_their_places(replaced: Path, capsys: Captured) -> None:
    assert run(["diff", "jia-7", "--json", "-C", str(replaced)]) == 0
    (revision,) = json.loads(capsys.readouterr().out)["revisions"]
    texts = [
        decode((replaced / "build" / name).read_bytes()).text
        for name in ("editions/jia-7/1.json", "records/jia-7.json")
    ]
    changed = next(change for change in revision["changes"] if change["kind"] == "changed")
    (lead,) = [one for one in changed["differences"] if one["field"] == "lead"]
    for text, quotes in zip(texts, (lead["before"], lead["after"]), strict=True):
        assert [text[slice(*quote["span"])] for quote in quotes] == [quote["text"] for quote in quotes]


def test_addresses_of_what_stayed_stay(replaced: Path) -> None:
    before, after = (
        decode((replaced / "build" / name).read_bytes()) for name in ("editions/jia-7/1.json", "records/jia-7.json")
    )
    assert {item.id for item in after.items} < {item.id for item in before.items}
    text = (replaced / "site/plans/jia-7/text/index.html").read_text(encoding="utf-8")
    assert 'id="body-1"' in text and 'id="body-2"' in text


def test_the_page_of_the_plan_tells_it(replaced: Path) -> None:
    page = (replaced / "site/plans/jia-7/index.html").read_text(encoding="utf-8")
    section = page[page.index('id="versions"') :]
    assert "第1版之后改了什么" in section
    spoken = '<span class="z-sr">{}</span>'
    assert f"<del>{spoken.format('原为')}区生态环境局</del> <ins>{spoken.format('现为')}区水利局</ins>" in section
    assert "绿化荒坡" in section


def test_two_plans_are_compared(replaced: Path, capsys: Captured) -> None:
    assert run(["diff", "jia-7", "jia-7", "-C", str(replaced)]) == 0
    assert "未变 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "旧.txt", "--id", "jia-7"], "--replace jia-7"),
        (["add", "另.txt"], "与计划 jia-7 标题相同"),
        (["add", "旧.txt", "--replace", "yi"], "没有编号为 yi 的计划"),
        (["add", "旧.txt", "--replace", "jia-7", "--id", "yi"], "不能同时用"),
        (["add", "新.txt", "--replace", "jia-7"], "完全相同"),
        (["diff", "yi"], "没有编号为 yi 的计划"),
        (["diff", "jia-7", "yi"], "没有编号为 yi 的计划"),
    ],
)
def test_what_cannot_be(replaced: Path, arguments: list[str], said: str, capsys: Captured) -> None:
    (replaced / "另.txt").write_text(NEW.replace("7号", "9号"), encoding="utf-8")
    given = [str(replaced / word) if word.endswith(".txt") else word for word in arguments]
    assert run([*given, "-C", str(replaced)]) in (1, 2)
    err = capsys.readouterr().err
    assert said in err and "怎么办" in err
    assert sorted(path.name for path in (replaced / "plans" / "jia-7").iterdir()) == [
        "corrections.yaml",
        "editions",
        "source.txt",
    ]


def test_a_base_older_than_the_edition_is_told(tmp_path: Path, replaced: Path, capsys: Captured) -> None:
    workspace = tmp_path / "w"
    shutil.copytree(replaced, workspace)
    newest = tmp_path / "更新.txt"
    newest.write_text(NEW.replace("排查", "核查"), encoding="utf-8")
    assert run(["add", str(newest), "--replace", "jia-7", "-C", str(workspace)]) == 0
    assert run(["diff", "jia-7", "-C", str(workspace)]) == 2
    assert "zeren build" in capsys.readouterr().err
    assert run(["diff", "jia-7", "-C", str(replaced)]) == 0
