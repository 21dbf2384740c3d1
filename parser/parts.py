"""Parts: where the page's furniture ends, the front matter, the body, and each annex begin.

An official document (GB/T 9704-2012, chapter 7) is: title, addressee, body, annex list, signature, date, annexes. A web
page puts its own head and tail around it. Nothing is thrown away: every block goes to exactly one part or class.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from parser.document import Block
from parser.lexicon import any_of, load
from parser.outline import BULLET, marker

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
    """The parts of the document in reading order; together they hold every block exactly once."""
    words = [text[slice(*b.span)] for b in blocks]
    tail = _tail_start(words)
    starts = _annex_starts(words, blocks, tail)
    bounds = [*starts, tail]
    main = list(range(bounds[0]))
    opening = _body_start(words, blocks, main)
    parts = []
    head, rest = _page_head(words, opening)
    parts += [_plain("boilerplate", blocks, head), _plain("front", blocks, rest)]
    body, closing = _closing(words, blocks, list(range(opening, bounds[0])))
    parts += [
        Part("body", "正文", "body", "", (), tuple(blocks[k] for k in body)),
        _plain("front", blocks, closing),
    ]
    for start, end in zip(starts, bounds[1:], strict=True):
        parts.append(_annex(words, blocks, start, end))
    parts.append(_plain("boilerplate", blocks, list(range(tail, len(blocks)))))
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
    r"附\s*[件表]\s*(?P<number>[一二三四五六七八九十\d]{0,3})\s*(?P<colon>[:：])?\s*(?P<rest>.*)", re.DOTALL
)
_LISTED = re.compile(r"\d{1,2}\s*[.．、]")


def _annex_starts(words: list[str], blocks: tuple[Block, ...], tail: int) -> list[int]:
    """Indices of the blocks where an annex begins; of several blocks that name the same annex the last one counts."""
    found: dict[str, int] = {}
    for k, line in enumerate(words[:tail]):
        match = _ANNEX.match(line) if blocks[k].kind != "table" and len(line) <= 80 else None
        if match is None or _is_list(match, words, k) or "。" in line:
            continue
        found[match["number"]] = k
    if len(found) > 1:
        found.pop("", None)
    starts = sorted(found.values())
    return [k for k in starts if k + 1 < tail]


def _is_list(match: re.Match[str], words: list[str], k: int) -> bool:
    """Whether the line is the list of annexes at the end of the body: 附件:1.… or 附件：… with its next line 2.…"""
    if not match["number"] and match["colon"] and match["rest"]:
        return True
    if _LISTED.match(match["rest"]):
        return True
    return k + 1 < len(words) and bool(re.match(r"2\s*[.．、]", words[k + 1])) and bool(match["rest"])


def _annex(words: list[str], blocks: tuple[Block, ...], start: int, end: int) -> Part:
    match = _ANNEX.match(words[start])
    assert match is not None
    number, rest = match["number"], match["rest"].strip()
    name = "附件" + number
    titles, k = ([rest] if rest else []), start + 1
    while k < end and not rest and _is_title_line(words[k], blocks[k], titles):
        titles.append(words[k])
        k += 1
    return Part(
        "annex",
        name,
        f"annex-{_arabic(number)}" if number else "annex",
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


def _arabic(number: str) -> str:
    if number.isdigit():
        return number
    digits = "零一二三四五六七八九"
    if "十" in number:
        tens, _, ones = number.partition("十")
        return str((digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0))
    return "".join(str(digits.index(c)) for c in number)


# ---------------------------------------------------------------- body
def _body_start(words: list[str], blocks: tuple[Block, ...], main: list[int]) -> int:
    """Index of the first block of the body: the first outline heading, else table, else long paragraph."""
    headings = [k for k in main if _opens_body(words[k], blocks[k])]
    if headings:
        return headings[0]
    for k in main:
        if blocks[k].kind == "table" or (len(words[k]) >= 30 and "。" in words[k]):
            return k
    return len(main)


def _opens_body(line: str, block: Block) -> bool:
    found = marker(line)
    return block.kind != "table" and found is not None and found.level < BULLET and found.number in ("一", "1", "")


_DATE_LINE = re.compile(r"[（(]?\s*(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*[年.\-/]?\s*\d{0,2}.{0,8}[日）)]?\s*")
_SIGNATURE = re.compile(
    # 吴兴区人民政府办公室, also with its date on the same line; （此件公开发布）
    rf"[^。；：]{{2,40}}(?:人民政府|办公室|办公厅|委员会|管委会|领导小组|局|厅|部|委|国务院)\s*(?:{_DATE_LINE.pattern})?|[（(]此件.{{2,20}}"
)


def _closing(words: list[str], blocks: tuple[Block, ...], body: list[int]) -> tuple[list[int], list[int]]:
    """Split signature, date and annex list off the end of the body."""
    k = len(body)
    while k > 0 and blocks[body[k - 1]].kind != "table":
        line = words[body[k - 1]]
        listed = (
            _LISTED.match(line) and len(line) <= 60 and "。" not in line and _annex_list_above(words, body[: k - 1])
        )
        if not (
            listed
            or _DATE_LINE.fullmatch(line)
            or _SIGNATURE.fullmatch(line)
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
