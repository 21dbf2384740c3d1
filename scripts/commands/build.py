"""`zeren build`: the plans of the workspace become records, knowledge base, graph, index and site.

All of it takes the place of the old or none of it; a plan that cannot be read stands as it last was, and is told.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graph.checks import findings_of
from kb.codec import encode
from kb.schema import Record, Unit
from kb.search.engines import LARGE, has_fast
from kb.units import load_registry
from kb.views import Finding, Unread, Views
from kb.workspace import CORRECTIONS, PlanFolder, Workspace, folders_and_faults, replacing
from kb.writing import fill
from scripts import screen
from scripts.commands.folder import Folder, workspace_of
from scripts.commands.publishing import print_notices, publishable, write_notices
from scripts.plans import Outcome, Standing, editions, refuse, standing
from scripts.reading import Task, run_each
from scripts.workers import workers

if TYPE_CHECKING:
    from kb.export.site.model import SiteInput
    from kb.export.site.pictures import Charts
    from kb.search import Entry
    from kb.units import Succession

_STEPS = 4
"""Steps after the reading of the plans: knowledge base, pages, site, indexes."""


def build_command(
    context: typer.Context,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="有一份计划无法读入就停下, 不生成; 缺省为保留它上次的内容, 并在摘要和核查页说明"),
    ] = False,
    folder: Folder = None,
) -> None:
    """读入 plans/ 里的全部计划, 生成 build/ (记录、知识库、图谱、索引) 和 site/ (网站)。"""
    began = time.perf_counter()
    workspace = workspace_of(context, folder)
    load_registry(workspace.own_units)  # what all plans share is an error of the whole
    folders, faults = folders_and_faults(workspace)
    with replacing(workspace) as (build, site), _progress() as progress, workers(1) as pool:
        # A second process makes what needs no plan while the plans are read, and the charts when they are.
        vega = pool.submit(_vega)
        pool.submit(_load_charts)
        documents = tuple(edition for folder in folders for edition in editions(folder))
        read = dict(zip(documents, _outcomes(workspace, documents, progress), strict=True))
        plans, unread = standing(workspace, folders, read, faults)
        if unread and (strict or not plans):
            raise refuse(unread)
        public = publishable(workspace, plans, unread, read)
        plans, unread = public.plans, public.unread
        write_notices(public.told, build)
        _write_editions(plans, build)
        given = _given(workspace, plans, unread, build)
        charts = pool.submit(_charts, given)
        _write(workspace, given, build, site, charts, vega, progress)
    print_notices(public.told)
    _print_summary(workspace, given, time.perf_counter() - began)


def _progress() -> Progress:
    """A moving bar in a terminal; in a log, one line a step when it is over."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    return Progress(*columns, TimeElapsedColumn(), console=screen.err(), transient=screen.err().is_terminal)


def _write_editions(plans: tuple[Standing, ...], build: Path) -> None:
    for plan in plans:
        for number, record in plan.editions.items():
            fill(build / "editions" / plan.record.plan.id / f"{number}.json", record)


def _outcomes(workspace: Workspace, folders: tuple[PlanFolder, ...], progress: Progress) -> Iterator[Outcome]:
    """The outcome of every document, in their order; read by several processes where there are several."""
    task = progress.add_task("读入计划", total=len(folders), rate="")
    began = time.perf_counter()
    characters = 0
    for outcome in _read_all(workspace, folders):
        characters += len(outcome.text) if isinstance(outcome, Record) else 0
        progress.update(task, advance=1, rate=f"{characters / (time.perf_counter() - began):,.0f} 字/秒")
        yield outcome


def _read_all(workspace: Workspace, folders: tuple[PlanFolder, ...]) -> Iterator[Outcome]:
    tasks = [Task(_read, (workspace, folder), str(folder.source)) for folder in folders]
    yield from run_each(tasks, min(len(folders), os.cpu_count() or 1))


def _read(workspace: Workspace, folder: PlanFolder) -> Record:
    """The plan's record with its links. Raises the error that a person can mend."""
    from graph.links import link_items
    from kb.units import load_registry
    from parser.pipeline import read_record
    from parser.repair import read_corrections

    corrections = read_corrections(folder.source.with_name(CORRECTIONS))
    registry = load_registry(workspace.own_units)
    record = read_record(folder.source, plan_id=folder.id, corrections=corrections, registry=registry)
    return replace(record, links=link_items(record))


def _vega() -> str:
    from kb.export.site.libraries import vega

    return vega()


def _load_charts() -> None:
    """Import what draws: a second of processor, at a time when the second process has nothing else to do."""
    import kb.export.site.charts  # noqa: F401


def _charts(given: SiteInput) -> Charts:
    from kb.export.site.charts import draw

    return draw(given)


def _given(workspace: Workspace, plans: tuple[Standing, ...], unread: tuple[Unread, ...], build: Path) -> SiteInput:
    """What the site is made from; the graph it rests on is written into `build`."""
    from kb.export.site.model import SiteInput

    records = tuple(plan.record for plan in plans)
    found = tuple(one for plan in plans for one in findings_of(plan.record, plan.dismissals))
    revisions = tuple(revision for plan in plans for revision in plan.revisions)
    return SiteInput(
        title=workspace.title,
        region=workspace.region,
        records=records,
        views=replace(_write_graph(workspace, records, found, build), revisions=revisions, unread=unread),
        successions=_successions(workspace, records),
        built_on=_today(),
        version=_version(),
    )


def _write(
    workspace: Workspace,
    given: SiteInput,
    build: Path,
    site: Path,
    charts: Future[Charts],
    vega: Future[str],
    progress: Progress,
) -> None:
    """Write everything into the folders `build` and `site`. Another process makes the indexes meanwhile."""
    from kb.export.site.engine import CONFIG, GUIDE, build_html
    from kb.export.site.write import write_site

    task = progress.add_task("知识库", total=_STEPS, rate="")
    pages, found = build / "pages", build / "found"
    with workers(1) as pool:
        indexing = pool.submit(_write_indexes, workspace, given, build / "index", found)
        _write_base(given.records, given.views, build)
        progress.update(task, advance=1, description="网页")
        write_site(given, pages, charts, vega, guide=GUIDE)
        progress.update(task, advance=1, description="网站")
        build_html(pages, CONFIG, site, built_on=given.built_on, version=given.version)
        progress.update(task, advance=1, description="索引")
        indexing.result()
        # The pages are complete too, for whoever runs another engine over them.
        for folder in found.iterdir():
            shutil.copytree(folder, site / "assets" / "data" / folder.name)
            folder.rename(pages / "assets" / "data" / folder.name)
        found.rmdir()
        progress.advance(task)


def _write_graph(workspace: Workspace, records: tuple[Record, ...], found: tuple[Finding, ...], build: Path) -> Views:
    from graph.across import references_of, shared_indicators
    from graph.build import build_graph
    from graph.export import write_graphml
    from graph.ledger import ledger_of
    from graph.load import load_of
    from graph.views import all_views

    graph = build_graph(records)
    write_graphml(graph, build / "graph.graphml")
    views = all_views(graph, members=_members(workspace, records), findings=found)
    details = tuple((link.source, link.target) for record in records for link in record.links)
    return replace(
        views,
        references=references_of(records),
        shared=shared_indicators(records),
        ledgers={record.plan.id: ledger_of(record) for record in records},
        load=load_of(graph, details),
    )


def _members(workspace: Workspace, records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """What the registry says each collective noun covers, among the units of the plans that use it."""
    from kb.units import load_registry

    registry = load_registry(workspace.own_units)
    found: dict[str, dict[str, None]] = {}
    for record in records:
        for group in (unit for unit in record.units if unit.kind == "group"):
            found.setdefault(group.id, {}).update(dict.fromkeys(registry.members(group, record.units)))
    return {group: tuple(members) for group, members in found.items() if members}


def _successions(workspace: Workspace, records: Iterable[Record]) -> dict[str, tuple[Succession, ...]]:
    """Who each unit became, as the registry knows it from the place of the plan that names the unit."""
    from kb.units import issuer_of, load_registry

    registry = load_registry(workspace.own_units)
    found = {unit.id: registry.successors(unit, issuer_of(record.plan)) for record in records for unit in record.units}
    return {unit: steps for unit, steps in found.items() if steps}


def _write_base(records: tuple[Record, ...], views: Views, build: Path) -> None:
    from kb.store import write_store

    for record in records:
        fill(build / "records" / f"{record.plan.id}.json", encode(record))
    write_store(records, views, build / "kb.sqlite")


def _write_indexes(workspace: Workspace, given: SiteInput, index: Path, found: Path) -> None:
    """The embedded index, and in the folder `found` what the site's pages ask: `search` and `ask`, from its tables."""
    from kb.search import write_index
    from kb.search.engines import engine_for

    index.mkdir()
    engine = engine_for(sum(len(record.items) for record in given.records))
    write_index(given.records, index, engine=engine, successors=_became(workspace, given.records))
    _write_search(given, index, found)


def _write_search(given: SiteInput, index: Path, found: Path) -> None:
    """The site's own indexes, asked by the page itself; their tables are those of the embedded `index`."""
    from kb.ask import KnowledgeBase
    from kb.ask.browser import ask_files
    from kb.export.site.search_data import describe
    from kb.search import entries_of
    from kb.search.browser import browser_files
    from kb.search.engines import engine_of
    from kb.search.tables import read_same, read_sounds

    describing = describe(given)

    def shown(entry: Entry) -> dict[str, Any]:
        text = {"text": entry.fields[0]} if entry.type == "text" else {}
        return describing(entry.type, entry.id, entry.plan, entry.item, entry.title) | text

    entries = entries_of(given.records)
    _write_files(found / "search", browser_files(entries, read_same(index), read_sounds(index), shown))
    base = KnowledgeBase(given.records, given.views.units, index, engine_of(index))
    plan_of = base.plan_of
    _write_files(
        found / "ask",
        ask_files(base, entries, lambda item: describing("item", item, plan_of[item], item, "")["href"]),
    )


def _write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        fill(folder / name, content)


def _became(workspace: Workspace, records: tuple[Record, ...]) -> dict[str, tuple[Unit, ...]]:
    """The successors of every unit that has any, under the names that are shown."""
    return {
        unit: tuple(replace(step.unit, name=step.name, aliases=(*step.unit.aliases, step.unit.name)) for step in steps)
        for unit, steps in _successions(workspace, records).items()
    }


def _today() -> str:
    """ISO date of the build; where SOURCE_DATE_EPOCH is set, of that instant, for builds byte for byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdigit() else date.today().isoformat()


def _version() -> str:
    try:
        return version("zeren")
    except PackageNotFoundError:
        return ""


def _print_summary(workspace: Workspace, given: SiteInput, seconds: float) -> None:
    out = screen.out()
    screen.print_unread(given.views.unread)
    made = screen.table("计划>", "事项>", "单位>", "指标>", "待核>", "用时 (秒)>")
    items = [item for record in given.records for item in record.items]
    figures = (
        len(given.records),
        len(items),
        len(given.views.units),
        sum(len(item.targets) for item in items),
        sum(len(record.issues) for record in given.records),
    )
    made.add_row(*(str(figure) for figure in figures), f"{seconds:.1f}")
    out.print(made)
    out.print(f"网站: {workspace.site / 'index.html'}  (用浏览器打开即可, 不需要联网)")
    out.print(f"记录、知识库、图谱、索引: {workspace.build}")
    if len(items) > LARGE and not has_fast():
        out.print("事项很多: 安装 zeren[fast] 后再运行 zeren build, 查找会快得多")
