"""Parts: where the page's furniture ends, the front matter, the body, and each annex begin.

An official document (GB/T 9704-2012, chapter 7) is: title, addressee, body, annex list, signature, date, annexes. A web
page puts its own head and tail around it. Nothing is thrown away: every block goes to exactly one part or class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from kb.numerals import COUNTING, ZEROS, chinese_integer
from kb.units.places import OFFICE
from parser.cells.header import header_at
from parser.cut.wrapped import is_page_number
from parser.document import Block, folded
from parser.lexicon import any_of, load
from parser.lexicon.columns import MATTER_ROLES, UNIT_ROLES, column_of
from parser.lexicon.markers import BULLET, marker
from parser.parts.closings import says_of_plan

PartKind = Literal["boilerplate", "front", "body", "annex"]


class Part(Struct, frozen=True):
    """A stretch of the document that has a layout of its own."""

    kind: PartKind
    name: str
    """正文, 附件1, … as printed; empty for boilerplate and front matter."""
    key: str
    """The part in item ids: body, annex-1, …; empty for boilerplate and front matter."""
    title: str
    """Heading of an annex; empty for other parts and for an annex without one."""
    head: tuple[Block, ...]
    """The blocks of the part's own name and title."""
    blocks: tuple[Block, ...]


def split_parts(text: str, blocks: tuple[Block, ...]) -> tuple[Part, ...]:
    """The parts of the document in reading order; together they hold every block exactly once.

    The page numbers of copied text are the last part.
    """
    numbers = tuple(b for b in blocks if b.kind != "table" and is_page_number(text[slice(*b.span)]))
    blocks = tuple(b for b in blocks if b not in numbers) if numbers else blocks
    words = [folded(text)[slice(*b.span)] for b in blocks]
    tail = _tail_start(words)
    starts = _annex_starts(words, blocks, tail)
    bounds = [*starts, tail]
    main = list(range(bounds[0]))
    opening = _body_start(text, words, blocks, main)
    parts = []
    head, rest = _page_head(words, opening)
    parts += [_plain("boilerplate", blocks, head), _plain("front", blocks, rest)]
    body, closing = _closing(words, blocks, list(range(opening, bounds[0])))
    contents = _contents(words, body)
    parts += [
        Part(
            "body",
            "正文",
            "body",
            "",
            tuple(blocks[k] for k in contents),
            tuple(blocks[k] for k in body[len(contents) :]),
        ),
        _plain("front", blocks, closing),
    ]
    parts += _annexes(text, words, blocks, bounds)
    parts.append(_plain("boilerplate", blocks, list(range(tail, len(blocks)))))
    parts.append(Part("boilerplate", "", "", "", (), numbers))
    return tuple(p for p in parts if p.blocks or p.head)


def _plain(kind: PartKind, blocks: tuple[Block, ...], indices: list[int]) -> Part:
    return Part(kind, "", "", "", (), tuple(blocks[k] for k in indices))


# ---------------------------------------------------------------- page furniture
@cache
def _furniture() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("outline")
    return re.compile(any_of(words["page_head"])), re.compile(any_of(words["page_tail"]))


_SPAM_GAP = 5
"""Blank lines that part the document from what a web page hangs below it."""


def _tail_start(words: list[str]) -> int:
    """Index of the first block of the page's tail: from a tail marker on that no sentence follows."""
    pattern = _furniture()[1]
    last = len(words)
    for k in range(len(words) - 1, 0, -1):
        if len(words[k]) <= 60 and pattern.match(words[k]):
            last = k
        elif "。" in words[k] and len(words[k]) > 20:
            break
    return last


def _page_head(words: list[str], opening: int) -> tuple[list[int], list[int]]:
    """Blocks before the body: those of the page's head, and those of the document's front matter."""
    pattern = _furniture()[0]
    head = [k for k in range(opening) if pattern.match(words[k]) and len(words[k]) <= 120]
    return head, [k for k in range(opening) if k not in head]


# ---------------------------------------------------------------- annexes
_ANNEX = re.compile(
    # 附件1 附件：… 附表二 附录 附 1 附：… Annex 1 — but not 附近, 附则
    rf"(?P<word>附\s*[件表录]|附(?=\s*[:：\d{COUNTING}])|Annex|Appendix)\s*(?P<number>[{COUNTING}]{{1,3}}|\d{{1,3}}|)(?![\d.．]*[万亿%％年月])"
    r"\s*(?P<colon>[:：])?\s*(?P<rest>.*)",
    re.DOTALL,
)
_LISTED = re.compile(r"\d{1,2}\s*[.．、]")
_ANNEX_LINE_MOST = 80
"""Characters of a line that opens an annex at the most."""
_KEYS = {"附件": "annex", "附表": "annex-table", "附录": "appendix", "附": "appendix"}
"""How an annex of each name is called in item ids, where a document has annexes of several names."""


def _annex_starts(words: list[str], blocks: tuple[Block, ...], tail: int) -> list[int]:
    """Indices of the blocks where an annex begins; of several blocks that name the same annex the last one counts.

    A document that begins with the words 附件1 is that annex, sent on its own: the words then open no annex.
    """
    found: dict[tuple[str, str], int] = {}
    for k, line in enumerate(words[:tail]):
        match = _ANNEX.match(line) if blocks[k].kind != "table" and len(line) <= _ANNEX_LINE_MOST else None
        if match is None or "。" in line or _is_list(match, words, blocks, k):
            continue
        found[(_word(match), match["number"])] = k
    for word in {word for word, number in found if number}:
        found.pop((word, ""), None)
    starts = sorted(k for k in found.values() if k + 1 < tail)
    alone = [word for word, _ in found].count(
        next((word for (word, _), k in found.items() if starts and k == starts[0]), "")
    ) == 1
    if starts and alone and not any(_is_matter(words[k], blocks[k]) for k in range(starts[0])):
        starts.pop(0)
    return starts


def _is_matter(line: str, block: Block) -> bool:
    """Whether a block is part of what a document says: a table, a sentence, a numbered heading."""
    found = marker(line)
    return block.kind == "table" or len(line) > _ANNEX_LINE_MOST or "。" in line or bool(found and found.level < BULLET)


def _word(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match["word"])


def _is_list(match: re.Match[str], words: list[str], blocks: tuple[Block, ...], k: int) -> bool:
    """Whether the line is the list of annexes at the end of the body: 附件:1.… or 附件：… with its next line 2.…

    附件：…责任分解表 right above a table is the heading of the annex itself.
    """
    if _LISTED.match(match["rest"]):
        return True
    if not match["number"] and match["colon"] and match["rest"]:
        return not (k + 1 < len(words) and (blocks[k + 1].kind == "table" or column_of(words[k + 1]) is not None))
    return k + 1 < len(words) and bool(re.match(r"2\s*[.．、]", words[k + 1])) and bool(match["rest"])


def _annexes(text: str, words: list[str], blocks: tuple[Block, ...], bounds: list[int]) -> Iterator[Part]:
    """The annexes between `bounds`, named as written; the last bound is the end of the last annex."""
    kinds = list(dict.fromkeys(_word(match) for k in bounds[:-1] if (match := _ANNEX.match(words[k]))))
    for start, end in pairwise(bounds):
        match = _ANNEX.match(words[start])
        assert match is not None
        number, k = match["number"], start + 1
        while k < end and not match["rest"] and _is_title_line(words[k], blocks[k], words[start + 1 : k]):
            k += 1
        written = text[slice(*blocks[start].span)]
        titles = [written[slice(*match.span("rest"))], *(text[slice(*b.span)] for b in blocks[start + 1 : k])]
        kind = "annex" if _word(match) == kinds[0] else _KEYS.get(_word(match), "annex")
        yield Part(
            "annex",
            re.sub(r"\s", "", written[slice(*match.span("word"))]) + number,
            f"{kind}-{chinese_integer(number) or number}" if number else kind,
            "".join(t.strip() for t in titles),
            blocks[start:k],
            blocks[k:end],
        )


def _is_title_line(line: str, block: Block, titles: list[str]) -> bool:
    """Lines of an annex's title: short, no sentence; a second one only directly below the first."""
    if block.kind == "table" or len(line) > 50 or re.search("[。；;]", line) or marker(line):
        return False
    if not titles:
        return len(line) >= 4
    return block.gap == 0 and not re.search(r"[表案单划]\s*(?:[（(].*[)）])?$", titles[-1])


# ---------------------------------------------------------------- body
def _body_start(text: str, words: list[str], blocks: tuple[Block, ...], main: list[int]) -> int:
    """Index of the first block of the body: the first outline heading or table header, else table, else long paragraph.

    Where a notice with its date stands above a table, the body begins below the date.
    """
    headings = [k for k in main if _opens_body(words[k], blocks[k]) or _opens_table(words, blocks, k)]
    excerpt = next((k for k in main if _opens_excerpt(words[k], blocks[k])), len(words))
    if excerpt < (headings[0] if headings else len(words)):
        return excerpt
    if headings:
        headings = [*(k for k in main if k < headings[0] and _is_work(text, blocks[k])), *headings]
        signed = _notice_end(words, headings[0], main)
        below = [k for k in main if k > signed >= 0 and (k in headings or blocks[k].kind == "table")]
        return next(iter(below), headings[0])
    tables = [k for k in main if blocks[k].kind == "table"]
    dates = [k for k in main if _DATE_LINE.fullmatch(words[k]) and tables and k < tables[0]]
    if dates:
        return dates[-1] + 1
    return next((k for k in main if k in tables or (len(words[k]) >= 30 and "。" in words[k])), len(main))


_WORK_ROWS = 3
"""Rows of a table of work at the least."""


def _is_work(text: str, block: Block) -> bool:
    """Whether a table's first row is a header of numbered work, or of work and units: no table of the page's metadata."""
    top = {column.role for cell in block.cells if cell.row == 0 and (column := column_of(text[slice(*cell.span)]))}
    below = any(cell.row >= _WORK_ROWS - 1 for cell in block.cells)
    return below and bool(top & {*MATTER_ROLES, "work"}) and bool(top & {"number", *UNIT_ROLES})


_NOTICE_MOST = 12
"""Paragraphs of a notice that promulgates a plan, from its first numbered request to its date, at the most."""
_NOTICE_TITLE = 8
"""Lines between the date of a notice and the first heading of the plan below it, at the most."""


def _notice_end(words: list[str], first: int, main: list[int]) -> int:
    """The date below a notice whose own numbered requests stand above the plan; -1 where there is no such notice.

    The notice is signed, the title of a plan stands below the date, and the plan begins to count anew.
    """
    for k in range(first + 1, min(first + _NOTICE_MOST, main[-1])):
        if not (_DATE_LINE.fullmatch(words[k]) and _SIGNATURE.fullmatch(words[k - 1])) and not _SIGNED_LINE.fullmatch(
            words[k]
        ):
            continue
        below = words[k + 1 : k + 1 + _NOTICE_TITLE]
        named = any(len(line) <= _ANNEX_LINE_MOST and _titles().search(line) for line in below)
        return k if named and not any(_states().search(line) for line in words[first:k]) else -1
    return -1


@cache
def _states() -> re.Pattern[str]:
    """Words of responsibility in a bracket or before a colon: what is numbered there is the plan itself."""
    roles = [w for role in ("lead", "responsible", "support") for w in load("statements")[role]]
    labels = [w for role in ("lead", "responsible", "support") for w in load("headers")[role] if len(w) > 3]
    return re.compile(rf"[（(〔\[【][^（）()]*{any_of(roles)}|{any_of(labels)}\s*[:：]")


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"{any_of(load('outline')['plan_names'])}(?:[（(][^）)]*[）)])?$")


def _opens_body(line: str, block: Block) -> bool:
    found = marker(line)
    return (
        block.kind != "table"
        and found is not None
        and found.level < BULLET
        and found.number in ("一", "壹", "1", "1.1", "")
    )


def _opens_excerpt(line: str, block: Block) -> bool:
    """A heading further on in the count (七、…, （三）…) in front of the first 一 or 1: the text begins in the middle."""
    found = marker(line)
    return block.kind != "table" and found is not None and found.level <= _SECTION_MOST and found.number != ""


def _opens_table(words: list[str], blocks: tuple[Block, ...], k: int) -> bool:
    """Whether the header of a flattened table begins here."""
    end = next((n for n in range(k, min(k + _HEADER_MOST, len(blocks))) if blocks[n].kind == "table"), k + _HEADER_MOST)
    return k < end and header_at(words[k:end], 0) is not None


_HEADER_MOST = 24
"""Blocks of a header at the most."""
_SECTION_MOST = 4
"""Markers up to this level head sections: 第三章, 三、 and （三）."""
_DAY = rf"(?:(?:19|20)\d{{2}}\s*[年.\-/]\s*\d{{1,2}}\s*[月.\-/]\s*\d{{1,2}}\s*日?|二[{ZEROS}][\u4e00-\u9fff〇○]{{2}}年[{COUNTING}]{{1,2}}月[{COUNTING}]{{1,3}}日)"
_OFFICE = rf"[^。；：:]{{2,40}}{OFFICE}"
_DATE_LINE = re.compile(rf"[（(]?\s*{_DAY}\s*[）)]?|(?:19|20)\d{{6}}")
_SIGNED_LINE = re.compile(rf"{_OFFICE}\s*{_DAY}")
_SIGNATURE = re.compile(_OFFICE)
_RELEASE = re.compile(
    rf"[（(]{any_of(load('outline')['release_lines'])}.{{2,40}}|抄送[:：].{{2,200}}|.{{2,40}}(?:年|月)\d{{1,2}}日印发"
)
"""What stands below the date: how the paper is made public, who gets a copy, when it was printed."""


_DATES_MOST = 2
"""Days that stand alone in a body at the most: more are a column of a table. Below it a signature follows a row's day."""


_COPIES = re.compile(r"\s*抄\s*[送报]\s*[:：]")
_COPIES_MOST = 12
"""Blocks from the line that says who gets copies to the end of the document, at the most."""


def _copies(words: list[str], body: list[int]) -> int:
    """How many blocks of the body stand above the list of those who get a copy, which may take several lines."""
    last = range(max(0, len(body) - _COPIES_MOST), len(body))
    return next((k for k in last if _COPIES.match(words[body[k]])), len(body))


def _closing(words: list[str], blocks: tuple[Block, ...], body: list[int]) -> tuple[list[int], list[int]]:
    """Split annex list, signature and date off the end of the body. A name alone is no signature: a date
    must follow, or it is the name that the title begins with."""
    k = _copies(words, body)
    column = sum(_DATE_LINE.fullmatch(words[j]) is not None for j in body) > _DATES_MOST
    while k > 0 and blocks[body[k - 1]].kind != "table":
        line = words[body[k - 1]]
        if column and _DATE_LINE.fullmatch(line) and not (k > 2 and _DATE_LINE.fullmatch(words[body[k - 3]])):
            break  # the last row of a table whose rows end with a unit and a day
        below = words[body[k]] if k < len(body) else ""
        signs = bool(_SIGNATURE.fullmatch(line)) and (
            bool(_DATE_LINE.fullmatch(below))
            or bool(_SIGNATURE.fullmatch(below))
            or any(opening.startswith(f"{line}关于") for opening in words[: body[0]])
        )
        listed = (
            _LISTED.match(line) and len(line) <= 60 and "。" not in line and _annex_list_above(words, body[: k - 1])
        )
        if not (
            listed
            or signs
            or _DATE_LINE.fullmatch(line)
            or _SIGNED_LINE.fullmatch(line)
            or _RELEASE.fullmatch(line)
            or says_of_plan(line)
            or (_ANNEX.match(line) and len(line) < 80)
        ):
            break
        k -= 1
    return body[:k], body[k:]


def _annex_list_above(words: list[str], indices: list[int]) -> bool:
    """Whether the numbered lines just above begin with the words 附件: they are the annex list."""
    for k in reversed(indices):
        if _ANNEX.match(words[k]):
            return True
        if not (_LISTED.match(words[k]) and "。" not in words[k]):
            return False
    return False


_PAGE_NUMBER = re.compile(r"(?<!\d)\d{1,2}\Z|\d{3}\Z")
"""The page at the end of a line of a table of contents."""
_DOTS = ".…·—-"
"""What leads from a heading to its page, with blanks."""
_CONTENTS_LEAST = 4
"""Headings that stand twice make a table of contents from this number on."""


def _contents(words: list[str], body: list[int]) -> list[int]:
    """The table of contents at the head of the body: headings one below the other that all come again further down."""
    first = next((k for k, at in enumerate(body) if not re.fullmatch(r"目\s*[录次]", words[at])), 0)
    entries = [_without_page(words[at]) for at in body]
    later: dict[str, int] = {}
    for k, entry in enumerate(entries):
        later[re.sub(r"\s+", "", entry)[:40]] = k
    end = first
    while end < len(body) and len(words[body[end]]) <= 80:
        if not any(
            at > end and name.startswith(re.sub(r"\s+", "", entries[end])[:40])
            for name, at in _same(later, entries[end])
        ):
            break
        end += 1
    return body[:end] if end - first >= _CONTENTS_LEAST or first else []


def _without_page(line: str) -> str:
    """The words of a line of a table of contents, without the dots and the page that follow them.

    >>> _without_page("一、总则 ……… 12 "), _without_page("规划 2035")
    ('一、总则', '规划 2')
    """
    line = line.rstrip()
    found = _PAGE_NUMBER.search(line[-4:])
    line = line[: len(line) - len(found[0])] if found else line
    while line and (line[-1] in _DOTS or line[-1].isspace()):
        line = line.rstrip().rstrip(_DOTS)
    return line


def _same(later: dict[str, int], entry: str) -> list[tuple[str, int]]:
    """Later lines that begin with the entry."""
    name = re.sub(r"\s+", "", entry)[:40]
    if name in later and len(name) >= 3:
        return [(name, later[name])]
    return [(other, at) for other, at in later.items() if len(name) >= 6 and other.startswith(name)]
