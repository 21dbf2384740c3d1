"""The grammar of times in plans: which words are a time, and which days they name. No judgement of what they govern.

Every part is named and commented with the words it must match; `time_pattern` is their composition, matched on folded
text (`parser.extract.clauses`). Some words are a time only where a sentence says so (12月 before 底前, 年底 behind 到); in a
cell they stand alone: `in_cell` leaves those conditions out. `read_time` turns a match into dates; a year that the words
leave out is `None` there. Whether words are a time is asked of `parser.extract.times`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from kb.numerals import COUNTING, FIVE_YEAR_PLANS, ONES, chinese_integer, year_of_digits
from parser.extract.deadline_cell_forms import QUARTER_FIGURES, cell_forms
from parser.extract.deadline_hours import has_hour, hour_pattern
from parser.extract.numerals import DASH
from parser.lexicon import any_of, load

YEAR_FIGURES = rf"(?:(?:19|20|21)\d\d|[一二][零〇O九一][零〇O{ONES}]{{2}})"  # 2020, 二〇二〇, 二O二五
_ROC_NEXT = r"(?=年(?:[-~至到]1[0-4]\d年|底|末|初|度|前|达|(?:1[0-2]|[1-9])月|,))"
ROC_YEAR = rf"(?:中华民国|民国)(?:1[0-4]\d|\d\d)|(?<![\d.])1[0-4]\d{_ROC_NEXT}"  # 民国111年, 111年12月
MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{ONES}])"  # 12月, 十二月
DAY = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[{ONES}]?|[{ONES}])"
QUARTER = rf"(?:第?[{ONES[:4]}1-4]季度|第[{ONES[:4]}]季(?![节度]))"  # 第三季度, 一季度; 第一季 as Hong Kong writes it
PART = r"(?:年?底|年?末|年?初|年?中(?![央心国小学高等]))"  # 2020年底, 2020年年底, 2020年初
HALF = r"(?:上半年|下半年)"
MONTH_PART = r"(?:上中旬|中下旬|上旬|中旬|下旬|底|末|初)"
SUFFIX = r"(?:之前|以前|前|之内|内|为止|止|之后|以后|后|起|开始)"


class Moment(Struct, frozen=True):
    """A time as named: an interval of days as precise as the words."""

    first: str | None
    """ISO: 2018, 2018-06 or 2018-06-30; None where the words leave the beginning open."""
    last: str | None
    year: int | None
    """Year of `last`; None where the words name no year."""
    shape: str
    """range, point, end (底, 末), part (上半年, 季度, 旬), period, relative, recurring, whole (全年), impossible (2月30日)."""
    odd_hour: bool = False
    """Whether the words name an hour that no day has (25时); the day holds."""


LEAP = 2000
"""The year that stands for one that is not named: it has a 29th of February."""
IMPOSSIBLE = "impossible"
"""Shape of a time that no calendar has."""


def _point(tag: str) -> str:
    """A point in time: a year with month, day, quarter, half or part of the year. Groups end in `tag`."""
    return (
        rf"(?:(?P<year{tag}>{YEAR_FIGURES})年|(?P<roc{tag}>{ROC_YEAR})年)"
        rf"(?:(?P<month{tag}>{MONTH})月份?(?:(?P<day{tag}>{DAY})[日号]{hour_pattern(tag, SUFFIX)}|(?P<tenth{tag}>{MONTH_PART}))?"
        rf"|(?P<quarter{tag}>{QUARTER})(?P<qend{tag}>末|底)?|(?P<half{tag}>{HALF})|(?P<part{tag}>{PART})"
        rf"|{any_of(load('deadlines')['seasons'])}(?=前|之前|以前))?"
    )


_RANGE = (
    # 2018-2022年, 2018年至2022年, 2019年1月1日至12月31日, 2021年6月-2022年12月底
    rf"(?:(?P<year1>{YEAR_FIGURES})|(?P<roc1>{ROC_YEAR}))(?:年(?:(?P<month1>{MONTH})月(?:(?P<day1>{DAY})日)?(?:份|底|初)?)?)?(?:{DASH})"
    rf"(?:(?:(?P<year2>{YEAR_FIGURES})|(?P<roc2>1[0-4]\d))年)?(?:(?P<month2>{MONTH})月(?:(?P<day2>{DAY})日|(?P<tenth2>{MONTH_PART}))?|(?P<part2>底|末))?"
    r"(?:期间)?(?<=[年月日底末初旬间])"
)
_FIGURE = rf"(?:\d{{1,2}}|[{ONES}]?十[{ONES}]?|[{ONES}])"
_WITHIN_YEAR = (
    # 2020年2月25日至28日, 2020年2月25-28日, 6月1日至20日; 2020年1-12月, 2020年6至9月底. Its figures may be none of a calendar.
    rf"(?:(?:(?P<year4>{YEAR_FIGURES})|(?P<roc4>{ROC_YEAR}))年|(?<![\d年.第{COUNTING}]))"
    rf"(?P<month4>{MONTH})月(?P<day4>{_FIGURE})[日号]?(?:{DASH}|[、和及](?:{_FIGURE}[日号]?[、和及])*)(?P<until4>{_FIGURE})[日号]"
    rf"|(?:(?P<year6>{YEAR_FIGURES})|(?P<roc6>{ROC_YEAR}))年"
    rf"(?P<month6>{_FIGURE})(?:{DASH})(?P<until6>{_FIGURE})月份?(?P<tenth6>底|末)?(?!{_FIGURE}[日号])"
    # 2020年第1-3季度, 第一、二季度; a fifth one is of no calendar
    rf"|(?:(?:(?P<year9>{YEAR_FIGURES})|(?P<roc9>{ROC_YEAR}))年|(?<![\d年.第{COUNTING}]))"
    rf"第?(?P<from9>[{ONES}\d])(?:季度)?(?:{DASH}|[、和及])第?(?P<until9>[{ONES}\d])季度(?P<qend9>末|底)?"
)
# A month without a year must look like a time: 12月底前, 3月完成, 6月15日前 (not 3月份额).
_AFTER_MONTH = r"(?=[前,、底末完起止至后]|$|之前|以前|份?完成|启动|实现|开展|建成|投入使用|投用|动工|开工|竣工|通车)"
_END_OF_YEAR = r"(?<![一-龥\d])(?P<part5>年底|年末|年内)|(?:(?<=[到于在])|(?<=力争)|(?<=确保)|(?<=争取)|(?<=计划)|(?<=务必))(?P<part6>年底|年末|年内)"


def _yearless(*, in_cell: bool) -> str:
    """A time of a year that is not named: 今年, 明年6月, 12月底前, 第三季度, 上半年, 年底前."""
    alone = r"(?<![\d第.])" if in_cell else r"(?<![\d年第.个])"
    month_as_time = "" if in_cell else rf"(?:(?<=旬)|{_AFTER_MONTH})"
    end_of_year = "(?P<part5>年底|年末|年内|年终)" if in_cell else _END_OF_YEAR
    return (
        # 今年, 本年度, 明年底, 今年汛期前
        rf"{alone}(?:(?P<now>今年|本年度?|明年)(?!{MONTH}月)(?:(?P<nowpart>年?底|年?末|{HALF})|{any_of(load('deadlines')['seasons'])}(?=前|之前|以前))?"
        # 12月底前, 今年6月, 6月15日前
        rf"|(?P<now2>今年|本年|明年)?(?P<month5>{MONTH})月(?:(?P<day5>{DAY})[日号]{hour_pattern('5', SUFFIX)}|(?P<tenth5>{MONTH_PART}))?{month_as_time}"
        # 第三季度, 一季度末; 上半年; 年底前, 年内 (not 近年内)
        rf"|(?P<quarter5>{QUARTER})(?P<qend5>末|底)?|(?P<half5>{HALF})|{end_of_year})"
    )


_MONTH_RANGE = rf"(?<![\d年])(?P<month8>{MONTH})月?(?:[-~至到])(?P<month9>{MONTH})月(?P<tenth9>底)?"  # 6-9月, 3月至11月
_PERIOD = rf"(?:[“\"]?{FIVE_YEAR_PLANS}五[”\"]?[、和])?[“\"]?(?P<plan>{FIVE_YEAR_PLANS})五[”\"]?(?:规划)?(?P<within>{{parts}})(?:的)?"  # “十三五”中后期, 十四五末
_BARE_YEAR = (
    r"(?<=[到至])(?P<year7>20[1-6]\d)(?=,|;|$|[全各基建实完力新农城我主总森生])"  # 到2022全区 (年 lost in the document)
)
_ENGLISH = (
    # by 2027, by December 2025, before the end of 2026
    r"(?<![A-Za-z])[Bb](?:y|efore) (?:the )?(?:end of )?(?:(?P<month_en>{months}) )?(?P<year_en>20\d\d)(?!\d)"
)
_RELATIVE = (
    # 5年内, 三年内, 3-5年内, 半年内, 用三年时间, 经过五年努力, 30日内
    rf"(?:(?<!第)(?P<count>(?:\d{{1,2}}|[两{COUNTING}]{{1,3}}|半)(?:(?:[-~至到])(?:\d{{1,2}}|[两{COUNTING}]))?)个?"
    r"(?P<span>工作日|年|月|日|天)(?:的时间|时间)?(?:之内|以内|内)"
    rf"|(?P<effort>用|经过|利用|通过)(?P<count2>\d{{1,2}}|[两{COUNTING}]{{1,2}}(?:[至到][{COUNTING}])?|\d{{1,2}}-\d{{1,2}})年(?:左右)?(?:的)?(?:时间|努力))"
)


@cache
def time_pattern(*, in_cell: bool = False) -> re.Pattern[str]:
    """An optional prefix, a time, an optional suffix; `in_cell` for words that stand between the borders of a cell.

    Alternatives that can match more stand first. What begins none of them is passed over: a character that the pattern does
    not name.
    """
    words = load("deadlines")
    recurring = any_of(words["recurring"])
    rhythm = f"一{any_of(words['rhythm_periods'])}一{any_of(words['rhythm_actions'])}"
    goes_on = f"{any_of(words['lasting_ways'])}?" if in_cell else ""  # 逐年推进
    # 每年12月底前, 每年6月, 每月5日前 (not 每年600场)
    recurs = rf"(?P<recurs>(?:{recurring}|{rhythm}){goes_on}(?:{MONTH}月{MONTH_PART}?前?(?:完成)?|{DAY}[日号]前)?)"
    whole = "(?P<whole>全年)" + ("" if in_cell else rf"(?={any_of(words['whole_year_before'])}|,)")
    period = _PERIOD.replace("{parts}", any_of(list(words["period_parts"])))
    english = _ENGLISH.replace("{months}", any_of(words["english_months"]))
    yearless = _yearless(in_cell=in_cell)
    forms = [
        english,
        _WITHIN_YEAR,
        _RANGE,
        _point("3"),
        period,
        _MONTH_RANGE,
        yearless,
        _RELATIVE,
        recurs,
        whole,
        _BARE_YEAR,
    ]
    if in_cell:
        forms = [QUARTER_FIGURES, *forms, *cell_forms(words)]
    of_year = "(?:度(?!假))?" if in_cell else ""  # 2025年度, 2023-2025年度
    pattern = rf"(?P<prefix>{any_of(words['prefixes'])})?(?:{'|'.join(forms)}){of_year}(?P<suffix>{SUFFIX})?"
    return re.compile(begun(pattern))


def begun(pattern: str) -> str:
    """The pattern, tried only where a character stands that it names, or a digit or a quotation mark: most stand for none.

    For patterns that begin with words, digits and listed characters, not with a range of them.
    """
    return rf"(?=[\d“\"{''.join(sorted(set(filter(str.isalpha, pattern))))}])(?:{pattern})"


def year_value(figures: str) -> int | None:
    """The year that figures name: 2020, 二〇二〇, 二O二五; None where they name none."""
    return year_of_digits(figures)


def roc_year(words: str) -> int:
    """The Gregorian year of a year of the Republic, 民国111年 being 2022."""
    return 1911 + int(re.sub(r"\D", "", words))


def _figure(text: str) -> int:
    return int(text) if text.isascii() else (chinese_integer(text) or 1)


def month_end(year: int, month: int) -> str:
    """ISO date of the last day of a month."""
    return f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"


def _dated(year: int, month: str | None, day: str | None, tenth: str | None) -> tuple[str, str, str]:
    """First and last day and shape of a month, a day, or the part of a month."""
    if month is None:
        return f"{year}", f"{year}", "point"
    m = _figure(month)
    if day:
        date = f"{year:04d}-{m:02d}-{_figure(day):02d}"
        return date, date, "point"
    if tenth in ("底", "末"):
        return month_end(year, m), month_end(year, m), "end"
    if tenth:
        first, last = {
            "上中旬": (1, 20),
            "中下旬": (11, monthrange(year, m)[1]),
            "上旬": (1, 10),
            "中旬": (11, 20),
            "下旬": (21, monthrange(year, m)[1]),
            "初": (1, 10),
        }[tenth]
        return f"{year:04d}-{m:02d}-{first:02d}", f"{year:04d}-{m:02d}-{last:02d}", "part"
    return f"{year:04d}-{m:02d}", f"{year:04d}-{m:02d}", "point"


def _within(
    year: int, quarter: str | None, quarter_end: str | None, half: str | None, part: str | None
) -> tuple[str, str, str]:
    """First and last day and shape of a quarter, a half or the beginning, middle or end of a year."""
    if quarter:
        q = ONES[:4].find(quarter.removeprefix("第")[0]) + 1 or int(quarter.removeprefix("第")[0])
        if quarter_end:
            return month_end(year, q * 3), month_end(year, q * 3), "end"
        return f"{year}-{q * 3 - 2:02d}", f"{year}-{q * 3:02d}", "part"
    if half:
        return (f"{year}-01", f"{year}-06", "part") if half[0] == "上" else (f"{year}-07", f"{year}-12", "part")
    if part is None or part[-1] == "内":
        return f"{year}", f"{year}", "point"
    if part[-1] in "底末":
        return f"{year}-12-31", f"{year}-12-31", "end"
    return (f"{year}-01", f"{year}-01", "part") if part[-1] == "初" else (f"{year}-06", f"{year}-06", "part")


Issued = tuple[int, int, int]


def read_time(group: dict[str, str | None], *, known_year: int | None, issued: Issued | None) -> Moment:
    """What a match of `time_pattern` with these groups names; a date that its year does not have (2023年2月29日) is none.

    `known_year` is the year that stands for a missing one; `issued` the date of the document, from which 5年内 counts.
    """
    moment = _read(group, known_year, issued)
    if not (_is_real(moment.first) and _is_real(moment.last)):
        return Moment(None, None, None, IMPOSSIBLE)
    return moment if has_hour(group) else replace(moment, odd_hour=True)


def _is_real(iso: str | None) -> bool:
    parts = [int(part) for part in (iso or "").split("-") if part]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        return False
    return len(parts) < 3 or 1 <= parts[2] <= monthrange(parts[0], parts[1])[1]


def _read(group: dict[str, str | None], known_year: int | None, issued: Issued | None) -> Moment:
    if group["impossible"]:
        return Moment(None, None, None, IMPOSSIBLE)
    if group["until4"] or group["until6"]:
        return _read_within_year(group, known_year)
    if group["until9"]:
        return _read_quarters(group, known_year)
    if group["year1"] or group["roc1"]:
        return _read_range(group)
    figures = group["year3"] or group["year7"]
    if figures or group["roc3"]:
        year = (year_value(figures) if figures else roc_year(group["roc3"] or "")) or 0
        return _named(year, group, "3")
    if group["plan"]:
        return _read_period(group)
    if group["year_en"]:
        return _read_english(group)
    if group["recurs"]:
        return Moment(None, None, None, "recurring")
    if group["whole"]:
        return Moment(None, None, None, "whole") if known_year is None else _whole_year(known_year)
    if group["span"] or group["effort"]:
        return _read_relative(group, issued)
    return _read_yearless(group, known_year, issued)


def _whole_year(year: int) -> Moment:
    return Moment(f"{year}", f"{year}", year, "whole")


def _named(year: int, group: dict[str, str | None], tag: str) -> Moment:
    """A point in a known year, from the groups that end in `tag`."""
    if group.get(f"month{tag}"):
        first, last, shape = _dated(year, group[f"month{tag}"], group.get(f"day{tag}"), group.get(f"tenth{tag}"))
    else:
        words = (group.get(f"{name}{tag}") for name in ("quarter", "qend", "half", "part"))
        first, last, shape = _within(year, *words)
    return Moment(first, last, year, shape)


def _read_range(group: dict[str, str | None]) -> Moment:
    start = _year_of(group, "1") or 0
    year = _year_of(group, "2") or start
    first, _, _ = _dated(start, group["month1"], group["day1"], None)
    if group["part2"]:
        last = f"{year}-12-31"
    else:
        _, last, _ = _dated(year, group["month2"], group["day2"], group["tenth2"])
    return Moment(first, last, year, "range")


def _read_within_year(group: dict[str, str | None], known_year: int | None) -> Moment:
    """Days of one month, months of one year; without a year it is still told whether a calendar has them."""
    tag = "4" if group["until4"] else "6"
    year = _year_of(group, tag) or known_year
    month, until = _figure(group[f"month{tag}"] or ""), _figure(group[f"until{tag}"] or "")
    ends = [(month, _figure(group["day4"] or "")), (month, until)] if tag == "4" else [(month,), (until,)]
    first, last = ("-".join([f"{year or LEAP}", *(f"{figure:02d}" for figure in end)]) for end in ends)
    if group["tenth6"] and _is_real(last):
        last = month_end(year or LEAP, until)
    if year is None:
        return Moment(None, None, None, "part" if _is_real(first) and _is_real(last) else IMPOSSIBLE)
    return Moment(first, last, year, "range")


def _read_quarters(group: dict[str, str | None], known_year: int | None) -> Moment:
    """第1-3季度 as months; quarters that no year has are impossible."""
    year = _year_of(group, "9") or known_year
    first, last = _figure(group["from9"] or ""), _figure(group["until9"] or "")
    if not 1 <= first < last <= 4:
        return Moment(None, None, None, IMPOSSIBLE)
    if year is None:
        return Moment(None, None, None, "part")
    end = month_end(year, last * 3) if group["qend9"] else f"{year}-{last * 3:02d}"
    return Moment(f"{year}-{first * 3 - 2:02d}", end, year, "range")


def _year_of(group: dict[str, str | None], tag: str) -> int | None:
    """The year of one end of a range, of either calendar; None where it names none."""
    roc = group[f"roc{tag}"]
    return roc_year(roc) if roc else year_value(group[f"year{tag}"] or "")


def _read_english(group: dict[str, str | None]) -> Moment:
    year, month = int(group["year_en"] or 0), group["month_en"]
    last = f"{year}-{load('deadlines')['english_months'].index(month) + 1:02d}" if month else f"{year}"
    return Moment(None, last, year, "end")


def _read_period(group: dict[str, str | None]) -> Moment:
    """十三五 is 2016 to 2020: the tenth plan began in 2001, and each runs five years."""
    count = chinese_integer(group["plan"] or "") or 10
    start = 2001 + (count - 10) * 5
    low, high = load("deadlines")["period_parts"][group["within"]]
    first, last = start + low, start + high
    if (group["within"] or "").endswith("末"):
        return Moment(f"{last}-12-31", f"{last}-12-31", last, "end")
    return Moment(f"{first}", f"{last}", last, "period")


def _read_relative(group: dict[str, str | None], issued: Issued | None) -> Moment:
    """5年内, 用三年时间, 30日内: counted from the issue of the document; open where that is not known."""
    words = group["count"] or group["count2"] or ""
    upper = re.split(r"[-~至到]", words)[-1]
    unit = group["span"] or "年"
    if issued is None:
        return Moment(None, None, None, "relative")
    year, month, day = issued
    if unit == "年" and words != "半":
        year += _figure(upper)
        return Moment(None, f"{year}", year, "relative")
    if unit in ("年", "月"):
        months = month - 1 + (6 if words == "半" else _figure(upper))
        year, month = year + months // 12, months % 12 + 1
        return Moment(None, f"{year}-{month:02d}", year, "relative")
    end = date(year, month, day) + timedelta(days=min(_figure(upper), 999))
    return Moment(None, end.isoformat(), end.year, "relative")


def _read_yearless(group: dict[str, str | None], known_year: int | None, issued: Issued | None) -> Moment:
    """今年, 年底前, 12月底前, 第三季度, 6-9月: in the year that governs, or of the document for 今年 and 明年."""
    now = group["now"] or group["now2"]
    year = known_year
    if now:
        year = None if issued is None else issued[0] + (1 if now[0] == "明" else 0)
    if year is None:
        return Moment(None, None, None, "part")
    if group["now"]:
        part = group["nowpart"]
        half = part if part and part.endswith("半年") else None
        first, last, shape = _within(year, None, None, half, None if half else part)
        return Moment(first, last, year, shape)
    if group["month8"]:
        _, last, _ = _dated(year, group["month9"], None, group["tenth9"])
        return Moment(_dated(year, group["month8"], None, None)[0], last, year, "range")
    return _named(year, group | {"part5": group["part5"] or group["part6"]}, "5")
