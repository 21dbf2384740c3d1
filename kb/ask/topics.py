"""What entries speak of a matter, found by the search: every word of the matter is accounted for, none is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.known_words import frames, light_words
from kb.search.contract import FACET, FACETS, Clause, Entry, facet
from kb.search.folding import fold
from kb.search.loosening import loosened
from kb.search.query import query_clauses
from kb.search.rating import text_of
from kb.vocabulary import any_of

SLACK = 10
"""Characters that may stand between the parts of a matter."""
WIDER = (25, 60)
"""The same where nothing else is found and every word of the question is accounted for: about a clause, a sentence."""
JOINTS = re.compile(r"以及|[的和与及跟同、,]")
"""What joins the words of a matter that may stand apart."""
LONGEST = {"words": 12, "short": 4, "pairs": 2}
"""Characters of such a word at most: at first, and where such words do not say what was asked."""
QUOTES = "\"'《》"
"""Marks around the name of a matter."""
HEADINGS = 4
"""Headings that may hold a matter."""
PART, LEFT = 2, 3
"""Cost of a part, of a light word left out."""
_MANY = 1 << 30
"""More than any part is found."""
MOST = 60
"""Entries looked at for a matter."""


@cache
def name_wrapping() -> re.Pattern[str]:
    """What people put around the name of a matter."""
    return re.compile(f"^{any_of(frames().around.before)}|{any_of(frames().around.behind)}+$")


def entries_on_topic(base: KnowledgeBase, words: str, plan: str | None = None) -> tuple[Entry, ...]:
    """The entries that speak of the matter, best first; none where the documents, or the one plan, do not hold it.

    As written; without what people put around a name; in other forms and by synonyms, by sound; in parts that stand
    close together; under a heading that holds it.
    """
    asked = fold(words).strip(QUOTES)
    texts = [text for text in dict.fromkeys((asked, _bare(asked), _bare(_bare(asked)))) if len(text) > 1]
    for find in (_found, _headed):
        for text in texts:
            found = find(base, text, plan)
            if any(entry.item for entry in found):
                return found
    return ()


def _bare(text: str) -> str:
    return name_wrapping().sub("", text)


def _headed(base: KnowledgeBase, text: str, plan: str | None) -> tuple[Entry, ...]:
    """The items under the headings that hold the text, quotation marks apart; none where too many do."""
    asked = _plain(text)
    names = [name for name, *_ in base.same.facets.get(FACETS["action"], ()) if asked in _plain(name)]
    few = 0 < len(names) <= HEADINGS
    return _entries(base, [tuple(FACET + facet("action", name) for name in names)], plan) if few else ()


def _plain(text: str) -> str:
    return text.replace('"', "")


def _found(base: KnowledgeBase, text: str, plan: str | None) -> tuple[Entry, ...]:
    clauses = query_clauses(text, base.same)
    if any(form[0] == FACET for clause in clauses for form in clause):
        return ()
    found = _entries(base, clauses, plan)
    if found:
        return found
    for step in loosened(base.index, text, base.same, base.engine, query_clauses):
        if step.least is not None:
            break
        if step.kind == "asked":
            continue
        best = _entries(base, step.clauses, plan)
        if step.kind == "parts":
            whole = sum(len(clause[0]) for clause in step.clauses)
            best = tuple(entry for entry in best if whole >= len(text) and _close(entry, step.clauses, whole + SLACK))
        if best:
            return best
    return _in_two(base, text, plan)


def _entries(base: KnowledgeBase, clauses: Sequence[Clause], plan: str | None) -> tuple[Entry, ...]:
    return tuple(entry for entry, _ in base.engine.find(base.index, (*clauses, *_within(plan)), MOST).best)


def _within(plan: str | None) -> tuple[Clause, ...]:
    return ((FACET + facet("plan", plan),),) if plan else ()


def entries_with_parts(base: KnowledgeBase, words: str, plan: str | None, longest: int) -> tuple[Entry, ...]:
    """Entries in which all parts of the matter, of at most so many characters, stand in one sentence, the closest together.

    Light words may be left out. No part stands on both sides of a joint, unless none is found so: 产品的标准, 湖和河.
    """
    pieces = [piece for piece in JOINTS.split(fold(words)) if piece]
    ways = dict.fromkeys((tuple(pieces), ("".join(pieces),)))
    for way, alike in product(ways, (False, True)):
        parts = _parts_of(base, way, plan, alike, longest)
        clauses = tuple(_variants(base, part, alike) for part in parts)
        best = _entries(base, clauses, plan) if clauses else ()
        for room in WIDER:
            near = tuple(entry for entry in best if _close(entry, clauses, sum(map(len, parts)) + room))
            if near:
                return near
    return ()


def _parts_of(
    base: KnowledgeBase, pieces: Sequence[str], plan: str | None, alike: bool, longest: int
) -> tuple[str, ...]:
    """The parts of every piece; none where one is not made up of parts."""
    found = [_parts(base, piece, plan, alike, longest) for piece in pieces]
    return tuple(part for parts in found for part in parts) if all(found) else ()


def _parts(base: KnowledgeBase, text: str, plan: str | None, alike: bool, longest: int) -> tuple[str, ...]:
    """The fewest parts that stand in the plans and make up the text, but for light words; none where they do not.

    Of several such cuts the one whose rarest part is found most often.
    """
    counts: dict[str, int] = {}

    def found(part: str) -> int:
        if part not in counts:
            forms = _variants(base, part, alike)
            may = len(part) < 3 or len(forms) > 1 or all(found(part[i : i + 2]) for i in range(len(part) - 1))
            counts[part] = _count(base, forms, plan) if may else 0
        return counts[part]

    best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, -_MANY, ())]
    for end in range(1, len(text) + 1):
        ways = []
        for start in range(max(0, end - longest), end):
            before, word = best[start], text[start:end]
            if before is None:
                continue
            cost, rarest, parts = before
            if word in light_words():
                ways.append((cost + LEFT, rarest, parts))
            if len(word) > 1 and (number := found(word)):
                ways.append((cost + PART, max(rarest, -number), (*parts, word)))
        best.append(min(ways, key=lambda way: way[:2], default=None))
    last = best[-1]
    return last[2] if last else ()


def _count(base: KnowledgeBase, forms: Clause, plan: str | None) -> int:
    return base.engine.find(base.index, (forms, *_within(plan)), 0).total


def _variants(base: KnowledgeBase, part: str, alike: bool) -> Clause:
    """The part with its other forms and synonyms; with the words of the same sound too."""
    forms = _forms(base, part)
    return (*forms, *(word for word in base.sounding(part) if word not in forms)) if alike else forms


def _in_two(base: KnowledgeBase, text: str, plan: str | None) -> tuple[Entry, ...]:
    """Entries that hold the text in two parts close together: 重金属污染防治 in 重金属污染综合防治."""
    for at in range(len(text) - 2, 1, -1):
        clauses = tuple(_forms(base, part) for part in (text[:at], text[at:]))
        found = _entries(base, clauses, plan)
        close = tuple(entry for entry in found if _close(entry, clauses, len(text) + SLACK))
        if close:
            return close
    return ()


def _forms(base: KnowledgeBase, part: str) -> Clause:
    """The part with its other forms and synonyms; filters are none."""
    forms = (
        *(form for clause in query_clauses(part, base.same) for form in clause),
        *base.same.synonyms.get(part, ()),
    )
    return tuple(dict.fromkeys(form for form in forms if form[0] != FACET))


def _close(entry: Entry, clauses: Sequence[Clause], room: int) -> bool:
    """Whether every clause stands within `room` characters before or behind a place where the first one does."""
    text = text_of(entry)
    first, *others = [[place for form in clause for place in _places(text, form)] for clause in clauses]
    return any(all(any(abs(at - start) <= room for at in places) for places in others) for start in first)


def _places(text: str, form: str) -> Iterator[int]:
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)
