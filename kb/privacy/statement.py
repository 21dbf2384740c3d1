"""What a person states of a plan in `plans/<id>/plan.yaml`: that it may be published in spite of its marks.

publish:
  reason: 已于2019年3月解密, 文号……    # why
  by: 区政府办 王某                     # who decided it
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from kb.errors import WorkspaceError
from kb.handwritten import UnlikeError, invisible, parsed, shaped

FILE = "plan.yaml"
"""Name of the file in the plan's folder."""
_ADVICE = "请写明 publish: 下面的 reason (理由) 和 by (何人决定); 参看手册《隐私和保密》"


class Publish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's decision that the plan may be published."""

    reason: str
    by: str


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    publish: Publish | None = None


def read_publish(file: Path) -> Publish | None:
    """The decision; null where there is none. Raises `WorkspaceError` for a file that is not as described."""
    if not file.exists():
        return None
    try:
        held = shaped(parsed(file) or {}, _File).publish
        if held:
            _check(held)
    except UnlikeError as error:
        raise WorkspaceError(f"计划说明写法有误: {error}", where=str(file), advice=_ADVICE) from error
    return held


def _check(held: Publish) -> None:
    for name, text in (("reason", held.reason), ("by", held.by)):
        if sign := invisible(text, lines=True):
            raise UnlikeError(f"publish {name} 含有看不见的字符 ({sign})")
        if not any(character.isalnum() for character in text):
            raise UnlikeError(f"publish {name} 是空的")
