"""Genre: whether a document plans at all, by what its title calls it."""

from __future__ import annotations

import re
from functools import cache

from kb.script import simplified
from parser.lexicon import any_of, load


def reports(title: str) -> bool:
    """Whether a document by its title explains, reports or is a speech, and plans nothing itself.

    >>> reports("《养老服务实施方案》政策解读"), reports("养老服务实施方案")
    (True, False)
    """
    return bool(_reporting().search(simplified(re.sub(r"[（(][^）)]*[）)]$", "", title))))


@cache
def _reporting() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('outline')['reporting_titles'])}[》”\s]*$")
