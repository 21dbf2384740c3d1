"""Repair: damaged text in, right text out, with a repair for every change. One fix, one file; the order is literal."""

from __future__ import annotations

from kb.schema import Issue
from parser.repair.blanks import blanks
from parser.repair.bullets import bullets
from parser.repair.byte_shift import byte_shift
from parser.repair.carried import carry, written
from parser.repair.corrections import Correction, correct, read_corrections
from parser.repair.edits import Repaired, apply, compose
from parser.repair.entities import entities
from parser.repair.invisible import invisible, turned
from parser.repair.lost import lost
from parser.repair.mojibake import mojibake
from parser.repair.radicals import radicals
from parser.repair.tags import tags
from parser.repair.width import width

__all__ = [
    "FIXES",
    "Correction",
    "Repaired",
    "apply",
    "carry",
    "read_corrections",
    "repair",
    "repair_issues",
    "written",
]

FIXES = (mojibake, byte_shift, entities, tags, radicals, width, turned, invisible, bullets, blanks, lost)
"""Each takes a text and gives its repairs, sorted and without overlap; the next sees the text repaired so far.

Encodings come first, since all else reads characters; byte-shifted runs before entities and tags, whose first character
they swallow; what is lost last, when everything else has had its turn.
"""
_ROUNDS = 12
"""Rounds at most; text that was escaped twice needs two, and one more finds nothing left."""


def repair(raw: str, corrections: tuple[Correction, ...] = ()) -> Repaired:
    """The repaired text of `raw`, with every repair, and the corrections of a person on top.

    Pure and deterministic; raises nothing on any text. The text has as many lines as `raw`. A clean text comes back as
    it is, and repairing a repaired text changes nothing.
    """
    done = Repaired(raw, raw)
    for _ in range(_ROUNDS):
        before, done = done, _round(done)
        if done.text == before.text:
            break
    return correct(done, corrections) if corrections else done


def _round(done: Repaired) -> Repaired:
    """One pass of all fixes over what earlier rounds made; what they left as it was is judged anew."""
    done = Repaired(done.raw, done.text, tuple(r for r in done.repairs if r.before != r.after))
    for fix in FIXES:
        found = fix(done.text)
        if found:
            repairs = compose(done.raw, done.repairs, found)
            done = Repaired(done.raw, apply(done.raw, repairs), repairs)
    return done


def repair_issues(repaired: Repaired) -> tuple[Issue, ...]:
    """A doubt for each place that stays damaged (`unresolved-repair`) and each correction without a place."""
    doubts = [
        Issue(
            code="unresolved-repair",
            severity="warning",
            message=f"文字损坏, 无法确定原文: “{r.before}”"
            + (f", 可能是{' / '.join(r.alternatives)}" if r.alternatives else ""),
            span=repaired.to_text((r.start, r.end)),
        )
        for r in repaired.repairs
        if r.certainty == "unresolved"
    ]
    stale = [Issue(code="stale-correction", severity="warning", message=words) for words in repaired.misfits]
    return (*doubts, *stale)
