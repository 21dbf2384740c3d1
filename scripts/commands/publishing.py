"""What a build does not publish, and what it tells before it publishes: plans that are not for everybody, personal numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kb.codec import decode, encode
from kb.errors import RecordError, WorkspaceError
from kb.lines import line_of
from kb.privacy import Publish, marks_of, masked, personal_in, personal_in_name, read_publish
from kb.privacy.masking import hidden_in, known_in, masked_text
from kb.privacy.numbers import NAMES
from kb.privacy.statement import FILE
from kb.schema import Record
from kb.views import Unread
from kb.workspace import PlanFolder, Workspace
from kb.writing import fill
from scripts import screen
from scripts.plans import Outcome, Standing

TOLD = "publishing.json"
"""File in `build/`: what the last build told."""
_SHOWN = 10
"""Numbers of a plan that are listed one by one."""


class Withheld(Struct, frozen=True, kw_only=True):
    """A plan that is not published, or that a person decided to publish in spite of its marks."""

    plan: str
    words: str
    """The mark, as written."""
    line: int
    """Of the repaired text, from 1; 0 for words at the margin of a page."""
    source: str
    """The document that bears it: the plan's, or an earlier edition's."""
    reason: str | None = None
    """Why it is published all the same; null for one that is not."""
    by: str | None = None
    trouble: str = ""
    """Why a person's decision could not be read; empty where it could, or there is none."""


class Private(Struct, frozen=True, kw_only=True):
    """A personal number or address in a plan."""

    plan: str
    kind: str
    """Chinese."""
    words: str
    """With the mask, also where the site is made without."""
    line: int
    """Of the repaired text, from 1; 0 for the plan's id, the name of its folder, which is not masked."""
    source: str


class Needless(Struct, frozen=True, kw_only=True):
    """A person's decision to publish a plan that bears no mark: it changes nothing, or waits for a mark that nobody sees."""

    plan: str
    file: str
    trouble: str = ""
    """Why it could not be read; empty where it could."""


class Notices(Struct, frozen=True, kw_only=True):
    """What a person should know before the site is given away."""

    needless: tuple[Needless, ...] = ()

    withheld: tuple[Withheld, ...] = ()
    personal: tuple[Private, ...] = ()
    masked: bool = True
    """Whether the personal numbers are masked in everything that the build made."""


class Publishable(Struct, frozen=True, kw_only=True):
    """The plans that may be published, as they may be."""

    plans: tuple[Standing, ...]
    unread: tuple[Unread, ...]
    """Without those of plans that are not for everybody."""
    told: Notices


class _EditionRecord(Struct, frozen=True, kw_only=True):
    """An edition of a plan, or what the last build has of it."""

    plan: str
    source: str
    record: Record


def publishable(
    workspace: Workspace, plans: tuple[Standing, ...], unread: tuple[Unread, ...], read: Mapping[PlanFolder, Outcome]
) -> Publishable:
    """The plans without those that are not for everybody, masked where the workspace says so.

    Raises `WorkspaceError` where none is left.
    """
    documents = _documents(plans, read)
    marks = tuple(_marks(workspace, documents))
    hidden = {one.plan for one in marks if one.reason is None}
    left = tuple(plan for plan in plans if plan.record.plan.id not in hidden)
    if not left:
        raise WorkspaceError(
            f"没有可以发布的计划: {'; '.join(map(_said, marks))}", where=str(workspace.plans), advice=_HOW
        )
    shown = {plan.record.plan.id for plan in left}
    personal = tuple(private for one in documents if one.plan in shown for private in _personal(one))
    return Publishable(
        plans=tuple(map(_masked, left)) if workspace.mask_personal else left,
        unread=tuple(one for one in unread if one.plan not in hidden),
        told=Notices(
            withheld=marks,
            personal=personal,
            masked=workspace.mask_personal,
            needless=tuple(_needless(workspace, documents, {one.plan for one in marks})),
        ),
    )


_NEEDLESS = "计划没有不公开的标记, 本来就会发布, publish 用不着; 请删去, 以免日后带标记的版本不经审核就发布"
_HOW = f'确可公开的, 请在 plans/<编号>/{FILE} 写明 publish: {{reason: "理由", by: "何人决定"}}'


def _documents(plans: tuple[Standing, ...], read: Mapping[PlanFolder, Outcome]) -> tuple[_EditionRecord, ...]:
    """Every document that was read, also of plans that do not stand; of those that stand from before, what stands."""
    found = [
        _EditionRecord(plan=edition.id, source=str(edition.source), record=record)
        for edition, record in read.items()
        if isinstance(record, Record)
    ]
    known = {one.plan for one in found}
    for plan in plans:
        if plan.record.plan.id not in known:
            records = (*(decode(held, where=number) for number, held in plan.editions.items()), plan.record)
            id = plan.record.plan.id
            found += [_EditionRecord(plan=id, source=f"{id} (上次生成的内容)", record=record) for record in records]
    return tuple(found)


def _marks(workspace: Workspace, documents: tuple[_EditionRecord, ...]) -> Iterator[Withheld]:
    """The first mark of every document, with a person's decision about its plan."""
    for one in documents:
        for mark in marks_of(one.record)[:1]:
            decided, trouble = _decided(workspace.plans / one.plan / FILE)
            yield Withheld(
                plan=one.plan,
                words=mark.words,
                line=line_of(one.record.text, mark.span[0]) if mark.span else 0,
                source=one.source,
                reason=masked_text(decided.reason) if decided else None,
                by=decided.by if decided else None,
                trouble=trouble,
            )


def _needless(workspace: Workspace, documents: tuple[_EditionRecord, ...], marked: set[str]) -> Iterator[Needless]:
    for plan in sorted({one.plan for one in documents} - marked):
        file = workspace.plans / plan / FILE
        decided, trouble = _decided(file)
        if decided or trouble:
            yield Needless(plan=plan, file=str(file), trouble=trouble)


def _decided(file: Path) -> tuple[Publish | None, str]:
    """A person's decision; where it cannot be read none, and why."""
    try:
        return read_publish(file), ""
    except WorkspaceError as error:
        return None, error.what


def _masked(plan: Standing) -> Standing:
    """The plan with everything masked that is made from its documents."""
    editions = {number: decode(held, where=number) for number, held in plan.editions.items()}
    known = known_in((plan.record, *editions.values()))
    plan = replace(plan, dismissals={id: masked_text(reason, known) for id, reason in plan.dismissals.items()})
    if not known:
        return plan
    return replace(
        plan,
        record=masked(plan.record, known),
        editions={number: encode(masked(record, known)) for number, record in editions.items()},
        revisions=tuple(hidden_in(revision, known) for revision in plan.revisions),
    )


def _personal(one: _EditionRecord) -> Iterator[Private]:
    for found in personal_in_name(one.plan):
        words = masked_text(one.plan[slice(*found.span)])
        yield Private(plan=one.plan, kind=NAMES[found.kind], words=words, line=0, source=one.source)
    hidden = masked_text(one.record.text)
    for found in personal_in(one.record.text):
        yield Private(
            plan=one.plan,
            kind=NAMES[found.kind],
            words="".join(hidden[slice(*found.span)].split()),
            line=line_of(one.record.text, found.span[0]),
            source=one.source,
        )


def write_notices(told: Notices, build: Path) -> None:
    """Keep it in the folder `build` for `zeren check`."""
    fill(build / TOLD, msgspec.json.format(msgspec.json.encode(told), indent=2))


def read_notices(build: Path) -> Notices:
    """What the last build told; nothing where there was none. Raises `RecordError` for a damaged file."""
    file = build / TOLD
    try:
        return msgspec.json.decode(file.read_bytes(), type=Notices)
    except FileNotFoundError:
        return Notices()
    except (OSError, msgspec.DecodeError) as error:
        raise RecordError("记录已损坏", where=str(file), advice="请重新运行 zeren build") from error


def print_notices(told: Notices) -> None:
    """Tell it on the screen: first what is not published, then the personal numbers."""
    for line in notice_lines(told):
        screen.out().print(line, soft_wrap=True)


def notice_lines(told: Notices) -> Iterator[str]:
    """What is told, in Chinese; nothing where there is nothing to tell."""
    closed = [one for one in told.withheld if one.reason is None]
    if closed:
        yield f"未发布: {len({one.plan for one in closed})} 份计划不是主动公开的"
        yield from (f"  {_said(one)}" + (f"; {one.trouble}" if one.trouble else "") for one in closed)
        yield f"  {_HOW}"
    for one in told.withheld:
        if one.reason is not None:
            yield f"经人决定发布: {_said(one)}; 理由: {one.reason} ({one.by})"
    for needless in told.needless:
        yield f"注意: {needless.file}: {needless.trouble or _NEEDLESS}"
    if told.personal:
        yield from _told_personal(told)


def _told_personal(told: Notices) -> Iterator[str]:
    how = "已遮盖" if told.masked else "没有遮盖 (zeren.toml 里 mask_personal = false)"
    counts = "、".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in told.personal).items())
    yield f"个人信息: {counts}; 网站和下载文件中{how}"
    for plan, count in Counter(one.plan for one in told.personal).items():
        own = [one for one in told.personal if one.plan == plan][:_SHOWN]
        yield from (f"  {one.source} {_place(one)}  {one.kind} {one.words}" for one in own)
        if count > _SHOWN:
            yield f"  {plan} 还有 {count - _SHOWN} 处"


def _place(one: Private) -> str:
    return f"第{one.line}行" if one.line else "计划编号 (文件夹名), 网址里没有遮盖, 请换一个名字"


def _said(one: Withheld) -> str:
    return f"{one.plan}: {one.source} {f'第{one.line}行' if one.line else '页眉、页脚或水印'}写着“{one.words}”"
