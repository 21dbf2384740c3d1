"""Findings that a person set aside: plans/<id>/dismissed.yaml, a list of `finding` and `reason`."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from kb.errors import WorkspaceError
from kb.handwritten import UnlikeError, parsed, shaped

FILE = "dismissed.yaml"
"""Name of the file in the plan's folder."""
_HEAD = "# 已排除的核查问题: finding 是问题的编号 (zeren check 会显示), reason 是理由。删去一条即恢复。\n"


class Dismissal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One finding set aside."""

    finding: str
    reason: str


def read_dismissals(file: Path) -> dict[str, str]:
    """Reason by id of the finding; empty where there is no such file. Raises `WorkspaceError` for a file unlike that."""
    if not file.exists():
        return {}
    try:
        held = shaped(parsed(file) or [], tuple[Dismissal, ...])
    except UnlikeError as error:
        raise WorkspaceError(
            f"排除清单写法有误: {error}",
            where=str(file),
            advice="请按“- finding: 编号”“  reason: 理由”的格式改正",
        ) from error
    return {one.finding: one.reason for one in held}


def dismiss(file: Path, finding: str, reason: str) -> None:
    """Write the finding into the file, or give it another reason."""
    held = read_dismissals(file) | {finding: reason}
    rows = [{"finding": id, "reason": why} for id, why in sorted(held.items())]
    file.write_text(_HEAD + yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
