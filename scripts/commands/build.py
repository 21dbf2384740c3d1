"""`zeren build`: every plan of the workspace becomes records, knowledge base, graph, index and site, all or nothing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from msgspec.structs import replace
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kb.codec import encode
from kb.errors import DuplicatePlanError, LostRowError, ZerenError
from kb.lines import line_of
from kb.schema import Record, Unit
from kb.search.engines import LARGE, has_fast
from kb.views import Revision, Views
from kb.workspace import CORRECTIONS, PlanFolder, Workspace, plan_folders, replacing
from scripts import screen
from scripts.commands.check import findings
from scripts.commands.folder import Folder, workspace_of
from scripts.reading import Task, each
from scripts.workers import workers

if TYPE_CHECKING:
    from kb.export.site.model import SiteInput
    from kb.export.site.pictures import Charts
    from kb.search import Entry
    from kb.units import Succession

_STEPS = 4
"""Steps after the reading of the plans: knowledge base, pages, site, indexes."""


def build_command(context: typer.Context, folder: Folder = None) -> None:
    """读入 plans/ 里的全部计划, 生成 build/ (记录、知识库、图谱、索引) 和 site/ (网站)。"""
    began = time.perf_counter()
    workspace = workspace_of(context, folder)
    folders = plan_folders(workspace)
    with _progress() as progress, workers(1) as pool:
        # A second process makes what needs no plan while the plans are read, and the charts when they are.
        vega = pool.submit(_vega)
        pool.submit(_load_charts)
        editions = tuple(edition for folder in folders for edition in _editions(folder))
        read = dict(zip(editions, _records(workspace, editions, progress), strict=True))
        records = tuple(read[folder] for folder in folders)
        _check_distinct(folders, records)
        _check_rows(records)
        with replacing(workspace) as (build, site):
            _write_editions(folders, read, build)
            given = _given(workspace, records, _revisions(folders, read), build)
            charts = pool.submit(_charts, given)
            _write(workspace, given, build, site, charts, vega, progress)
    _print_summary(workspace, records, given.views, time.perf_counter() - began)


def _progress() -> Progress:
    """A moving bar in a terminal; in a log, one line a step when it is over."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    return Progress(*columns, TimeElapsedColumn(), console=screen.err(), transient=screen.err().is_terminal)


def _editions(folder: PlanFolder) -> tuple[PlanFolder, ...]:
    """The plan's editions as folders of their own, the oldest first; the last is the plan as it stands."""
    return (*(PlanFolder(id=folder.id, source=source) for source in folder.earlier), folder)


def _revisions(folders: tuple[PlanFolder, ...], read: dict[PlanFolder, Record]) -> tuple[Revision, ...]:
    """What each edition of a plan changed in the one before it."""
    from kb.revision import compare

    return tuple(
        compare(read[earlier], read[later], edition=int(earlier.source.parent.name))
        for folder in folders
        for earlier, later in pairwise(_editions(folder))
    )


def _write_editions(folders: tuple[PlanFolder, ...], read: dict[PlanFolder, Record], build: Path) -> None:
    """The records of earlier editions: what the spans of a revision count in."""
    for edition in (edition for folder in folders for edition in _editions(folder)[:-1]):
        file = build / "editions" / edition.id / f"{edition.source.parent.name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encode(read[edition]))


def _records(workspace: Workspace, folders: tuple[PlanFolder, ...], progress: Progress) -> Iterator[Record]:
    """The record of every plan, by id; read by several processes where there are several plans.

    Every plan is tried, so that one run tells all that is wrong; then the errors are raised as one.
    """
    task = progress.add_task("读入计划", total=len(folders), rate="")
    began = time.perf_counter()
    errors: list[ZerenError] = []
    characters = 0
    for result in _read_all(workspace, folders):
        progress.advance(task)
        if isinstance(result, ZerenError):
            errors.append(result)
            continue
        characters += len(result.text)
        progress.update(task, rate=f"{characters / (time.perf_counter() - began):,.0f} 字/秒")
        yield result
    if len(errors) == 1:
        raise errors[0]
    if errors:
        told = "\n".join(f"  {error}" for error in errors)
        raise ZerenError(f"{len(errors)} 份计划无法读入:\n{told}", advice="请逐一处理; 原有的 build 和 site 没有改动")


def _read_all(workspace: Workspace, folders: tuple[PlanFolder, ...]) -> Iterator[Record | ZerenError]:
    tasks = [Task(_read, (workspace, folder), str(folder.source)) for folder in folders]
    yield from each(tasks, min(len(folders), os.cpu_count() or 1))


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


def _check_distinct(folders: tuple[PlanFolder, ...], records: tuple[Record, ...]) -> None:
    """Raise `DuplicatePlanError` when two folders hold the same document: same issuer and number, or the same bytes."""
    seen: dict[tuple[str | None, ...], Path] = {}
    for folder, record in zip(folders, records, strict=True):
        plan = record.plan
        numbered = (plan.issuer, plan.document_number) if plan.document_number else None
        for identity in filter(None, (numbered, (record.source.sha256,))):
            if identity in seen:
                raise DuplicatePlanError(
                    f"与 {seen[identity]} 是同一份计划 (编号 {plan.document_number or record.plan.id})",
                    where=str(folder.source),
                    advice="请只保留其中一个文件夹, 再运行 zeren build",
                )
            seen[identity] = folder.source


def _check_rows(records: tuple[Record, ...]) -> None:
    """Raise `LostRowError` when a table of a plan prints the number of a row that the record does not have."""
    from graph.ledger import lost_rows

    for record in records:
        lost = lost_rows(record)
        if lost:
            lines = "、".join(str(line_of(record.text, span[0])) for span in lost)
            numbers = "、".join(record.text[slice(*span)] for span in lost)
            raise LostRowError(
                f"表格里序号为 {numbers} 的行没有读出来",
                where=f"{record.plan.id}, 修复后文本的第 {lines} 行",
                advice="请用 zeren explain 查看这几行, 在 corrections.yaml 里更正文字, 或反馈给维护者; 原有的网站没有改动",
            )


def _vega() -> str:
    from kb.export.site.libraries import vega

    return vega()


def _load_charts() -> None:
    """Import what draws: a second of processor, at a time when the second process has nothing else to do."""
    import kb.export.site.charts  # noqa: F401


def _charts(given: SiteInput) -> Charts:
    from kb.export.site.charts import draw

    return draw(given)


def _given(
    workspace: Workspace, records: tuple[Record, ...], revisions: tuple[Revision, ...], build: Path
) -> SiteInput:
    """What the site is made from; the graph it rests on is written into `build`."""
    from kb.export.site.model import SiteInput

    return SiteInput(
        title=workspace.title,
        region=workspace.region,
        records=records,
        views=replace(_write_graph(workspace, records, build), revisions=revisions),
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


def _write_graph(workspace: Workspace, records: tuple[Record, ...], build: Path) -> Views:
    from graph.across import references_of, shared_indicators
    from graph.build import build_graph
    from graph.export import write_graphml
    from graph.ledger import ledger_of
    from graph.load import load_of
    from graph.views import all_views

    graph = build_graph(records)
    write_graphml(graph, build / "graph.graphml")
    views = all_views(graph, members=_members(workspace, records), findings=findings(workspace, records))
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

    held = build / "records"
    held.mkdir()
    for record in records:
        (held / f"{record.plan.id}.json").write_bytes(encode(record))
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
    from kb.ask import Base
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
    base = Base(given.records, given.views.units, index, engine_of(index))
    plan_of = base.plan_of
    _write_files(
        found / "ask",
        ask_files(base, entries, lambda item: describing("item", item, plan_of[item], item, "")["href"]),
    )


def _write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True)
    for name, content in files:
        (folder / name).write_bytes(content)


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


def _print_summary(workspace: Workspace, records: tuple[Record, ...], views: Views, seconds: float) -> None:
    made = screen.table("计划>", "事项>", "单位>", "指标>", "待核>", "用时 (秒)>")
    items = [item for record in records for item in record.items]
    figures = (
        len(records),
        len(items),
        len(views.units),
        sum(len(item.targets) for item in items),
        sum(len(record.issues) for record in records),
    )
    made.add_row(*(str(figure) for figure in figures), f"{seconds:.1f}")
    screen.out().print(made)
    screen.out().print(f"网站: {workspace.site / 'index.html'}  (用浏览器打开即可, 不需要联网)")
    screen.out().print(f"记录、知识库、图谱、索引: {workspace.build}")
    if len(items) > LARGE and not has_fast():
        screen.out().print("事项很多: 安装 zeren[fast] 后再运行 zeren build, 查找会快得多")
