"""Which words of an entry a clause matched, and where they stand."""

from __future__ import annotations

import re

from kb.search.contract import FACET, Clause, Entry
from kb.search.folding import fold, fold_with_origin


def matched_form(entry: Entry, clause: Clause) -> str:
    """The first form of the clause that the entry holds; empty for none."""
    texts = [fold(words) for words in (entry.title, *entry.fields)]
    for form in clause:
        if form[1:] in entry.facets if form[0] == FACET else any(form in text for text in texts):
            return form
    return ""


def words_of_form(entry: Entry, form: str) -> str:
    """The words of the entry that the form matched; of a filter the filter."""
    if form[0] == FACET:
        return form[1:].replace("=", ":", 1)
    for words in (*entry.fields, entry.title):
        if place := span_of_form(words, form):
            return re.sub(r"\s+", "", words[place[0] : place[1]])
    return form


def span_of_form(words: str, term: str) -> tuple[int, int] | None:
    """Where the term first stands in the words."""
    folded, origin = fold_with_origin(words)
    at = folded.find(term)
    return (origin[at], origin[at + len(term) - 1] + 1) if at >= 0 else None
