"""The workspace's own settings, `zeren.toml`: which there are, and what each must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kb.errors import WorkspaceError
from kb.handwritten import UnlikeError, settings, shown

KNOWN: dict[str, type] = {"title": str, "region": str, "mask_personal": bool}
"""The settings by name, and the type of each."""
_ADVICE = f'每行一项, 文字加引号, 例如 title = "责任图谱"; 可用的设置项: {", ".join(KNOWN)}'


def read_settings(file: Path) -> dict[str, Any]:
    """What the file says, by name. Raises `WorkspaceError` for one that cannot be read or says what cannot be."""
    try:
        held = settings(file)
    except UnlikeError as error:
        raise WorkspaceError(f"设置文件不能读: {error}", where=str(file), advice=_ADVICE) from error
    for name, value in held.items():
        if name not in KNOWN:
            raise WorkspaceError(f"设置项 {shown(name)} 不认识", where=str(file), advice=_ADVICE)
        if KNOWN[name] is bool and not isinstance(value, bool):
            raise WorkspaceError(
                f"设置项 {name} 应是 true 或 false, 现在是“{shown(value)}”", where=str(file), advice=_ADVICE
            )
        if KNOWN[name] is str and not (isinstance(value, str) and value.strip() and value.isprintable()):
            raise WorkspaceError(f"设置项 {name} 应是一行文字, 现在是“{shown(value)}”", where=str(file), advice=_ADVICE)
    return held
