"""Charts as Vega-Lite, written with Altair. Each stands on its page as an SVG made here, which needs no script and prints;
a script that is loaded when the chart comes into sight draws it again from the same specification, to be pointed at.

Colours are the names of the page's own (`var(--z-lead)`), so that both follow light and dark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup
from msgspec import Struct

from kb.export.site import addresses, words
from kb.export.site.catalog import Catalog, Row, duty_counts
from kb.schema import Target

_WIDTH = 720
_MOST = 40
"""Bars of a chart that a page has room for; the table below has them all."""
_MOST_TRENDS = 12
_BASE = re.compile(r"https://vega\.github\.io/vega-datasets/")
"""What vl-convert puts before an address that is relative to the page."""
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


class Chart(Struct, frozen=True):
    """A chart of a page: its words for who does not see it, its specification as JSON, its SVG."""

    title: str
    spec: Markup
    svg: Markup


def _chart(title: str, chart: alt.Chart | alt.LayerChart | alt.FacetChart, root: str) -> Chart:
    """`root` is the way from the page to the site's root; addresses of the data count from the root."""
    spec = chart.to_dict()
    for values in spec.get("datasets", {}).values():
        for one in values:
            if "href" in one:
                one["href"] = root + one["href"]
    spec["config"], spec["description"] = _CONFIG, title
    if spec.get("width") == "container":
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    svg = _BASE.sub("", vl_convert.vegalite_to_svg(_fixed(spec)))
    # `</` would end the script that holds the specification.
    held = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("</", "<\\/")
    return Chart(title, Markup(held), Markup(svg.replace("\n", " ")))


def _fixed(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with a width of its own, for where there is no page to fill."""
    return spec | ({"width": _WIDTH} if spec.get("width") == "container" else {})


def _data(values: Iterable[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=list(values))


def _scale(names: dict[str, str], colours: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(names.values()), range=[colours[key] for key in names])


def unit_bars(catalog: Catalog) -> Chart | None:
    """Items that each unit leads, supports, is responsible for; collective nouns left out. Null for no unit."""
    views = [view for view in catalog.site.views.units if view.unit.kind != "group"][:_MOST]
    values: list[dict[str, Any]] = [
        {"unit": view.unit.name, "role": name, "n": count, "order": place, "href": addresses.unit(view.unit.id)}
        for view in views
        for place, (role, name) in enumerate(words.ROLE_VERBS.items())
        if (count := {str(key): n for key, n in duty_counts(view).items()}[role])
    ]
    if not values:
        return None
    chart = (
        alt.Chart(_data(values), width="container", height=alt.Step(22))
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X("n:Q", title="项"),
            y=alt.Y("unit:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, minExtent=110)),
            color=alt.Color("role:N", scale=_scale(words.ROLE_VERBS, _ROLE_COLOURS)),
            order=alt.Order("order:Q"),
            href="href:N",
            tooltip=[alt.Tooltip("unit:N", title="单位"), alt.Tooltip("role:N", title="角色"), alt.Tooltip("n:Q", title="项")],
        )
    )  # fmt: skip
    return _chart("各单位牵头、配合、负责的事项数", chart, "../")


def year_bars(catalog: Catalog) -> Chart | None:
    """Items with a deadline that ends in the year, by kind; each item once a year. Null where none has one."""
    values: list[dict[str, Any]] = []
    for view in catalog.site.views.years:
        items = dict.fromkeys(held.item for held in view.deadlines if held.item in catalog.rows)
        for place, (kind, name) in enumerate(words.KINDS.items()):
            count = sum(catalog.rows[item].item.kind == kind for item in items)
            if count:
                href = f"timeline/index.html#y{view.year}"
                values.append({"year": f"{view.year}年", "kind": name, "n": count, "order": place, "href": href})
    if not values:
        return None
    chart = (
        alt.Chart(_data(values), width="container", height=220)
        .mark_bar(cursor="pointer", size=36)
        .encode(
            x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("n:Q", title="项"),
            color=alt.Color("kind:N", scale=_scale(words.KINDS, _KIND_COLOURS)),
            order=alt.Order("order:Q"),
            href="href:N",
            tooltip=[alt.Tooltip("year:N", title="到期"), alt.Tooltip("kind:N", title="类别"), alt.Tooltip("n:Q", title="项")],
        )
    )  # fmt: skip
    return _chart("各年到期的事项数", chart, "../")


def gantt(bars: Iterable[tuple[Row, str, int, int]]) -> Chart | None:
    """Projects as bars over years: (row, period in words, first year, last year). Null where none states its years."""
    values: list[dict[str, Any]] = [
        {
            "project": f"{row.label} {words.short(row.title, 22)}", "title": row.title, "period": period, "href": row.href,
            "units": "、".join(chip.name for chip in (*row.responsible, *row.leads)), "first": first, "last": last + 1,
        }
        for row, period, first, last in bars
        if first
    ][:_MOST]  # fmt: skip
    if not values:
        return None
    years = range(min(one["first"] for one in values), max(one["last"] for one in values) + 1)
    chart = (
        alt.Chart(_data(values), width="container", height=alt.Step(18))
        .mark_bar(cursor="pointer", color="var(--z-lead)", cornerRadius=3, height=10)
        .encode(
            x=alt.X(
                "first:Q",
                title=None,
                scale=alt.Scale(domain=[years[0], years[-1]], nice=False),
                axis=alt.Axis(format="d", values=list(years), orient="top"),
            ),
            x2="last:Q",
            y=alt.Y("project:N", title=None, sort=None, axis=alt.Axis(labelLimit=230, minExtent=150)),
            href="href:N",
            tooltip=[
                alt.Tooltip("title:N", title="项目"),
                alt.Tooltip("period:N", title="起止"),
                alt.Tooltip("units:N", title="单位"),
            ],
        )
    )
    return _chart("重点项目的起止年份", chart, "../")


def trends(groups: Iterable[tuple[str, tuple[tuple[Row, Target], ...]]]) -> Chart | None:
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
            {"indicator": indicator, "year": f"{t.year}年", "value": t.value, "label": words.amount(t).text,
             "promise": t.commitment or "未写明", "href": row.href}
            for row, t in targets.values()
        ]  # fmt: skip
    if not values:
        return None
    base = alt.Chart(_data(values), width=200, height=90).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=None, axis=None, scale=alt.Scale(zero=False, padding=24)),
        href="href:N",
        tooltip=[
            alt.Tooltip("indicator:N", title="指标"),
            alt.Tooltip("year:N", title="年份"),
            alt.Tooltip("label:N", title="目标值"),
            alt.Tooltip("promise:N", title="承诺"),
        ],
    )
    layers = alt.layer(
        base.mark_line(color="var(--z-lead)"),
        base.mark_point(color="var(--z-lead)", filled=True, size=70, cursor="pointer"),
        base.mark_text(dy=-12, fontSize=12, color="var(--z-text)").encode(text="label:N"),
    )
    facets = layers.facet("indicator:N", columns=3).resolve_scale(x="independent", y="independent")
    return _chart("各项指标在不同年份的目标值", facets, "../")
