"""What a hostile file is: its name, how it is made, and what has to come of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple

from parser.limits import LIMITS

READ = "read"
"""A record is made."""
TOLD = "told"
"""Refused by name, whatever the reason, or read: what is left of it is harmless."""
DIES = "中途退出"
"""A library written in C ends the process that reads it: refused by whoever watches that process."""
WORDS = "青河区清洁行动计划（2024—2026年）\n一、工作目标\n到2025年，清洁率达到90%以上。\n二、主要任务\n（一）清理河道。清理河道垃圾，2025年6月底前完成。（牵头单位：区水利局）\n"


class Hostile(NamedTuple):
    """A file that is meant to do harm."""

    name: str
    """Its kind, and the ending that its file has."""
    make: Callable[[], bytes]
    expected: str
    """`READ`, `TOLD`, or a part of the refusal."""
    quick: bool = True
    """Made and read within about a second: run with every change."""


def limit(name: str) -> str:
    """The words of the refusal that a limit gives."""
    return f"{LIMITS[name].what}超过上限"


def grown(name: str, make: Callable[[int], bytes], cases: Mapping[int, str], quick: int = 0) -> list[Hostile]:
    """One kind in several sizes, each with what has to come of it; those up to `quick` are quick."""
    stem, ending = name.rsplit(".", 1)
    return [
        Hostile(f"{stem}-{size}.{ending}", lambda size=size: make(size), expected, size <= quick)  # type: ignore[misc]
        for size, expected in cases.items()
    ]


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of the members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return held.getvalue()
