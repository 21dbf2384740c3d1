"""Plans of very many items: what tells two apart is still found, and not everything is compared with everything."""

from __future__ import annotations

import pytest

from graph.links import join
from graph.links.join import link_items
from kb.schema import Item, Kind, Locator, Plan, Record, Source

MANY = 900


def record_of(texts: list[tuple[Kind, str]]) -> Record:
    whole, items, at = "", [], 0
    for number, (kind, text) in enumerate(texts, 1):
        span = (at, at + len(text))
        where = Locator(part="正文", line=number)
        items.append(Item(id=f"a/{number}", kind=kind, number=str(number), text=text, span=span, locator=where))
        whole, at = f"{whole}{text}\n", at + len(text) + 1
    source = Source(name="a.txt", sha256="0" * 64, media_type="text/plain")
    return Record(plan=Plan(id="a", title="a"), source=source, text=whole, items=tuple(items))


def many(kind: Kind) -> list[tuple[Kind, str]]:
    return [(kind, "推进各项重点工作落实，加强督促检查。")] * MANY


def test_alike_items_are_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    scored = 0
    real = join._score

    def counted(*given: object) -> object:
        nonlocal scored
        scored += 1
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(join, "_score", counted)
    link_items(record_of([*many("measure"), *many("task")]))
    assert scored < 60 * MANY


def test_a_telling_word_joins_among_many() -> None:
    measure: tuple[Kind, str] = ("measure", "建设三桥水库引水隧洞，保障城乡供水。")
    task: tuple[Kind, str] = ("task", "完成三桥水库引水隧洞建设，保障城乡供水。")
    links = link_items(record_of([*many("measure"), measure, task]))
    assert [(link.source, link.target) for link in links if link.kind == "details"] == [
        (f"a/{MANY + 2}", f"a/{MANY + 1}")
    ]
