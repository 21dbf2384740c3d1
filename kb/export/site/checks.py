"""The pages of checks, one of all plans and one a plan: findings by severity and check, each with its quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kb import wording
from kb.export.site import addresses
from kb.export.site.catalog import Catalog, ItemRow
from kb.export.site.page import SitePage, render
from kb.export.site.source_places import place_of
from kb.schema import Issue, Span

_CONTEXT = 24
"""Characters shown before and after the words of a finding."""


class ProofWords(Struct, frozen=True, kw_only=True):
    """Words that prove a finding, with some of what stands around them, and where they are read."""

    row: ItemRow | None
    text: str
    before: str = ""
    after: str = ""
    href: str = ""
    """Where they stand in the source text; empty where that is not known."""
    line: int | None = None
    """Line of the source text, from 1."""


class Trouble(Struct, frozen=True, kw_only=True):
    """A finding of the checks or an issue of a record, as the page of checks shows it."""

    severity: str
    message: str
    code: str
    plan: str
    rows: tuple[ItemRow, ...]
    quotes: tuple[ProofWords, ...]
    title: str
    """Chinese name of the check."""
    dismissed: str | None
    id: str = ""
    """What `zeren check --dismiss` calls it; empty for an issue of the record, which is mended and not dismissed."""


_READING = "读取时的疑点"
"""What the issues of a record are called, for which no check has a name."""

Groups = tuple[tuple[str, int, tuple[tuple[str, str, tuple[Trouble, ...]], ...]], ...]
"""(severity, number of findings, (code, title, findings) for every check that found any)."""


def pages(catalog: Catalog) -> Iterator[SitePage]:
    """The page of all plans, then the page of each."""
    found = troubles(catalog)
    yield _page(catalog, "checks/index.html", "核查", found, "")
    for record in catalog.site.records:
        plan = record.plan
        own = tuple(one for one in found if one.plan == plan.id)
        yield _page(catalog, addresses.checks(plan.id), f"核查：{plan.title}", own, plan.id)


def _page(catalog: Catalog, address: str, title: str, found: tuple[Trouble, ...], plan: str) -> SitePage:
    dismissed = tuple(one for one in found if one.dismissed is not None)
    unread = tuple(one for one in catalog.site.views.unread if plan in ("", one.plan))
    facts = {
        "unread": unread,
        "groups": grouped(found),
        "dismissed": dismissed,
        "plan": catalog.records[plan].plan if plan else None,
    }
    return render("checks", address, title, toc=True, catalog=catalog, **facts)


def grouped(found: Iterable[Trouble]) -> Groups:
    """The open findings by severity, then by check in order of first appearance."""
    open_ones = [one for one in found if one.dismissed is None]
    made = []
    for severity in wording.SEVERITIES:
        codes: dict[tuple[str, str], list[Trouble]] = {}
        for one in open_ones:
            if one.severity == severity:
                codes.setdefault((one.code, one.title), []).append(one)
        held = tuple((code, title, tuple(all)) for (code, title), all in codes.items())
        made.append((severity, sum(len(all) for _, _, all in held), held))
    return tuple(made)


def troubles(catalog: Catalog) -> tuple[Trouble, ...]:
    """Findings of the checks, then issues of the records; contradictions first, dismissed ones last."""
    found = [
        Trouble(
            severity=one.severity,
            message=wording.prose(one.message),
            code=one.code,
            title=one.title,
            plan=one.plan,
            rows=tuple(catalog.rows[item] for item in one.items if item in catalog.rows),
            quotes=tuple(_quote(catalog, one.plan, quote.span, quote.item) for quote in one.quotes),
            dismissed=one.dismissed,
            id=one.id,
        )
        for one in catalog.site.views.findings
    ]
    found += [_issue(catalog, plan, issue) for plan, record in catalog.records.items() for issue in record.issues]
    order = ("error", "warning", "info")
    return tuple(sorted(found, key=lambda one: (one.dismissed is not None, order.index(one.severity))))


def _issue(catalog: Catalog, plan: str, issue: Issue) -> Trouble:
    quotes = (_quote(catalog, plan, issue.span, issue.item),) if issue.span else ()
    row = quotes[0].row if quotes else catalog.rows.get(issue.item or "")
    return Trouble(
        severity=issue.severity,
        message=wording.prose(issue.message),
        code="reading",
        title=_READING,
        plan=plan,
        rows=(row,) if row else (),
        quotes=quotes,
        dismissed=None,
    )


def _quote(catalog: Catalog, plan: str, span: Span, item: str | None) -> ProofWords:
    """The words at `span`; they are those of `item`, or of the item that they lie in."""
    record = catalog.records[plan]
    text, place = record.text, place_of(record, span)
    row = catalog.rows.get(item or "") or (catalog.rows[place.item.id] if place.item else None)
    start, end = text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1])
    return ProofWords(
        row=row,
        text=wording.short("".join(text[slice(*span)].split()), 120),
        before=text[max(start, span[0] - _CONTEXT) : span[0]].lstrip(),
        after=text[span[1] : min(end if end >= 0 else len(text), span[1] + _CONTEXT)].rstrip(),
        href=row.href if row else place.href,
        line=place.line,
    )
