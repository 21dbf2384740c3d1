"""Charts as they stand on the pages without script: what they say, what they leave out, where they lead.

They are drawn in a process of its own, as `zeren build` does: what vl-convert starts does not survive a fork.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kb.export.site import charts
from kb.export.site.catalog import ItemRow
from kb.export.site.lists import Bar
from kb.export.site.pictures import Chart, Network, NetworkEdge, NetworkNode
from kb.schema import Item, Locator
from scripts.workers import workers

Draw = Callable[[Callable[[Any], Chart | None], Any], Chart | None]


@pytest.fixture(scope="module")
def draw() -> Iterator[Draw]:
    """Call a function with its argument in another process."""
    with workers(1) as pool:
        yield lambda chart, given: pool.submit(chart, given).result()


def _bar(number: int, period: str, first: int, last: int) -> Bar:
    return Bar(row=_project(number), place=number, period=period, first=first, last=last)


def _project(number: int) -> ItemRow:
    item = Item(
        id=f"made-2024-1/annex-1/{number}", kind="project", text="建设", span=(0, 2), locator=Locator(part="附件1")
    )
    return ItemRow(
        item=item, plan="made-2024-1", href=f"plans/x/text/index.html#{number}", label=f"项目{number}", place="附件1",
        title=f"泵站{number}", text="建设", action="", leads=(), supports=(), responsible=(), deadlines=(), targets=(),
        years=(), further=(), certainty="stated", issues=(),
    )  # fmt: skip


def _words(chart: Chart) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", chart.svg)


def _reach(chart: Chart, name: str) -> tuple[float, float]:
    """The least and the largest x of the bar."""
    (path,) = re.findall(rf'aria-label="{name}，[^>]* d="([^"]+)"', chart.svg)
    found = [float(x) for x in re.findall(r"([\d.]+),[\d.]+", path)]
    return min(found), max(found)


def test_a_year_is_named_where_its_bars_are(draw: Draw) -> None:
    chart = draw(charts.gantt, [_bar(1, "2018—2020年", 2018, 2020), _bar(2, "2019年", 2019, 2019)])
    assert chart is not None
    assert [one for one in _words(chart) if one.endswith("年")] == ["2018年", "2019年", "2020年"]
    (left, right), (start, end) = (_reach(chart, f"泵站{n}") for n in (1, 2))
    third = (right - left) / 3
    assert abs(start - left - third) < 1 and abs(right - third - end) < 1


def test_what_has_no_room_is_counted(draw: Draw) -> None:
    few = draw(charts.gantt, [_bar(n, "2018年", 2018, 2018) for n in range(3)])
    many = draw(charts.gantt, [_bar(n, "2018年", 2018, 2018) for n in range(45)])
    assert few is not None and many is not None
    assert (few.left_out, many.left_out) == (0, 5)


def test_every_unit_of_the_network_leads_to_its_page(draw: Draw) -> None:
    nodes = tuple(
        NetworkNode(
            unit=name, name=name, href=f"units/{name}/index.html", kind="department", x=100 * n, y=50, radius=9, total=n
        )
        for n, name in enumerate(("a", "b", "c"), 1)
    )
    chart = draw(charts.network, Network(nodes=nodes, edges=(NetworkEdge(a=0, b=1, count=4, thickness=2),), left_out=2))
    assert chart is not None
    assert re.findall(r'href="([^"]+)"', chart.svg) == [f"../units/{name}/index.html" for name in "abc"]
    assert {"a", "b", "c"} <= set(_words(chart))
    assert "c，承担3项" in chart.svg
    assert chart.left_out == 2


def test_no_unit_no_network(draw: Draw) -> None:
    assert draw(charts.network, Network()) is None
