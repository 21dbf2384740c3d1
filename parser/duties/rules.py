"""Document-wide rules: one sentence that says how every list of units below it is to be read.

    列第一位者为牵头单位，下同                      of several responsible units the first leads, the others support
    主要责任单位第一个为牵头单位                     the same of the units under that header or label only
    逗号前为牵头单位；两省市列首位的为牵头单位         what stands before the first comma leads; the first of each list
    以下均需相关乡镇配合，不再列出                    a group supports every task below
    无牵头单位的责任单位即为牵头单位                  responsible units lead where no lead is named

A duty that rests on a rule has certainty `inherited`; the rule's sentence is its evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from kb.schema import Role, Span
from parser.cut.blocks import passage
from parser.document import Passage, folded
from parser.drafts import Draft, RoleCell
from parser.duties.unit_lists import UNITLIKE
from parser.extract.units import looks_like_units
from parser.lexicon import any_of, load
from parser.lexicon.columns import column_of, fold


class Rule(NamedTuple):
    """A rule, where its sentence stands, and from which position on it holds (0: in the whole document)."""

    name: str
    span: Span
    since: int
    group: Passage | None = None
    """The units that a rule names (相关乡镇); null for the others."""
    responsible: bool = False
    """Whether the rule calls these units 责任单位, which they are where nobody leads."""
    label: str = ""
    """The header or label whose units a rule means (主要责任单位第一个为牵头单位), as `columns.fold` writes it; empty for all."""


class Rules(NamedTuple):
    """The rules of a document."""

    kept: tuple[Rule, ...]
    """In order."""
    beyond: tuple[Span, ...]
    """Where the sentences stand that are more than a document may have: they are not applied."""


def find_rules(text: str) -> Rules:
    """The rules in the text."""
    rules = []
    same = folded(text)
    for match in _patterns().finditer(same):
        name = match.lastgroup or ""
        sentence = same[match.start() : match.end() + 12]
        since = match.start() if re.search(any_of(load("statements")["from_here_on"]), sentence) else 0
        group = None
        if name == "also_support":
            inner = next(m for form in _group_forms() if (m := form.search(match.group())))
            if looks_like_units(inner["group"]) < UNITLIKE:
                continue
            group = passage(text, (match.start() + inner.start("group"), match.start() + inner.end("group")))
        label = _label_before(same, match.start()) if name == "first_leads" else ""
        rules.append(Rule(name, match.span(), since, group, match.group().endswith("责任单位"), label))
    once = _told_once(rules)
    return Rules(tuple(once[:RULES_MOST]), tuple(rule.span for rule in once[RULES_MOST:]))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{2,8}}[单部][位门](?={any_of(load('statements')['column_words'])}*\Z)")


def _label_before(text: str, at: int) -> str:
    """The header that a rule names right before it: 主要责任单位|第一个为牵头单位. It need be none that the vocabulary knows."""
    named = _label().search(text[max(0, at - 14) : at])
    return fold(named.group()) if named and column_of(named.group()) else ""


def _told_once(rules: list[Rule]) -> list[Rule]:
    """The rules, of those that say the same from the same place on the first two: one governs where the other stands."""
    told: Counter[tuple[str, int, str, bool]] = Counter()
    kept: list[Rule] = []
    for rule in rules:
        said = (rule.name, rule.since, rule.group.text if rule.group else "", rule.responsible)
        told[said] += 1
        if told[said] <= 2:
            kept.append(rule)
    return kept


RULES_MOST = 20
"""Rules for the whole document at the most; each looks at every item."""


@cache
def _group_forms() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(f"{before}(?P<group>[^。；，]{{2,20}}?){behind}")
        for before, behind in load("statements")["also_support"]
    )


@cache
def _patterns() -> re.Pattern[str]:
    words = load("statements")
    also = "|".join(form.pattern.replace("?P<group>", "?:") for form in _group_forms())
    return re.compile(
        rf"(?P<comma_leads>{'|'.join(words['comma_leads'])})|(?P<first_of_each>{'|'.join(words['first_of_each'])})"
        rf"|(?P<first_leads>{'|'.join(words['first_leads'])})|(?P<sole_leads>{'|'.join(words['sole_leads'])})"
        rf"|(?P<also_support>{also})"
    )


def apply_rules(drafts: tuple[Draft, ...], rules: tuple[Rule, ...]) -> tuple[Draft, ...]:
    """The drafts with their role cells read by the rules that hold where they stand."""
    for rule in rules:
        drafts = tuple(_ruled(d, rule) if d.roles and d.span[1] > rule.since else d for d in drafts)
    return drafts


def _ruled(draft: Draft, rule: Rule) -> Draft:
    roles = {cell.role for cell in draft.roles}
    if rule.label and any(fold(cell.label) == rule.label for cell in draft.roles):
        cells = [replace(c, first_leads=True) if fold(c.label) == rule.label else c for c in draft.roles]
        return replace(draft, roles=tuple(cells))
    if rule.name in ("comma_leads", "first_of_each") and "lead" not in roles:
        return replace(draft, roles=tuple(part for cell in draft.roles for part in _by_commas(cell, rule.name)))
    if rule.name == "first_leads" and "lead" not in roles:
        first = next((k for k, c in enumerate(draft.roles) if c.role == "responsible"), None)
        cells = [replace(c, first_leads=True) if k == first else c for k, c in enumerate(draft.roles)]
        return replace(draft, roles=tuple(cells))
    if rule.name == "sole_leads" and "lead" not in roles:
        cells = [replace(c, role="lead", certainty="inherited") if c.role == "responsible" else c for c in draft.roles]
        return replace(draft, roles=tuple(cells))
    named = {cell.words.text for cell in draft.roles}
    if rule.name == "also_support" and rule.group is not None and not any(rule.group.text in words for words in named):
        role: Role = "responsible" if rule.responsible and not roles & {"lead", "support"} else "support"
        return replace(draft, roles=(*draft.roles, RoleCell(role, rule.group, "inherited")))
    return draft


_COMMA = re.compile("[，,]")


def _by_commas(cell: RoleCell, name: str) -> Iterator[RoleCell]:
    """A list of responsible units told apart by its commas; any other list as it is."""
    if cell.role != "responsible":
        yield cell
        return
    ends = [match.start() for match in _COMMA.finditer(cell.words.folded)]
    starts = [0, *(end + 1 for end in ends)]
    for count, (start, end) in enumerate(zip(starts, [*ends, len(cell.words.folded)], strict=True)):
        part = cell.words.part(start, end)
        if not part.text.strip():
            continue
        if name == "first_of_each":
            yield replace(cell, words=part, first_leads=True)
        else:
            yield replace(cell, words=part, role="support" if count else "lead", certainty="inherited")
