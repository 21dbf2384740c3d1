"""Corrections carried to a new edition of a document: kept where their words still stand, told where they do not.

A correction names a line and words on it. In a new edition lines have moved: of the lines that hold the correction's
words, the most alike to its old line is taken, the nearest of several.
"""

from __future__ import annotations

from difflib import SequenceMatcher

import yaml
from msgspec.structs import asdict, replace

from parser.repair.corrections import Correction
from parser.repair.edits import Repaired

ALIKE = 0.6
"""Likeness from which a line that was rewritten is still the correction's line."""
_HEAD = "# 沿用自上一版的更正, 行号已改为新版的行号; 上一版的全部更正在它自己的文件夹 editions/ 里。\n"


def carry(
    corrections: tuple[Correction, ...], old: Repaired, new: Repaired
) -> tuple[tuple[Correction, ...], tuple[Correction, ...]]:
    """The corrections of `old` with their lines in `new`, and those whose words stand on no such line there.

    `old` and `new` are the two editions, repaired without corrections. Both results are in the order of `corrections`.
    """
    was = old.raw.split("\n")
    now = tuple(zip(new.raw.split("\n"), new.text.split("\n"), strict=True))
    kept, lost = [], []
    for correction in corrections:
        line = _line(correction, was[correction.line - 1] if correction.line <= len(was) else "", now)
        if line is None:
            lost.append(correction)
        else:
            kept.append(replace(correction, line=line))
    return tuple(kept), tuple(lost)


def _line(correction: Correction, was: str, now: tuple[tuple[str, str], ...]) -> int | None:
    """Number of the line, of `now` as (raw, repaired), that the correction means; null where there is none."""
    found: list[tuple[float, int, int]] = []
    for number, (raw, repaired) in enumerate(now, 1):
        if correction.nth <= max(raw.count(correction.before), repaired.count(correction.before)):
            likeness = 1.0 if raw == was else SequenceMatcher(None, was, raw, autojunk=False).ratio()
            found.append((-likeness, abs(number - correction.line), number))
    best = min(found, default=None)
    return best[2] if best and -best[0] >= ALIKE else None


def written(corrections: tuple[Correction, ...]) -> str:
    """The content of a file of corrections, as `read_corrections` reads it; fields with their usual value are left out."""
    usual = {"nth": 1, "note": ""}
    entries = [{name: v for name, v in asdict(one).items() if usual.get(name) != v} for one in corrections]
    told = yaml.safe_dump(
        {"corrections": entries}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000
    )
    return _HEAD + told
