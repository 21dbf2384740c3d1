"""What is a time in a cell only: figures, a bare year, what lasts, seasons, rhythms without 每. In prose it may be anything."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kb.numerals import FIVE_YEAR_PLANS
from parser.extract.numerals import DASH
from parser.lexicon import any_of, load

FIGURES = r"(?<!\d)((?:19|20)\d\d)[./-](1[0-2]|0?[1-9])(?:[./-](3[01]|[12]\d|0?[1-9]))?(?!\d)"
"""A day or month in figures: 2018.6, 2018/12/31, 2019-06-30."""
BARE_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
QUARTER_FIGURES = r"(?:(?<!\d)((?:19|20)\d\d)年?[-./]?)?(?<![A-Za-z])Q([1-4])(?![\dA-Za-z])"
"""A quarter in figures: 2024Q3, 2024-Q3, Q3."""
REPUBLIC_YEARS = rf"(?:中华民国|民国)?(1[0-4]\d)年?度?(?:{DASH})(?:中华民国|民国)?(1[0-4]\d)年(?:度|底)?"
"""Years of the Republic: 113-116年, 民国113年至116年度; in prose 113-116年 may be anything."""
ENDS_IN_FIGURES = "(?:{})".format(
    "|".join(
        rf"(?<=(?<!\d)20\d\d{rest})"
        for rest in (
            "",  # 2022, 2018-2022
            r"[./-](?:0\d|1[0-2])",  # 2025.12, 2025-12
            r"[./-][2-9]",  # 2025.6
            r"[./-](?:0\d|1[0-2])[./-](?:[0-2]\d|3[01])",  # 2025-12-31
            r"[./-]\d[./-](?:[0-2]\d|3[01])",  # 2025/6/30
            "Q[1-4]",
        )
    )
    + "|(?<=Q[1-4])"
)
"""Behind a time that ends in figures: what tells the number of the next row from its last figures."""


@cache
def english_date() -> re.Pattern[str]:
    """December 2025, 31 Dec. 2025; blanks may be gone. Groups day, month, year; whatever the case of its letters."""
    names = load("deadlines")["english_months"]
    short = [name[:3] for name in names]
    return re.compile(
        rf"(?P<day>\d{{1,2}})?\s*(?P<month>{'|'.join([*names, *short])})\.?,?\s*(?P<year>(?:19|20)\d\d)", re.IGNORECASE
    )


def cell_forms(words: dict[str, Any]) -> list[str]:
    """The times that only a cell can be: figures, a bare year, what lasts, seasons, rhythms without 每."""
    years = rf"{BARE_YEAR}(?:(?:{DASH}){BARE_YEAR})?年?"  # 2025, 2023-2025
    plan = f'[“"]?{FIVE_YEAR_PLANS}五[”"]?'  # 十四五
    season = rf"(?:今年|本年|明年)?{any_of(words['seasons'])}{any_of(words['season_borders'])}"  # 春节前, 今年汛期前
    lasts = rf"{any_of(words['lasting_stems'])}{any_of(words['lasting_ways'])}?"  # 长期坚持
    alone = any_of([*words["lasting"], *words["at_once"], *words["rhythms"], *words["english_lasting"]])
    return [
        rf"{FIGURES}(?:(?:{DASH}){FIGURES})?",
        REPUBLIC_YEARS,
        years,
        plan,
        season,
        f"(?:{alone}|{lasts})",
    ]
