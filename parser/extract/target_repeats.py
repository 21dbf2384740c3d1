"""Targets that a plan states twice: in the prose of its body and again in its own indicator table.

Such a pair is one target. Whoever lists or counts targets takes the table's, which names year and unit in its columns;
a body target with another figure for the same indicator is no repeat but a contradiction and stays.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from kb.schema import Target

_VERB = r"^(?:累计|每年|力争|争取)?(?:建成|建设|打造|培育|形成|创建|开发|完成)?"
_NOISE = re.compile(rf"{_VERB}|(?:数量|总数|数|个数)$|[\W_]+")
_ALIKE = 0.6
"""Ratio of matching characters above which two indicators with the same figure are the same."""


def repeats(target: Target, others: Sequence[Target]) -> Target | None:
    """The one of `others` that states the same figure for the same indicator; None where none does."""
    same = [o for o in others if _figure(o) == _figure(target) and o.kind == target.kind]
    if not same:
        return None
    best = max(same, key=lambda other: _alike(target.indicator, other.indicator))
    return best if _alike(target.indicator, best.indicator) >= _ALIKE else None


def _figure(target: Target) -> tuple[float, str]:
    unit = target.unit or ""
    return (target.normal_value, target.normal_unit or "") if target.normal_value is not None else (target.value, unit)


def _alike(one: str, other: str) -> float:
    a, b = _NOISE.sub("", one), _NOISE.sub("", other)
    if a and b and (a in b or b in a):
        return 1.0
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
