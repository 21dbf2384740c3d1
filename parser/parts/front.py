"""Front matter: what the document is. Title, number, issuer, region, date and period, each as the document states it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from kb.numerals import FIVE_YEAR_PLANS
from kb.schema import Plan
from kb.script import simplified
from kb.units.places import OFFICE, PLACE
from kb.units.regions import is_region, region_slug
from parser.document import Block
from parser.lexicon import any_of, load
from parser.lexicon.columns import column_of
from parser.lexicon.markers import marker
from parser.parts.region import region_in, region_of
from parser.parts.signature import (
    DAY,
    HAN_DAY,
    YEAR,
    interprets,
    is_signature,
    iso_date,
    office_names,
    orders,
    short_office,
    signed_by,
    signed_within,
    told_date,
)

_OF_OFFICE, _NUMBERED = (
    r"[\u4e00-\u9fff]{1,14}",
    rf"\s*[〔\[【（(﹝]\s*(?P<year>{YEAR})\s*[〕\]】）)﹞]\s*第?\s*(?P<number>\d{{1,5}})\s*[号號]",
)
_DOCUMENT_NUMBER = re.compile(rf"(?P<office>{_OF_OFFICE}){_NUMBERED}")
"""吴政办发〔2018〕122号, 国发[2018]39号, 沪松府办(2025)31号."""
_NUMBER_BEHIND = re.compile(rf"(?P<title>[^（()《]{{8,80}})[（(](?P<whole>{_OF_OFFICE}{_NUMBERED})[)）]")
_WORDS = load("outline")
_ISSUES = any_of(_WORDS["issues"])
_ISSUER = re.compile(
    # 吴兴区人民政府办公室关于印发… ; 中共…委员会 …人民政府关于… ; 市发展改革委 市财政局印发…
    rf"(?P<issuer>[\u4e00-\u9fff（）()、 　]{{2,80}}?{OFFICE})\s*{_ISSUES}"
)
_PROMULGATES = re.compile(
    # 关于印发《…行动计划》的通知, 关于转发区建设管理委制订的《…计划》的通知
    rf"(?:关于|印发){any_of(_WORDS['publishes'])}?(?:转发[^《]{{0,20}})?"
    r"\s*(?:[《<〈](?P<quoted>[^《》]{4,90})[》>〉]|(?<=印发)(?P<bare>.{4,90}?))"
    rf"\s*的{any_of(_WORDS['notices'])}"
)
_PERIOD = re.compile(
    rf"(?P<a>{YEAR})\s*年?\s*[-—–－~～至到]{{1,2}}\s*(?P<b>{YEAR})|(?P<one>{YEAR})\s*年(?:度)?"
    # 113年至115年: years of the Republic of China, 113 is 2024
    r"|(?<!\d)(?P<roc_a>1\d{2})\s*年?\s*[-—–－~～至到]{1,2}\s*(?P<roc_b>1\d{2})\s*年|(?<!\d)(?P<roc>1\d{2})\s*年度?"
)
_ROC = 1911
_FIVE_YEAR = re.compile(f"[“\"'「]?(?P<n>{FIVE_YEAR_PLANS})(?:五[”\"'」]?|个五年)")
_FIRST_FIVE_YEAR = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031}
"""First year of each five-year plan: 十三五 is 2016-2020."""

_HEAD = 4000
"""Characters from the top in which the front matter stands, also where a document has no line breaks."""
_TITLE_LEAST = 5
"""A shorter line above a title is a word of the page's navigation (政务公开), not the first line of the title."""
_TITLE_LINE_MOST = 90
"""A longer line is no line of a title."""


def read_plan(text: str, front: tuple[Block, ...], *, name: str, plan_id: str | None = None) -> Plan:
    """What the document says of itself. `front` is its front matter, `name` the file's name, for want of a better id."""
    lines = _lines(text, front)
    head = "\n".join(text[slice(*b.span)] for b in front) or text[:_HEAD]
    if not front and column_of(text.lstrip().split("\n", 1)[0]) is None:
        lines = text[:_HEAD].splitlines()
    lines = [part for line in lines for part in _number_apart(line.strip(" 　\t#*")) if part]
    metadata = _metadata(head)
    number = _DOCUMENT_NUMBER.search(metadata.get("document_number", "")) or _own_number(lines)
    titles = [line for line in lines if not _labels().match(line) and not _is_heading(line)]
    title = (
        _title(titles)
        or _title([metadata.get("title", "")])
        or metadata.get("title")
        or _first_heading(titles if front else [])
        or PurePath(name).stem
    )
    issuer = _issuer([title, *titles, metadata.get("title", "")])
    signed, signed_on = signed_by(lines)
    if signed is None:
        signed, signed_on = signed_within(text)
    if issuer is None or (
        signed and short_office(signed).endswith(short_office(issuer))
    ):  # 省政府关于…, signed by 江苏省人民政府
        issuer = signed or issuer or _office(metadata.get("issuer")) or orders(lines) or interprets(text)
    region = region_of(issuer, title) or _province(number) or region_in(text[:_HEAD], title)
    start, end = _period(title)
    issued = (
        iso_date(metadata.get("issued_on", ""))
        or (signed_on if signed else None)
        or _last_date(lines)
        or told_date(text, title)
        or iso_date(metadata.get("published_on", ""))
    )
    title = re.sub("^《([^《》]+)》$", r"\1", title)
    return Plan(
        id=plan_id or _plan_id(region or issuer, number, name),
        title=title,
        document_number=_number(number) if number else None,
        index_number=metadata.get("index_number"),
        issuer=issuer,
        region=region,
        issued_on=issued,
        start_year=start,
        end_year=end,
    )


def _number_apart(line: str) -> tuple[str, ...]:
    """A title with the document's number behind it, in brackets, as two lines: …措施的通知（岭政办发〔2022〕7号）."""
    found = _NUMBER_BEHIND.fullmatch(line)
    return (found["title"], found["whole"]) if found else (line,)


def _is_heading(line: str) -> bool:
    """A numbered heading of the text (三、主要任务), which is never the title of it."""
    found = marker(line)
    return found is not None and found.name in ("chapter", "section", "han", "han-brackets") and bool(found.number)


def year_of_number(number: str | None) -> int | None:
    """The year of a document number: 国发〔2020〕6号 is 2020; None without a number."""
    found = re.search(r"[〔\[(（]((?:19|20)\d{2})", number or "")
    return int(found[1]) if found else None


def _lines(text: str, front: tuple[Block, ...]) -> list[str]:
    """The lines of the front matter, those of tables left out; headings as marked up stand apart from paragraphs."""
    lines: list[str] = []
    last = None
    for block in front:
        if block.kind == "table":
            continue
        if last not in (None, block.kind):
            lines.append("|")
        lines += [line for line in text[slice(*block.span)].split("\n") if line.strip()]
        last = block.kind
    return [*_title_sentence(lines[0]), *lines[1:]] if lines else lines


def _title_sentence(line: str) -> tuple[str, ...]:
    """The first line, cut where it is a title with the text glued to it: 关于支持招商的十条意见。|为落实…"""
    title, stop, _ = line.partition("。")
    if stop and len(title) <= _TITLE_LINE_MOST and _plan_title().fullmatch(simplified(title)):
        return title, line[len(title) + 1 :]
    return (line,)


def _compact(words: str) -> str:
    return re.sub(r"\s+", "", words)


# ---------------------------------------------------------------- labels of the page: 索引号: …
@cache
def _labels() -> re.Pattern[str]:
    fields = _WORDS["metadata"]
    groups = [
        f"(?P<{field}>" + "|".join(r"\s*".join(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"
        for field, words in fields.items()
    ]
    return re.compile(rf"(?:(?<=[\s【\[])|^)(?:{'|'.join(groups)})\s*[:：】\]]\s*", re.MULTILINE)


def _metadata(head: str) -> dict[str, str]:
    """Values of the metadata labels (索引号: …); a value ends at the next label or the end of its line."""
    found = list(_labels().finditer(head))
    values: dict[str, str] = {}
    for k, match in enumerate(found):
        end = found[k + 1].start() if k + 1 < len(found) else len(head)
        value = head[match.end() : end].strip().split("\n")[0].strip(" 　【[")
        if value and match.lastgroup and match.lastgroup not in values:
            values[match.lastgroup] = value
    return values


def _own_number(lines: list[str]) -> re.Match[str] | None:
    """The document's own number: one that stands alone on its line, not one quoted in a sentence."""
    for line in lines:
        found = _DOCUMENT_NUMBER.search(line)
        if found and len(line) <= len(found.group()) + 12 and "《" not in line and not re.search("[。，；]", line):
            return found
    return None


def _number(found: re.Match[str]) -> str:
    """The number without a label that the page glued to it: 发文字号黄政办发〔2021〕1号."""
    words = _compact(found.group())
    labels = _WORDS["metadata"]["document_number"]
    label = next((w for w in sorted(labels, key=len, reverse=True) if words.startswith(w)), "")
    return words[len(label) :]


# ---------------------------------------------------------------- title
@cache
def _plan_title() -> re.Pattern[str]:
    return re.compile(
        rf"[^。；;:：]{{2,80}}?{any_of(_WORDS['plan_names'])}\s*(?:[（(][^）)]*[）)])?|[A-Z][^.;]{{8,120}}"
    )


def _title(lines: list[str]) -> str | None:
    """The plan's own title; of a notice, the title of what it promulgates; None where no line is called a plan."""
    candidates = [_compact(words) if not words.isascii() else words for words in _joined_lines(lines)]
    titles = [words for words in candidates if _plan_title().fullmatch(simplified(words))]
    own = [words for words in titles if not re.search("关于印发|印发.*通知$|转发.*通知$", simplified(words))]
    if own and all(words.isascii() for words in own):
        return own[0]
    promulgated = (
        next((t for words in candidates if (t := _promulgated(words))), None)
        or _handed("".join(lines))
        or _promulgated("".join(lines))
    )
    if promulgated and own and promulgated.startswith(own[-1]):
        return promulgated
    if own and promulgated is None:
        issued = [words for words in own if _ISSUER.match(simplified(words))]
        return next((words for words in issued if not _NAMELESS.match(words)), next(iter(issued), own[-1]))
    return own[-1] if own else promulgated or (titles[0] if titles else None)


_NAMELESS = re.compile("[省市区县州旗](?:人民)?政府|[省市区县州旗]委")
"""An issuer without its region, as a page's navigation shortens a title: 市政府关于…."""


def _first_heading(lines: list[str]) -> str | None:
    """The first line that may be a title though nothing in it names a kind of plan: 国民经济和社会发展情况通报."""
    return next(
        (_compact(w) for w in _joined_lines(lines) if 6 <= len(w) <= 60 and re.search("[\u4e00-\u9fff]", w)), None
    )


_HANDED = re.compile(
    # 现将《…行动计划》印发给你们
    r"现将\s*《(?P<quoted>[^《》]{4,90})》"
)


def _handed(words: str) -> str | None:
    found = _HANDED.search(simplified(words))
    return _compact(words[slice(*found.span("quoted"))]) if found else None


def _promulgated(words: str) -> str | None:
    found = _PROMULGATES.search(simplified(words))
    if found is None:
        return None
    return _compact(words[slice(*found.span("quoted" if found["quoted"] else "bare"))])


def _joined_lines(lines: list[str]) -> Iterator[str]:
    """Lines that may be titles, those of one title joined: 国务院关于…一个时期 / 促进就业工作的若干意见."""
    open_title = ""
    for line in lines:
        if not _is_title_like(line):
            if open_title:
                yield open_title
            open_title = ""
        elif open_title and _goes_on(open_title, line):
            open_title += line
        else:
            if open_title:
                yield open_title
            open_title = line
    if open_title:
        yield open_title


_NO_TITLE = re.compile(
    rf"[。；;:：>›|=_]|文件$|^附件|^[（(]{any_of(_WORDS['releases'])}|^首页|^当前位置|^\d{{1,2}}\s*[.．、]"
)


def _is_title_like(line: str) -> bool:
    if len(line) > _TITLE_LINE_MOST or _NO_TITLE.search(line) or line.isdigit():
        return False
    return not (_DOCUMENT_NUMBER.search(line) or DAY.search(line) or HAN_DAY.search(line) or is_signature(line))


def _goes_on(title: str, line: str) -> bool:
    """Whether a title is unfinished and the line goes on with it."""
    if line.isascii() or title.isascii():
        return False
    if len(title) < _TITLE_LEAST:
        return False
    return not _plan_title().fullmatch(simplified(title)) or bool(re.fullmatch(r"[（(].{2,24}[）)]", line))


# ---------------------------------------------------------------- issuer, region, date, period
def _issuer(lines: list[str]) -> str | None:
    for line, below in pairwise(lines):
        if is_signature(line) and re.match(_ISSUES, simplified(below)):
            return office_names(line)
    for words in _joined_lines(lines):
        found = _ISSUER.match(simplified(words))
        if found:
            return office_names(words[: found.end("issuer")])
    return None


def _office(words: str | None) -> str | None:
    """The issuer that the page's metadata name, if that is an office and not the name of a web site."""
    return words if words and re.fullmatch(rf".{{1,40}}{OFFICE}", words) else None


def _province(number: re.Match[str] | None) -> str | None:
    """The province whose short name begins the number of its government's paper: 鄂政发〔2018〕26号 is 湖北省."""
    found = re.match("([\u4e00-\u9fff])[政府发]", simplified(_number(number))) if number else None
    return _WORDS["province_letters"].get(found[1]) if found else None


def _last_date(lines: list[str]) -> str | None:
    """The date below the signature: the last full date that stands alone on a line, or behind a signature."""
    closing = [line for line in lines if len(line) <= 40 and not _labels().match(line) and _closes(line)]
    signed = [line for line in closing if not _PRINTED.search(line)]
    return iso_date((signed or closing)[-1]) if closing else None


_PRINTED = re.compile(r"印发\s*$")
"""Behind a date below the signature: when the paper was printed."""


def _closes(line: str) -> bool:
    day = DAY.search(line) or HAN_DAY.search(line)
    if day is None:
        return False
    before, after = line[: day.start()].strip(" 　（("), line[day.end() :].strip(" 　）)")
    return (not before or is_signature(before)) and len(after) <= 4


def _period(title: str) -> tuple[int | None, int | None]:
    """First and last year of the plan: from its title, which may name a five-year plan."""
    found = _PERIOD.search(title)
    if found:
        first, last = found["a"] or found["one"], found["b"] or found["one"]
        if first:
            return int(first), int(last)
        first, last = found["roc_a"] or found["roc"], found["roc_b"] or found["roc"]
        return int(first) + _ROC, int(last) + _ROC
    five = _FIVE_YEAR.search(title)
    if five:
        return _FIRST_FIVE_YEAR[five["n"]], _FIRST_FIVE_YEAR[five["n"]] + 4
    return None, None


# ---------------------------------------------------------------- id
def _plan_id(region: str | None, number: re.Match[str] | None, name: str) -> str:
    """Region and document number in ASCII, wuxing-2018-122; without a number the file's name."""
    if number and region:
        known = region_slug(region) if is_region(region) else slug(re.sub(rf"{PLACE}$", "", region))
        if known:
            return f"{known}-{number['year']}-{number['number']}"
    return slug(PurePath(name).stem) or "plan"


def slug(words: str) -> str:
    """ASCII letters and digits of `words` (Han as pinyin without tones) joined by hyphens; may be empty."""
    if not words.isascii():
        from pypinyin import lazy_pinyin  # loaded only where a name has to be spelled

        words = (
            "".join(lazy_pinyin(words)) if re.fullmatch(r"[\u4e00-\u9fff]+", words) else "-".join(lazy_pinyin(words))
        )
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
