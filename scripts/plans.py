"""The plans of a workspace as they stand: read now, or, where one cannot be read, as the last build has it, and told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from graph.checks import read_dismissals
from graph.checks.dismissals import FILE as DISMISSALS
from kb.codec import decode, encode
from kb.errors import DuplicatePlanError, LostRowError, RecordError, UsageError, WorkspaceError, ZerenError, refused
from kb.lines import line_of
from kb.schema import Record
from kb.store import Store
from kb.views import Revision, Unread
from kb.workspace import PlanFolder, Workspace, sha256_of

Outcome = Record | ZerenError
"""What reading a document gives: the record, or the error that a person can mend."""


class Standing(Struct, frozen=True, kw_only=True):
    """Everything that is known of one plan."""

    record: Record
    revisions: tuple[Revision, ...] = ()
    editions: dict[str, bytes] = {}
    """Records of earlier editions, encoded, by number: what the spans of a revision count in."""
    dismissals: dict[str, str] = {}
    """Reason by id of the finding set aside."""


def editions(folder: PlanFolder) -> tuple[PlanFolder, ...]:
    """The plan's editions as folders of their own, the oldest first; the last is the plan as it stands."""
    return (*(PlanFolder(id=folder.id, source=source) for source in folder.earlier), folder)


def standing(
    workspace: Workspace,
    folders: Iterable[PlanFolder],
    read: Mapping[PlanFolder, Outcome],
    bad: Mapping[str, ZerenError],
) -> tuple[tuple[Standing, ...], tuple[Unread, ...]]:
    """Every plan by id, and those that could not be read this time.

    `read` has the outcome of every edition of `folders`; `bad` names folders that are no plan's, with what is wrong. Of two
    plans with one document the one that the last build has stands, else the first by id.
    """
    found: dict[str, Standing] = {}
    errors = dict(bad)
    known = {file.stem for file in (workspace.build / "records").glob("*.json")}
    seen: dict[tuple[str | None, ...], Path] = {}
    for folder in sorted(folders, key=lambda folder: (folder.id not in known, folder.id)):
        try:
            one = _read_now(workspace, folder, read)
            _check_distinct(folder, one.record, seen)
            found[folder.id] = one
        except ZerenError as error:
            errors[folder.id] = error
    kept = {id: last for id in errors if (last := _last(workspace, id)) is not None}
    unread = [_unread(workspace, id, error, id in kept) for id, error in sorted(errors.items())]
    return tuple(one for _, one in sorted((found | kept).items())), tuple(unread)


def refuse(unread: tuple[Unread, ...]) -> ZerenError:
    """All that is wrong as one error, for a build that takes every plan or none."""
    told = "\n".join(f"  {one.where}: {one.what}\n    怎么办: {one.advice}" for one in unread)
    return ZerenError(f"{len(unread)} 份计划无法读入:\n{told}", advice="请逐一处理; 原有的 build 和 site 没有改动")


def _read_now(workspace: Workspace, folder: PlanFolder, read: Mapping[PlanFolder, Outcome]) -> Standing:
    """Raises the `ZerenError` of the first edition that was not read, of a lost row, or of the plan's dismissals."""
    from kb.revision import compare

    records = [_record(read[edition]) for edition in editions(folder)]
    _check_unchanged(folder, records[-1])
    _check_rows(records[-1])
    numbers = [source.parent.name for source in folder.earlier]
    return Standing(
        record=records[-1],
        revisions=tuple(
            compare(earlier, later, edition=int(number))
            for number, (earlier, later) in zip(numbers, pairwise(records), strict=True)
        ),
        editions={number: encode(record) for number, record in zip(numbers, records, strict=False)},
        dismissals=read_dismissals(workspace.plans / folder.id / DISMISSALS),
    )


def _record(outcome: Outcome) -> Record:
    if isinstance(outcome, ZerenError):
        raise outcome
    return outcome


def _check_unchanged(folder: PlanFolder, record: Record) -> None:
    """Raise `UsageError` where the document is no longer the one that was read."""
    try:
        same = sha256_of(folder.source) == record.source.sha256
    except OSError as error:
        raise refused(error) from error
    if not same:
        raise UsageError(
            "原文件在读取期间有改动", where=str(folder.source), advice="请等它保存完毕后再运行 zeren build"
        )


def _check_rows(record: Record) -> None:
    """Raise `LostRowError` when a table of the plan prints the number of a row that the record does not have."""
    from graph.ledger import lost_rows

    if lost := lost_rows(record):
        lines = "、".join(str(line_of(record.text, span[0])) for span in lost)
        numbers = "、".join(record.text[slice(*span)] for span in lost)
        raise LostRowError(
            f"表格里序号为 {numbers} 的行没有读出来",
            where=f"{record.plan.id}, 修复后文本的第 {lines} 行",
            advice="请用 zeren explain 查看这几行, 在 corrections.yaml 里更正文字, 或反馈给维护者",
        )


def _check_distinct(folder: PlanFolder, record: Record, seen: dict[tuple[str | None, ...], Path]) -> None:
    """Raise `DuplicatePlanError` for the document of a plan in `seen`: same issuer and number, or the same bytes."""
    plan = record.plan
    numbered = (plan.issuer, plan.document_number) if plan.document_number else None
    identities = [one for one in (numbered, (record.source.sha256,)) if one]
    for identity in identities:
        if identity in seen:
            raise DuplicatePlanError(
                f"与 {seen[identity]} 是同一份计划 (编号 {plan.document_number or plan.id})",
                where=str(folder.source),
                advice="请只保留其中一个文件夹, 再运行 zeren build",
            )
    seen.update(dict.fromkeys(identities, folder.source))


def _last(workspace: Workspace, id: str) -> Standing | None:
    """The plan as the last build has it; null where it has none, or one that this program cannot read."""
    file = workspace.build / "records" / f"{id}.json"
    try:
        record = decode(file.read_bytes(), where=str(file))
    except (OSError, RecordError):
        return None
    numbered = {path.stem: path.read_bytes() for path in sorted((workspace.build / "editions" / id).glob("*.json"))}
    try:
        with Store(workspace.base) as store:
            rows = store.query("SELECT id, dismissed FROM findings WHERE plan = ? AND dismissed IS NOT NULL", id)
            return Standing(
                record=record, revisions=store.revisions(id), editions=numbered, dismissals={a: b for a, b in rows}
            )
    except (RecordError, WorkspaceError):
        return Standing(record=record)


def _from(root: Path, words: str) -> str:
    """Words with the paths in them told from the workspace on; only where a path begins, and none for a workspace whose
    paths are relative already.

    >>> _from(Path("/srv/w"), "/srv/w/plans/a: /backup/srv/w/b"), _from(Path("."), "plans/a: ../b 看 ./c")
    ('plans/a: /backup/srv/w/b', 'plans/a: ../b 看 ./c')
    """
    if root in (Path(), Path("/")):
        return words
    return re.sub(rf"(?<![\w./-]){re.escape(str(root))}/", "", words)


def _unread(workspace: Workspace, id: str, error: ZerenError, kept: bool) -> Unread:
    """Paths are told from the workspace on: the site is the same wherever that lies."""
    where, what, advice = (_from(workspace.root, words) for words in (error.where, error.what, error.advice))
    return Unread(plan=id, where=where or id, what=what, advice=advice, kept=kept)
