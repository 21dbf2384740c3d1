"""Findings that a person set aside: plans/<id>/dismissed.yaml, a list of `finding` and `reason`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

from kb.errors import UsageError, WorkspaceError
from kb.handwritten import UnlikeError, invisible, parsed, shaped

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
        _check_visible(held)
    except UnlikeError as error:
        raise WorkspaceError(
            f"排除清单写法有误: {error}",
            where=str(file),
            advice="请按“- finding: 编号”“  reason: 理由”的格式改正",
        ) from error
    return {one.finding: one.reason for one in held}


def _check_visible(held: tuple[Dismissal, ...]) -> None:
    """Raise `UnlikeError` for an id or a reason with a control character: both stand on a page."""
    for number, one in enumerate(held, 1):
        for name, text in (("finding", one.finding), ("reason", one.reason)):
            if sign := invisible(text, lines=True):
                raise UnlikeError(f"第{number}条 {name} 含有看不见的字符 ({sign})")


def with_dismissal(file: Path, finding: str, reason: str) -> bytes:
    """The new content of the file with the finding in it, or with another reason; a person's comments and order stay.

    Raises `WorkspaceError` for a file that is none of dismissals, `UsageError` for a reason that could not be read again.
    """
    if sign := invisible(reason, lines=True):
        raise UsageError(f"理由含有看不见的字符 ({sign})", advice="请重新写明理由")
    read_dismissals(file)
    text = file.read_text(encoding="utf-8-sig") if file.exists() else _HEAD
    yaml = YAML()
    yaml.width = 4096
    rows = yaml.load(text)
    if rows is None:  # nothing but comments
        return text.rstrip("\n").encode() + b"\n" + _dumped(yaml, [{"finding": finding, "reason": reason}])
    known = next((row for row in rows if row["finding"] == finding), None)
    if known is None:
        rows.append({"finding": finding, "reason": reason})
    else:
        known["reason"] = reason
    return _dumped(yaml, rows)


def _dumped(yaml: YAML, rows: object) -> bytes:
    into = BytesIO()
    yaml.dump(rows, into)
    return into.getvalue()
