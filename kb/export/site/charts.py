"""Charts as Vega-Lite, written with Altair. Each stands on its page as an SVG made here, which needs no script and prints;
a script that is loaded when the chart comes into sight draws it again from the same specification, to be pointed at.

Colours are the names of the page's own (`var(--z-lead)`), so that both follow light and dark.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from kb import wording
from kb.controls import xml_text
from kb.export.site import addresses, lists, pictures
from kb.export.site import catalog as catalogs
from kb.export.site.catalog import Catalog, ItemRow, duty_counts
from kb.export.site.lists import Bar
from kb.export.site.model import SiteInput
from kb.export.site.page import script_json
from kb.export.site.pictures import HEIGHT, WIDTH, Chart, Charts, Network
from kb.schema import Target

_WIDTH = 720
_MOST = 40
"""Bars of a chart that a page has room for; the table below has them all."""
_MOST_TRENDS = 12
_NAME = 16
"""Characters of a project's name that stand beside its bar."""
_BASE = re.compile(r"https://vega\.github\.io/vega-datasets/")
"""What vl-convert puts before an address that is relative to the page."""
_LONG = re.compile(r"\d+\.\d{3,}")
"""Fractions of a pixel that nobody sees."""
_PLACED = re.compile(r'(?<= )(?:transform|d|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
"""Where an SVG says how long something is; words and numbers of the document stand elsewhere, and stay."""
_KIND_COLOURS = {
    "goal": "var(--z-info)",
    "measure": "var(--z-support)",
    "task": "var(--z-lead)",
    "project": "var(--z-responsible)",
}
_ROLE_COLOURS = {"lead": "var(--z-lead)", "support": "var(--z-support)", "responsible": "var(--z-responsible)"}
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--z-text)", "titleColor": "var(--z-dim)", "gridColor": "var(--z-line)", "labelFontSize": 12,
        "domainColor": "var(--z-line-strong)", "tickColor": "var(--z-line-strong)", "titleFontWeight": "normal",
    },
    "legend": {"labelColor": "var(--z-text)", "labelFontSize": 12, "orient": "top", "title": None, "symbolType": "square"},
    "header": {"labelColor": "var(--z-text)", "labelFontSize": 13, "labelFontWeight": "bold", "title": None},
}  # fmt: skip


def draw(site: SiteInput) -> Charts:
    """Every chart of the site: seconds of processor, to be spent in a process of its own.

    vl-convert starts threads that do not survive a fork: a process that has drawn must not start another by one.
    """
    catalog = catalogs.build_catalog(site)
    return Charts(
        units=unit_bars(catalog),
        years=year_bars(catalog),
        trends=trends(lists.targets_of(catalog)),
        projects=gantt(bar for bars in lists.projects_of(catalog).values() for bar in bars),
        network=network(pictures.network(catalog)),
    )


def _chart(
    title: str, chart: alt.Chart | alt.LayerChart | alt.FacetChart, root: str, *, left_out: int = 0, width: int = _WIDTH
) -> Chart:
    """`root` is the way from the page to the site's root; addresses of the data count from the root. `width` is that of
    the SVG where the chart else fills the page."""
    spec = chart.to_dict()
    for values in spec.get("datasets", {}).values():
        for one in values:
            if "href" in one:
                one["href"] = root + one["href"]
    spec["config"], spec["description"] = _CONFIG, title
    if spec.get("width") == "container":
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    svg = _rounded(_BASE.sub("", vl_convert.vegalite_to_svg(_fixed(spec, width))))
    return Chart(title, script_json(spec), Markup(svg.replace("\n", " ")), left_out)


def _rounded(svg: str) -> str:
    """The SVG with its lengths to a hundredth.

    >>> _rounded('<path aria-label="0.035 mg/L" d="M3.14159,2h0.999Z"/>')
    '<path aria-label="0.035 mg/L" d="M3.14,2h1.00Z"/>'
    """
    return _PLACED.sub(lambda held: _LONG.sub(lambda number: f"{float(number[0]):.2f}", held[0]), svg)


def _fixed(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """The specification with a width of its own, for where there is no page to fill.

    Names are not cut to a width in pixels: they are short, and to measure them takes two thirds of the drawing.
    """
    if spec.get("width") != "container":
        return spec
    fixed = copy.deepcopy({name: value for name, value in spec.items() if name != "datasets"})
    fixed.get("encoding", {}).get("y", {}).get("axis", {}).pop("labelLimit", None)
    return fixed | {"width": width, "datasets": spec["datasets"]}


def _data(values: Iterable[dict[str, Any]]) -> alt.InlineData:
    """The values as a chart holds them. An SVG is XML: vl-convert ends the whole process over what XML cannot hold."""
    return alt.InlineData(
        values=[{name: xml_text(v) if isinstance(v, str) else v for name, v in one.items()} for one in values]
    )


def _scale(names: dict[str, str], colours: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(names.values()), range=[colours[key] for key in names])


def unit_bars(catalog: Catalog) -> Chart | None:
    """Items that each unit leads, supports, is responsible for; collective nouns left out. Null for no unit."""
    views = [view for view in catalog.site.views.units if view.unit.kind != "group"]
    values: list[dict[str, Any]] = [
        {"bar": view.unit.name, "part": name, "n": count, "order": place, "href": addresses.unit(view.unit.id)}
        for view in views[:_MOST]
        for place, (role, name) in enumerate(wording.ROLE_VERBS.items())
        if (count := {str(key): n for key, n in duty_counts(view).items()}[role])
    ]
    if not values:
        return None
    chart = (
        _stacked(values, _scale(wording.ROLE_VERBS, _ROLE_COLOURS), "单位", "角色")
        .mark_bar(cursor="pointer")
        .properties(height=alt.Step(22))
        .encode(
            x=alt.X("n:Q", title="项", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("bar:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, minExtent=110)),
        )
    )
    return _chart("各单位牵头、配合、负责的事项数", chart, "../", left_out=max(0, len(views) - _MOST))


def year_bars(catalog: Catalog) -> Chart | None:
    """Items with a deadline that ends in the year, by kind; each item once a year. Null where none has one."""
    values: list[dict[str, Any]] = []
    for view in catalog.site.views.years:
        items = dict.fromkeys(held.item for held in view.deadlines if held.item in catalog.rows)
        for place, (kind, name) in enumerate(wording.KINDS.items()):
            count = sum(catalog.rows[item].item.kind == kind for item in items)
            if count:
                href = f"timeline/index.html#y{view.year}"
                values.append({"bar": f"{view.year}年", "part": name, "n": count, "order": place, "href": href})
    if not values:
        return None
    chart = (
        _stacked(values, _scale(wording.KINDS, _KIND_COLOURS), "到期", "类别")
        .mark_bar(cursor="pointer", size=36)
        .properties(height=220)
        .encode(
            x=alt.X("bar:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("n:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        )
    )
    return _chart("各年到期的事项数", chart, "../")


def _stacked(values: list[dict[str, Any]], parts: alt.Scale, bar: str, part: str) -> alt.Chart:
    """Bars of parts: each value has its `bar`, its `part`, how many (`n`), the part's `order`, and where it leads (`href`).

    `bar` and `part` here are the words for them. The mark, and which way the bars run, are the caller's.
    """
    return (
        alt.Chart(_data(values), width="container")
        .encode(
            color=alt.Color("part:N", scale=parts),
            order=alt.Order("order:Q"),
            href="href:N",
            tooltip=[
                alt.Tooltip("bar:N", title=bar),
                alt.Tooltip("part:N", title=part),
                alt.Tooltip("n:Q", title="项"),
            ],
            description="say:N",
        )
        .transform_calculate(say="datum.bar + '，' + datum.part + datum.n + '项'")
    )


def gantt(bars: Iterable[Bar]) -> Chart | None:
    """Projects as bars over years. Null where none states its years."""
    values: list[dict[str, Any]] = [
        {
            "project": f"{bar.row.label} {wording.short(bar.row.title, _NAME)}", "title": bar.row.title,
            "units": "、".join(chip.name for chip in (*bar.row.responsible, *bar.row.leads)),
            "period": bar.period, "href": bar.row.href, "first": bar.first, "last": bar.last,
        }
        for bar in bars
        if bar.first
    ]  # fmt: skip
    if not values:
        return None
    shown = values[:_MOST]
    years = range(min(one["first"] for one in shown), max(one["last"] for one in shown) + 1)
    chart = (
        alt.Chart(_data(shown), width="container", height=alt.Step(18))
        .mark_bar(cursor="pointer", color="var(--z-lead)", cornerRadius=3, height=10)
        .encode(
            # A year is a stretch, named in its middle: a bar ends with its last year, not where the next one is named.
            x=alt.X(
                "first:O",
                title=None,
                bandPosition=0,
                scale=alt.Scale(domain=list(years), paddingInner=0, paddingOuter=0),
                axis=alt.Axis(
                    orient="top",
                    grid=True,
                    tickBand="extent",
                    labelAngle=0,
                    labelExpr="isValid(datum.value) ? datum.value + '年' : ''",
                ),
            ),
            x2=alt.X2("last:O", bandPosition=1),
            y=alt.Y("project:N", title=None, sort=None, axis=alt.Axis(labelLimit=230, minExtent=150)),
            href="href:N",
            tooltip=[
                alt.Tooltip("title:N", title="项目"),
                alt.Tooltip("period:N", title="起止"),
                alt.Tooltip("units:N", title="单位"),
            ],
            description="say:N",
        )
        .transform_calculate(say="datum.title + '，' + datum.period + (datum.units ? '，' + datum.units : '')")
    )
    return _chart("重点项目的起止年份", chart, "../", left_out=len(values) - len(shown))


def network(net: Network) -> Chart | None:
    """Units as circles that lead to their pages, lines between those that share items; null for no unit.

    A unit that is pointed at, or reached by keyboard, stands out with its partners (`near`, a signal of Vega).
    """
    if not net.nodes:
        return None
    partners: dict[int, list[int]] = {place: [place] for place in range(len(net.nodes))}
    for edge in net.edges:
        partners[edge.a].append(edge.b)
        partners[edge.b].append(edge.a)
    nodes = [
        {"id": place, "x": node.x, "y": node.y, "r": node.radius, "name": node.name, "n": node.total, "href": node.href,
         "near": partners[place]}
        for place, node in enumerate(net.nodes)
    ]  # fmt: skip
    edges = [
        {"a": edge.a, "b": edge.b, "x": net.nodes[edge.a].x, "y": net.nodes[edge.a].y, "u": net.nodes[edge.b].x,
         "v": net.nodes[edge.b].y, "w": edge.thickness, "n": edge.count,
         "pair": f"{net.nodes[edge.a].name}、{net.nodes[edge.b].name}"}
        for edge in net.edges
    ]  # fmt: skip
    near = alt.selection_point(name="near", fields=["id"], on="pointerover", clear="pointerout", empty=False)
    lines = (
        alt.Chart(_data(edges))
        .mark_rule(color="var(--z-line-strong)", aria=False)
        .encode(
            x=_across("x:Q"),
            y=_down("y:Q"),
            x2="u:Q",
            y2="v:Q",
            strokeWidth=alt.StrokeWidth("w:Q", scale=None),
            opacity=_standing_out("near.id[0] == datum.a || near.id[0] == datum.b", 0.55, 0.1),
            tooltip=[alt.Tooltip("pair:N", title="单位"), alt.Tooltip("n:Q", title="共同事项")],
        )
    )
    placed = alt.Chart(_data(nodes)).encode(
        x=_across("x:Q"),
        y=_down("y:Q"),
        opacity=_standing_out("indexof(datum.near, near.id[0]) >= 0", 1, 0.3),
        tooltip=[alt.Tooltip("name:N", title="单位"), alt.Tooltip("n:Q", title="承担事项")],
    )
    circles = (
        placed.mark_circle(color="var(--z-lead)", cursor="pointer", stroke="var(--z-surface)", strokeWidth=2)
        .encode(href="href:N", size=alt.Size("area:Q", scale=None), description="say:N")
        .transform_calculate(area="4 * datum.r * datum.r", say="datum.name + '，承担' + datum.n + '项'")
        .add_params(near)
    )
    names = (
        placed.mark_text(color="var(--z-text)", fontSize=13, baseline="top", aria=False)
        .encode(text="name:N", y=_down("below:Q"))
        .transform_calculate(below="datum.y + datum.r + 3")
    )
    chart = alt.layer(lines, circles, names).properties(width="container", height=HEIGHT)
    return _chart("单位协作网络", chart, "../", left_out=net.left_out, width=WIDTH)


def _across(field: str) -> alt.X:
    """The network's places are its own: the scale is the picture's width, and nothing is written at its edge."""
    return alt.X(field, scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)


def _down(field: str) -> alt.Y:
    return alt.Y(field, scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None)


def _standing_out(test: str, usual: float, other: float) -> alt.OpacityValue:
    """Opacity: `usual` while no unit is pointed at, whole where `test` holds, else `other`."""
    return alt.OpacityValue(
        other,
        condition=[{"test": "!near.id", "value": usual}, {"test": f"near.id && ({test})", "value": 1}],
    )


def trends(groups: Iterable[tuple[str, tuple[tuple[ItemRow, Target], ...]]]) -> Chart | None:
    """Indicators with different targets in different years, one unit of measure; null where there is none."""
    values: list[dict[str, Any]] = []
    shown = 0
    for indicator, pairs in groups:
        targets = {(t.year, t.value, t.commitment == "力争"): (row, t) for row, t in pairs if t.year}
        if len({t.year for _, t in targets.values()}) < 2 or len({t.value for _, t in targets.values()}) < 2:
            continue
        if shown == _MOST_TRENDS or len({t.unit for _, t in targets.values()}) > 1:
            continue
        shown += 1
        values += [
            {"indicator": indicator, "year": f"{t.year}年", "value": t.value, "label": wording.amount(t).text,
             "promise": t.commitment or "未写明", "href": row.href}
            for row, t in targets.values()
        ]  # fmt: skip
    if not values:
        return None
    base = (
        alt.Chart(_data(values), width=200, height=90)
        .encode(
            x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title=None, axis=None, scale=alt.Scale(zero=False, padding=24)),
            href="href:N",
            tooltip=[
                alt.Tooltip("indicator:N", title="指标"),
                alt.Tooltip("year:N", title="年份"),
                alt.Tooltip("label:N", title="目标值"),
                alt.Tooltip("promise:N", title="承诺"),
            ],
            description="say:N",
        )
        .transform_calculate(say="datum.indicator + '，' + datum.year + '，' + datum.label")
    )
    layers = alt.layer(
        base.mark_line(color="var(--z-lead)"),
        base.mark_point(color="var(--z-lead)", filled=True, size=70, cursor="pointer"),
        base.mark_text(dy=-12, fontSize=12, color="var(--z-text)").encode(text="label:N"),
    )
    facets = layers.facet("indicator:N", columns=3).resolve_scale(x="independent", y="independent")
    return _chart("各项指标在不同年份的目标值", facets, "../")
