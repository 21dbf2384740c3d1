"""What an answer is."""

from __future__ import annotations

from msgspec import Struct

from kb.schema import Span


class AnswerQuote(Struct, frozen=True, kw_only=True):
    """Words of a document that the answer rests on."""

    text: str
    """As in the record's text at `span`, white space removed."""
    plan: str
    item: str | None
    span: Span
    sha256: str
    """Of the document's bytes."""


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to a question, as `zeren ask --json` prints it."""

    question: str
    understood: bool
    intent: str | None = None
    reading: str = ""
    """Chinese: which words of the question were taken as what; empty where it was not understood."""
    said: str = ""
    """Chinese: what was found, or why nothing was."""
    answer: tuple[str, ...] = ()
    """Empty where the documents do not say, and where the question was not understood."""
    items: tuple[str, ...] = ()
    """Item ids that the answer rests on; the best hits of the search where the question was not understood."""
    quotes: tuple[AnswerQuote, ...] = ()
    nearest: tuple[str, ...] = ()
    """Questions that would be understood; only where this one was not."""
