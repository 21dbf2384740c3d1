"""Front matter: what the document is. Title, number, issuer, region, date and period, each as the document states it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePath

from kb.schema import Plan
from parser.document import Block
from parser.lexicon import any_of, load

_DOCUMENT_NUMBER = re.compile(
    # 吴政办发〔2018〕122号, 国发[2018]39号, 沪松府办(2025)31号
    r"(?P<office>[\u4e00-\u9fff]{1,12})\s*[〔\[【（(﹝]\s*(?P<year>(?:19|20)\d{2})\s*[〕\]】）)﹞]\s*第?\s*(?P<number>\d{1,5})\s*号"
)
_ISSUER = re.compile(
    # 吴兴区人民政府办公室关于印发… ; 中共…委员会 …人民政府关于…
    r"(?P<issuer>[\u4e00-\u9fff（）()、 　]{2,60}?(?:人民政府办公室|人民政府办公厅|人民政府|国务院办公厅|国务院|委员会办公室|委员会|"
    r"管委会办公室|管委会|办公室|办公厅|委办公厅|局|厅|部|院|委))\s*(?:关于|印发)"
)
_PROMULGATES = re.compile(r"关于(?:印发|发布|公布)\s*[《<〈]?(?P<title>.{4,80}?)[》>〉]?\s*的(?:通知|公告|函)")
_REGION = re.compile(
    r"(?P<region>[\u4e00-\u9fff]{1,12}?(?:特别行政区|自治区|自治州|自治县|省|市|区|县|旗|州|盟|镇|乡|街道))"
)
_DAY = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[-年./]\s*(?P<m>\d{1,2})\s*[-月./]\s*(?P<d>\d{1,2})\s*日?")
_HAN_DAY = re.compile(
    r"(?P<y>[二〇○零一三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,3})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_PERIOD = re.compile(
    r"(?P<a>(?:19|20)\d{2})\s*年?\s*[-—–－~～至到]{1,2}\s*(?P<b>(?:19|20)\d{2})|(?P<one>(?:19|20)\d{2})\s*年(?:度)?"
)
_FIVE_YEAR = re.compile("[“\"'「]?(?P<n>十[一二三四五六])五[”\"'」]?")
_FIRST_FIVE_YEAR = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031}
"""First year of each five-year plan: 十三五 is 2016-2020."""

_HEAD = 4000
"""Characters from the top in which the front matter stands, also where a document has no line breaks."""


def read_plan(text: str, front: tuple[Block, ...], *, name: str, plan_id: str | None = None) -> Plan:
    """What the document says of itself. `front` is its front matter, `name` the file's name, for want of a better id."""
    lines = [text[slice(*b.span)] for b in front if b.kind != "table"]
    head = "\n".join(lines)[:_HEAD] or text[:_HEAD]
    lines = lines or [line.strip() for line in text[:_HEAD].splitlines()]
    metadata = _metadata(head)
    number = _DOCUMENT_NUMBER.search(metadata.get("document_number", "")) or _own_number(head)
    title = _title(lines) or PurePath(name).stem
    issuer = _issuer(lines) or metadata.get("issuer")
    region = _region(issuer) or _region(title)
    start, end = _period(title, head)
    issued = _date(metadata.get("issued_on", "")) or _last_date(lines)
    return Plan(
        id=plan_id or _plan_id(region or issuer, number, name),
        title=title,
        document_number=re.sub(r"\s", "", number.group()) if number else None,
        index_number=metadata.get("index_number"),
        issuer=issuer,
        region=region,
        issued_on=issued,
        start_year=start,
        end_year=end,
    )


@cache
def _labels() -> re.Pattern[str]:
    fields = load("outline")["metadata"]
    groups = [f"(?P<{field}>{any_of(words)})" for field, words in fields.items()]
    return re.compile(rf"(?:{'|'.join(groups)})\s*[:：】\]]\s*")


def _metadata(head: str) -> dict[str, str]:
    """Values of the metadata labels (索引号: …); a value ends at the next label or the end of its line."""
    found = list(_labels().finditer(head))
    values: dict[str, str] = {}
    for k, match in enumerate(found):
        end = found[k + 1].start() if k + 1 < len(found) else len(head)
        value = head[match.end() : end].split("\n")[0].strip()
        if value and match.lastgroup and match.lastgroup not in values:
            values[match.lastgroup] = value
    return values


def _own_number(head: str) -> re.Match[str] | None:
    """The document's own number: one that stands alone on its line, not one quoted in a sentence."""
    for line in head.split("\n"):
        found = _DOCUMENT_NUMBER.search(line)
        if found and len(line) <= len(found.group()) + 12 and "《" not in line:
            return found
    return None


@cache
def _plan_title() -> re.Pattern[str]:
    return re.compile(rf"[^。；;:：]{{2,70}}{any_of(load('outline')['plan_names'])}\s*(?:[（(][^）)]*[）)])?")


def _title(lines: list[str]) -> str | None:
    """The plan's own title; of a notice, the title of what it promulgates."""
    short = [line for line in lines if len(line) <= 80 and not re.search("[。；;]", line)]
    titles = [line for line in short if _plan_title().fullmatch(line) and not re.search("关于印发|的通知$|[>›]", line)]
    if titles:
        return re.sub(r"\s+", "", titles[-1])
    for joined in (*lines, "".join(lines)):
        found = _PROMULGATES.search(joined)
        if found:
            return re.sub(r"\s+", "", found["title"])
    for k, line in enumerate(short):
        for joined in (line, line + (short[k + 1] if k + 1 < len(short) else "")):
            if _plan_title().fullmatch(joined) and not re.search("[>›]", joined):
                return re.sub(r"\s+", "", joined)
    return None


def _issuer(lines: list[str]) -> str | None:
    for k, line in enumerate(lines):
        found = _ISSUER.match(line) or _ISSUER.match(line + (lines[k + 1] if k + 1 < len(lines) else ""))
        if found and len(line) <= 120:
            return re.sub(r"[\s　]+", "", found["issuer"])
    return None


def _region(words: str | None) -> str | None:
    """The innermost region that `words` begin with: 湖州市吴兴区人民政府 gives 吴兴区, 国务院 none."""
    region, at = None, 0
    while words and (found := _REGION.match(words, at)) and not re.search("政府|委员|管委|部门", found["region"]):
        region, at = found["region"], found.end()
    return region


def _date(words: str) -> str | None:
    found = _DAY.search(words)
    if found:
        return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    return None


def _last_date(lines: list[str]) -> str | None:
    """The date below the signature: the last full date that stands alone on a line."""
    dates = [_date(line) for line in lines if len(line) <= 24 and _DAY.search(line)]
    return dates[-1] if dates else None


def _period(title: str, head: str) -> tuple[int | None, int | None]:
    """First and last year of the plan: from its title, which may name a five-year plan."""
    found = _PERIOD.search(title)
    if found:
        first, last = (found["a"], found["b"]) if found["a"] else (found["one"], found["one"])
        return int(first), int(last)
    five = _FIVE_YEAR.search(title)
    if five:
        return _FIRST_FIVE_YEAR[five["n"]], _FIRST_FIVE_YEAR[five["n"]] + 4
    return None, None


def _plan_id(region: str | None, number: re.Match[str] | None, name: str) -> str:
    """Region and document number in ASCII, wuxing-2018-122; without a number the file's name."""
    stem = re.sub(r"(?:特别行政区|自治区|自治州|自治县|省|市|区|县|旗|州|盟|镇|乡|街道)$", "", region or "")
    if number and stem:
        return f"{slug(stem)}-{number['year']}-{number['number']}"
    return slug(PurePath(name).stem) or "plan"


def slug(words: str) -> str:
    """ASCII letters and digits of `words` (Han as pinyin without tones) joined by hyphens; may be empty."""
    if not words.isascii():
        from pypinyin import lazy_pinyin  # loaded only where a name has to be spelled

        words = (
            "".join(lazy_pinyin(words)) if re.fullmatch(r"[\u4e00-\u9fff]+", words) else "-".join(lazy_pinyin(words))
        )
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
