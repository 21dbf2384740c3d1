"""The questions at the command line, asked of a small knowledge base: for machines as the contract says, for people readable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.build import build_graph
from graph.views import all_views
from kb.schema import Record
from kb.search import write_index
from kb.search.whoosh_engine import WhooshEngine
from kb.store import write_store
from kb.workspace import create
from scripts.zeren import run


@pytest.fixture(scope="module")
def workspace(records: tuple[Record, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is built but for its site."""
    made = create(tmp_path_factory.mktemp("workspace"))
    made.index.mkdir(parents=True)
    members = {"jia/youguan-bumen": ("jia/jiaotong", "yi/shengtai")}
    write_store(records, all_views(build_graph(records), members=members), made.base)
    write_index(records, made.index, engine=WhooshEngine())
    return made.root


@pytest.fixture
def ask(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in the workspace: (exit status, standard output, standard error)."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        status = run([arguments[0], "-C", str(workspace), *arguments[1:]])
        return (status, *capsys.readouterr())

    return asked


def test_search_for_machines(ask: Any) -> None:
    status, out, _ = ask("search", "垃圾分类", "--json", "--limit", "2")
    answer = json.loads(out)
    assert status == 0
    assert (answer["query"], answer["total"], len(answer["hits"])) == ("垃圾分类", 4, 2)
    assert set(answer["hits"][0]) >= {
        *("rank", "type", "id", "plan", "kind", "number", "part", "title", "score", "why", "snippet")
    }
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]


def test_search_for_people(ask: Any) -> None:
    status, out, _ = ask("search", "清运", "交通局")
    assert status == 0
    assert "任务2" in out
    assert "共 1 条" in out
    assert "\x1b" not in out


def test_search_finds_nothing(ask: Any) -> None:
    status, out, _ = ask("search", "火星")
    assert status == 0
    assert "没有找到" in out
    assert json.loads(ask("search", "火星", "--json")[1]) == {"query": "火星", "total": 0, "hits": [], "note": ""}


def test_lead_for_machines(ask: Any) -> None:
    answer = json.loads(ask("lead", "垃圾", "--json")[1])
    leads = {hit["id"]: [held["mention"] for held in hit["leads"]] for hit in answer["hits"]}
    assert leads["jia-2021-7/annex-1/1"] == ["区住建局", "区交通局"]
    assert leads["jia-2021-7/annex-2/1"] == []
    project = next(hit for hit in answer["hits"] if hit["id"] == "jia-2021-7/annex-2/1")
    assert [held["unit"] for held in project["responsible"]] == ["jia/zhujian"]
    assert answer["total"] == len(answer["hits"])


def test_lead_for_people(ask: Any) -> None:
    _, out, _ = ask("lead", "清运")
    assert "区交通局(推断)" in out
    assert "没有写明牵头" in ask("lead", "张三")[1]


def test_unit_for_machines(ask: Any) -> None:
    answer = json.loads(ask("unit", "住建局", "--json")[1])
    assert answer["unit"]["id"] == "jia/zhujian"
    assert answer["leads"] == ["jia-2021-7/body/1", "jia-2021-7/annex-1/1"]
    assert answer["responsible"] == ["jia-2021-7/annex-2/1"]
    assert answer["supports"] == answer["through_groups"] == []
    assert answer["targets"][0]["value"] == 100.0
    assert answer["targets"][0]["item"] == "jia-2021-7/body/1"
    assert [held["end"] for held in answer["deadlines"]] == ["2022", "2022", "2023"]


def test_a_unit_through_a_group(ask: Any) -> None:
    assert json.loads(ask("unit", "市生态环境局", "--json")[1])["through_groups"] == ["jia-2021-7/annex-1/1"]
    assert "通过集合名词承担 1 项" in ask("unit", "yi/shengtai")[1]


@pytest.mark.parametrize("name", ["区住建局", "住建局", "甲区住房和城乡建设局", "jia/zhujian"])
def test_unit_for_people(ask: Any, name: str) -> None:
    status, out, _ = ask("unit", name)
    assert status == 0
    assert "牵头 2 项、配合 0 项、责任 1 项" in out
    assert "协作单位" in out


def test_an_unknown_unit_names_the_nearest(ask: Any) -> None:
    status, out, err = ask("unit", "区住建厅")
    assert (status, out) == (1, "")
    assert "区住建局(jia/zhujian)" in err


def test_an_ambiguous_unit_names_the_candidates(ask: Any) -> None:
    status, _, err = ask("unit", "局")
    assert status == 1
    assert "可以指 3 个单位" in err


def test_an_empty_question_is_a_wrong_use(ask: Any) -> None:
    assert ask("search", " ")[0] == 2
    assert ask("unit", " ")[0] == 2


def test_the_folder_may_stand_before_the_command(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(workspace), "search", "清运"]) == 0
    assert "任务2" in capsys.readouterr().out


@pytest.mark.parametrize("command", [("search", "x"), ("lead", "x"), ("unit", "x")])
def test_a_workspace_that_is_not_built(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path)
    assert run([*command, "-C", str(tmp_path)]) == 2
    assert "zeren build" in capsys.readouterr().err


def test_a_question_for_machines(ask: Any) -> None:
    status, out, _ = ask("ask", "垃圾分类由谁牵头?", "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["understood"], answer["intent"]) == (True, "lead-of")
    assert answer["answer"] == ["区住建局", "区交通局"]
    assert answer["quotes"][0]["text"] == "区住建局"
    assert {"question", "understood", "intent", "answer", "items", "quotes"} <= set(answer)


def test_a_question_for_people(ask: Any) -> None:
    _, out, _ = ask("ask", "区住建局牵头哪些任务")
    assert "区住建局牵头的事项" in out
    assert "依据" in out


def test_a_question_that_is_not_understood(ask: Any) -> None:
    answer = json.loads(ask("ask", "垃圾分类为什么重要", "--json")[1])
    assert (answer["understood"], answer["answer"]) == (False, [])
    assert answer["items"]
    assert "可以这样问" in ask("ask", "垃圾分类为什么重要")[1]


def test_no_question(ask: Any) -> None:
    status, _, told = ask("ask", "?")
    assert status == 2
    assert "没有问题" in told


def test_what_was_changed_in_a_query_is_told(ask: Any) -> None:
    _, out, _ = ask("search", "拉圾焚烧")
    assert "按同音字查找" in out


def test_serving_needs_to_be_told_what(ask: Any) -> None:
    status, _, told = ask("serve")
    assert status == 2
    assert "--api" in told
