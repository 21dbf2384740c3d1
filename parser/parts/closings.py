"""Closings: paragraphs that say something of the plan itself and belong to none of its tasks."""

from __future__ import annotations

import re
from functools import cache

from parser.extract.deadline_grammar import YEAR_FIGURES
from parser.lexicon import load


def says_of_plan(words: str) -> bool:
    """Whether a (folded) paragraph only closes the document: how it takes effect, that it be carried out, whom to ask.

    >>> says_of_plan("本方案自印发之日起施行。"), says_of_plan("联系人：王工，联系电话：1234567")
    (True, True)
    >>> says_of_plan("请各单位认真贯彻执行。"), says_of_plan("请各单位于5月底前完成排查。")
    (True, False)
    """
    return bool(_closings().match(words))


@cache
def _closings() -> re.Pattern[str]:
    words = load("statements")
    labels = "|".join(r"\s*".join(label) for label in sorted(words["contact_labels"], key=len, reverse=True))
    return re.compile("|".join((*words["closings"], rf"(?:{labels})\s*(?:[:：]|为{YEAR_FIGURES}年)")))
