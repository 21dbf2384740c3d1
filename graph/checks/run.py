"""Run the checks over a record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from graph.checks.checked_record import CheckedRecord, Proof
from graph.checks.table import CHECKS, Check
from kb.schema import Record, Severity
from kb.views import Finding

_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


def findings_of(
    record: Record, dismissed: Mapping[str, str] | None = None, checks: tuple[Check, ...] = CHECKS
) -> tuple[Finding, ...]:
    """What the checks find in the record: by severity, then by check, then by place.

    `dismissed` maps the id of a finding to the reason for which a person set it aside.
    """
    checked = CheckedRecord(record)
    found: dict[str, Finding] = {}
    for check in checks:
        for one in check.run(checked):
            finding = _finding(record.plan.id, check, one, dismissed or {})
            found.setdefault(finding.id, finding)
    order = {check.code: place for place, check in enumerate(checks)}
    return tuple(sorted(found.values(), key=lambda one: (_ORDER.index(one.severity), order[one.code], _place(one))))


def _place(finding: Finding) -> tuple[tuple[int, int], ...]:
    return tuple(quote.span for quote in finding.quotes)


def _finding(plan: str, check: Check, found: Proof, dismissed: Mapping[str, str]) -> Finding:
    items = tuple(dict.fromkeys(quote.item for quote in found.quotes if quote.item))
    id = f"{plan}/{check.code}-{_digest(items, found)}"
    return Finding(
        id=id,
        code=check.code,
        title=check.title,
        severity=check.severity,
        message=found.message,
        plan=plan,
        items=items,
        quotes=found.quotes,
        dismissed=dismissed.get(id),
    )


def _digest(items: tuple[str, ...], found: Proof) -> str:
    """Eight hex digits of the items and their words: a finding keeps its id until the words themselves change."""
    proof = "\n".join((*items, *(quote.text for quote in found.quotes)))
    return hashlib.sha256(proof.encode()).hexdigest()[:8]
