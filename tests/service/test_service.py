"""The service: every result quoted, pages bounded, wrong questions told; the same functions for assistants."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph.build import build_graph
from graph.views import all_views
from kb.ask import KnowledgeBase
from kb.schema import Record

pytest.importorskip("starlette")
pytest.importorskip("httpx")

from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from kb.service.http import ROUTES, app


@pytest.fixture(scope="module")
def client(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(app(lambda: base), base_url="http://localhost") as held:
        yield held


def quotes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield from value.get("quotes", ())
        for held in value.values():
            yield from quotes_in(held)
    elif isinstance(value, list):
        for held in value:
            yield from quotes_in(held)


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "/search?q=垃圾分类",
            "/search?q=区环保局&limit=100",
            "/search?q=指导思想",
            "/search?q=森林保有量",
            "/ask?q=垃圾分类由谁牵头",
            "/ask?q=月球基地由谁牵头的垃圾分类",
            "/ask?q=湖长制什么时候完成",
        ),
        *("/items?unit=住建局&role=lead", "/items?year=2020&kind=project", "/item?id=wuxing-2018-122/annex-1/14"),
        *("/plans", "/units", "/unit?name=区住建局", "/targets?year=2022", "/targets?unit=区卫计局"),
    ],
)
def test_every_result_is_quoted_from_the_document(client: TestClient, seed_record: Record, asked: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == 200
    held = answer.json()
    quotes = list(quotes_in(held))
    assert quotes
    for quote in quotes:
        assert "".join(seed_record.text[slice(*quote["span"])].split()) == quote["text"]
        assert quote["sha256"] == seed_record.source.sha256
    for result in (*held.get("results", ()), *held.get("hits", ())):
        assert result["quotes"]


EVERY = [
    *(
        "/search?q=垃圾分类",
        "/search?q=区环保局",
        "/search?q=无此词语",
        "/ask?q=垃圾分类由谁牵头",
        "/ask?q=今天天气怎么样",
    ),
    *(
        "/ask?q=?!",
        "/items?limit=100",
        "/item?id=wuxing-2018-122/annex-1/14",
        "/units?limit=100",
        "/unit?name=区住建局",
    ),
    *("/targets?limit=100", "/plans"),
]


@pytest.mark.parametrize("asked", EVERY)
def test_every_answer_has_the_described_shape(client: TestClient, asked: str) -> None:
    described = client.get("/openapi.json").json()
    operation = described["paths"][asked.partition("?")[0]]["get"]
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {"components": described["components"], **shape}
    Draft202012Validator.check_schema(whole)
    Draft202012Validator(whole).validate(client.get(asked).json())


def test_a_shape_refuses_what_is_no_answer(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    shape = described["paths"]["/ask"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get("/ask?q=垃圾分类由谁牵头").json()
    del answer["hits"]
    assert not Draft202012Validator({"components": described["components"], **shape}).is_valid(answer)


def test_pages_follow_one_another(client: TestClient) -> None:
    whole = client.get("/items", params={"limit": 100}).json()
    seen, offset = [], 0
    while offset is not None:
        page = client.get("/items", params={"limit": 50, "offset": offset}).json()
        seen += [held["id"] for held in page["results"]]
        offset = page["next"]
    assert len(seen) == len(set(seen)) == whole["total"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        *(("/search", 400), ("/search?q=", 400), ("/search?q=a&limit=101", 400), ("/search?q=a&offset=-1", 400)),
        *(
            ("/items?role=boss", 400),
            ("/items?year=null", 400),
            ("/items?year=x", 400),
            ("/items?what=1", 400),
            ("/unit?name=火星局", 404),
        ),
        *(("/item?id=none", 404), ("/nothing", 404), (f"/search?q={'长' * 500}", 400)),
    ],
)
def test_wrong_questions_are_told(client: TestClient, asked: str, status: int) -> None:
    answer = client.get(asked)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_marks_alone_are_no_question_and_no_mistake(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": "?!"})
    assert (answer.status_code, answer.json()["understood"], answer.json()["answer"]) == (200, False, [])


def test_nothing_can_be_written(client: TestClient) -> None:
    assert {client.post(path).status_code for path in ROUTES} == {405}


def test_results_are_bounded(base: KnowledgeBase) -> None:
    with TestClient(app(lambda: base, per_second=2), base_url="http://localhost") as client:
        answers = [client.get("/search", params={"q": "垃圾", "limit": 10}) for _ in range(5)]
    assert answers[0].status_code == 200
    late = [held for held in answers if held.status_code == 429]
    assert late and int(late[0].headers["Retry-After"]) > 0


def test_the_description_names_every_path_and_parameter(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == set(ROUTES)
    items = described["paths"]["/items"]["get"]["parameters"]
    assert {held["name"] for held in items} == {"plan", "kind", "unit", "role", "year", "limit", "offset"}
    assert next(held for held in items if held["name"] == "role")["schema"]["enum"] == [
        "lead",
        "support",
        "responsible",
    ]


def awaited(work: Coroutine[Any, Any, Any]) -> Any:
    """The outcome of `work`, in a thread of its own: the browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_assistants_get_the_same_with_quotes(base: KnowledgeBase, seed_record: Record) -> None:
    pytest.importorskip("mcp")
    from kb.service.assistant import server

    made = server(lambda: base)
    tools = {tool.name for tool in awaited(made.list_tools())}
    assert tools == {"search", "ask", "items", "item", "units", "unit", "targets", "plans"}
    answer = awaited(made.call_tool("ask", {"question": "垃圾分类由谁牵头"}))
    text = json.dumps(str(answer), ensure_ascii=False)
    assert "区住建局" in text
    assert seed_record.source.sha256 in text


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        *(("search", {"q": "垃圾分类"}), ("search", {"q": "指导思想"}), ("search", {"q": "区环保局"})),
        *(("ask", {"question": "垃圾分类由谁牵头"}), ("ask", {"question": "火星基地垃圾分类"})),
        *(("items", {"unit": "住建局", "role": "lead"}), ("item", {"id": "wuxing-2018-122/annex-1/14"})),
        *(("units", {}), ("unit", {"name": "区住建局"}), ("targets", {"year": 2022}), ("plans", {})),
    ],
)
def test_every_tool_quotes_the_document(
    base: KnowledgeBase, seed_record: Record, tool: str, given: dict[str, Any]
) -> None:
    pytest.importorskip("mcp")
    from kb.service.assistant import server

    held = awaited(server(lambda: base).call_tool(tool, given))
    found = held.structured_content
    quotes = list(quotes_in(found))
    assert quotes
    for quote in quotes:
        assert "".join(seed_record.text[slice(*quote["span"])].split()) == quote["text"]
        assert quote["sha256"] == seed_record.source.sha256
    for result in (*found.get("results", ()), *found.get("hits", ())):
        assert result["quotes"]


def test_what_goes_wrong_is_told_to_the_assistant(base: KnowledgeBase) -> None:
    pytest.importorskip("mcp")
    from mcp.server.mcpserver.exceptions import ToolError

    from kb.service.assistant import server

    with pytest.raises(ToolError, match="火星局"):
        awaited(server(lambda: base).call_tool("unit", {"name": "火星局"}))


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("search", {"q": "垃" * 401}, "401 字, 至多 400 字"),
        ("search", {"q": " ".join(map(str, range(60)))}, "60 个不同的词, 至多 50 个"),
        ("ask", {"question": "垃" * 100_000}, "100000 字, 至多 400 字"),
        ("unit", {"name": "局" * 401}, "401 字, 至多 400 字"),
        ("item", {"id": "a" * 401}, "401 字, 至多 400 字"),
        ("targets", {"q": "a" * 401}, "401 字, 至多 400 字"),
    ],
)
def test_an_assistant_has_the_same_limits(base: KnowledgeBase, tool: str, given: dict[str, Any], told: str) -> None:
    pytest.importorskip("mcp")
    from mcp.server.mcpserver.exceptions import ToolError

    from kb.service.assistant import server

    with pytest.raises(ToolError, match=told):
        awaited(server(lambda: base).call_tool(tool, given))


def test_an_assistant_may_pass_over_no_more_than_a_program(base: KnowledgeBase) -> None:
    pytest.importorskip("mcp")
    from kb.service.assistant import server

    held = awaited(server(lambda: base).call_tool("plans", {"offset": 10**30, "limit": -5}))
    assert held.structured_content["results"] == []


def test_an_assistant_on_the_other_end_of_the_line(seed_record: Record, root: Path) -> None:
    """The official client over standard input and output, against `zeren mcp` itself."""
    pytest.importorskip("mcp")
    if not (root / "build" / "index").exists():
        pytest.skip("zeren build first")
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def asked() -> list[Any]:
        line = StdioServerParameters(command=sys.executable, args=["-m", "scripts.zeren", "-C", str(root), "mcp"])
        async with stdio_client(line) as ends, ClientSession(*ends) as session:
            await session.initialize()
            given = (
                ("search", {"q": "垃圾分类"}),
                ("ask", {"question": "垃圾分类由谁牵头"}),
                ("plans", {}),
                ("unit", {"name": "火星局"}),
            )
            return [await session.call_tool(name, named) for name, named in given]

    *answers, wrong = awaited(asked())
    for answer in answers:
        held = answer.structured_content
        assert not answer.is_error
        assert list(quotes_in(held))
        for quote in quotes_in(held):
            assert "".join(seed_record.text[slice(*quote["span"])].split()) == quote["text"]
            assert quote["sha256"] == seed_record.source.sha256
    assert wrong.is_error
    assert "火星局" in wrong.content[0].text


def test_the_base_is_read_again_after_a_build(tmp_path: Path, records: tuple[Record, ...]) -> None:
    from kb.store import write_store
    from kb.workspace import create
    from scripts.commands.serve import loader

    workspace = create(tmp_path)
    workspace.index.mkdir(parents=True)
    write_store(records[:1], all_views(build_graph(records[:1])), workspace.base)
    load = loader(workspace)
    first = load()
    assert load() is first
    workspace.base.unlink()
    write_store(records, all_views(build_graph(records)), workspace.base)
    assert len(load().records) == len(records)
