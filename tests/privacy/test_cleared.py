"""Plans that stand as the last build has them, earlier editions, decisions that cannot be read: cleared like any other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kb.codec import encode
from kb.errors import WorkspaceError, ZerenError
from kb.revision import compare
from kb.schema import Record
from kb.views import Unread
from kb.workspace import PlanFolder, Workspace
from parser.pipeline import record_of
from parser.read import read
from scripts.commands.publishing import Publishable, notice_lines, publishable, read_notices, write_notices
from scripts.plans import Outcome, Standing

PLAN = """关于印发甲区2021年重点工作责任分解表的通知
甲政办发〔2021〕1号
{mark}
一、推进垃圾分类，建成示范点12个。联系电话{number}（牵头单位：区住建局）
二、完成污水治理，治理率达到95%。（牵头单位：区水利局）
"""


def record(folder: Path, *, mark: str = "公开方式：主动公开", number: str = "13812345678", id: str = "jia") -> Record:
    file = folder / "any.txt"
    file.write_text(PLAN.format(mark=mark, number=number), encoding="utf-8")
    return record_of(read(file), plan_id=id)


def clear(
    folder: Path, *plans: Standing, unread: tuple[str, ...] = (), masking: bool = True, **read: Outcome
) -> Publishable:
    workspace = Workspace(root=folder, mask_personal=masking)
    told = tuple(Unread(plan=id, where=id, what="坏", advice="改", kept=True) for id in unread)
    outcomes = {PlanFolder(id=id, source=folder / id / "source.txt"): outcome for id, outcome in read.items()}
    return publishable(workspace, plans, told, outcomes)


def test_what_stands_from_before_is_masked_with_its_editions_and_revisions(tmp_path: Path) -> None:
    old, new = record(tmp_path, number="13987654321"), record(tmp_path)
    plan = Standing(record=new, editions={"1": encode(old)}, revisions=(compare(old, new, edition=1),))
    (kept,) = clear(tmp_path, plan, unread=("jia",), jia=ZerenError("坏")).plans
    said = encode(kept.record) + kept.editions["1"] + msgspec.json.encode(kept.revisions)
    assert b"13812345678" not in said and b"13987654321" not in said
    assert "139＊＊＊＊4321" in kept.editions["1"].decode()
    assert "139＊＊＊＊4321" in msgspec.json.encode(kept.revisions).decode()


def test_what_stands_from_before_and_is_secret_is_left_out_with_its_fault(tmp_path: Path) -> None:
    secret, plain = record(tmp_path, mark="秘密★1年"), record(tmp_path, id="yi")
    public = clear(
        tmp_path, Standing(record=secret), Standing(record=plain), unread=("jia", "yi"), jia=ZerenError("坏")
    )
    assert [plan.record.plan.id for plan in public.plans] == ["yi"]
    assert [one.plan for one in public.unread] == ["yi"]
    assert public.told.withheld[0].plan == "jia"


def test_a_new_edition_that_is_secret_takes_the_old_one_along(tmp_path: Path) -> None:
    old, new = record(tmp_path), record(tmp_path, mark="（此件不予公开）")
    other = Standing(record=record(tmp_path, id="yi"))
    public = clear(tmp_path, Standing(record=old), other, jia=new)
    assert [plan.record.plan.id for plan in public.plans] == ["yi"]


def test_a_decision_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "plans" / "jia").mkdir(parents=True)
    (tmp_path / "plans" / "jia" / "plan.yaml").write_text("publish: {reason: 已解密}", encoding="utf-8")
    secret, plain = record(tmp_path, mark="机密★"), record(tmp_path, id="yi")
    public = clear(tmp_path, Standing(record=secret), Standing(record=plain), jia=secret, yi=plain)
    assert [plan.record.plan.id for plan in public.plans] == ["yi"]
    assert any("publish 缺少 by" in line for line in notice_lines(public.told))


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("a-13812345678", "138＊＊＊＊5678"),
        ("phone13812345678plan", "138＊＊＊＊5678"),
        ("p2-0572-2289012", "0572-＊＊＊＊＊＊＊"),
        ("plan-2020-13812345678", "138＊＊＊＊5678"),
    ],
)
def test_a_number_in_the_name_of_the_folder_is_told(tmp_path: Path, id: str, words: str) -> None:
    plain = record(tmp_path, id=id, number="12345")
    told = clear(tmp_path, Standing(record=plain), **{id: plain}).told
    assert [(one.line, one.words) for one in told.personal] == [(0, words)]
    assert any("文件夹名" in line for line in notice_lines(told))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("publish: {reason: 已解密, by: 王某}", "publish 用不着"),
        ("publish: {reason: 已解密}", "publish 缺少 by"),
        ("publish: true", "publish 应是"),
    ],
)
def test_a_decision_that_is_not_needed_is_told(content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "plans" / "jia").mkdir(parents=True)
    file = tmp_path / "plans" / "jia" / "plan.yaml"
    file.write_text(content, encoding="utf-8")
    plain = record(tmp_path)
    public = clear(tmp_path, Standing(record=plain), jia=plain)
    assert [plan.record.plan.id for plan in public.plans] == ["jia"]
    assert [str(file) in line for line in notice_lines(public.told) if words in line] == [True]
    file.write_text("", encoding="utf-8")
    assert not clear(tmp_path, Standing(record=plain), jia=plain).told.needless


def test_nothing_is_changed_where_the_workspace_says_so(tmp_path: Path) -> None:
    plan = Standing(record=record(tmp_path))
    public = clear(tmp_path, plan, masking=False, jia=plan.record)
    assert public.plans == (plan,)
    assert [one.words for one in public.told.personal] == ["138＊＊＊＊5678"]


def test_nothing_to_publish_is_refused(tmp_path: Path) -> None:
    secret = record(tmp_path, mark="绝密★")
    with pytest.raises(WorkspaceError, match="没有可以发布的计划"):
        clear(tmp_path, Standing(record=secret), jia=secret)


def test_what_was_told_is_kept(tmp_path: Path) -> None:
    assert list(notice_lines(read_notices(tmp_path))) == []
    plan = Standing(record=record(tmp_path))
    told = clear(tmp_path, plan, jia=plan.record).told
    write_notices(told, tmp_path)
    assert read_notices(tmp_path) == told
    (tmp_path / "publishing.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ZerenError, match="重新运行"):
        read_notices(tmp_path)
