"""The one spaCy pipeline: a blank Chinese `Language` with the character segmenter and one component a field.

Each component reads the passage with its own compiled grammar and leaves its findings as a span group on the `Doc`
(`units`, `deadlines`, `targets`), so that anything that works on spaCy documents can take part; the typed values go
through `Doc.user_data`. spaCy's own rulers are not used inside: plain `re` on folded text is several times faster and
can look at a whole clause. spaCy (a second of imports) is loaded with the first passage, never before.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.schema import Deadline, Issue, Kind, Span, Target
from parser.extract.clauses import LONGEST_CLAUSE, Passage, cut_clauses, prepare
from parser.extract.deadline_cells import cell_deadlines
from parser.extract.deadlines import Context, Time, deadlines, find_times, impossible_issues
from parser.extract.target_build import unclear_issue
from parser.extract.target_cells import cell_targets
from parser.extract.target_quantities import find_quantities
from parser.extract.targets import find_targets
from parser.extract.units import find_units

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = [
    "Context",
    "Fields",
    "cell_deadlines",
    "cell_doubts",
    "cell_targets",
    "pipeline",
    "read_document",
    "read_fields",
    "read_many",
]

_KEY = "zeren"


class Fields(Struct, frozen=True):
    """What the fields found in one passage. All spans count in the text that was given."""

    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    issues: tuple[Issue, ...] = ()


class _State(Struct):
    """What travels on the `Doc` from component to component."""

    text: str
    """The text of the `Doc`, which would have to be joined from its tokens otherwise."""
    context: Context
    kind: Kind
    fields: Fields = Fields()
    passage: Passage | None = None
    times: tuple[Time, ...] = ()


def read_fields(text: str, context: Context, *, kind: Kind = "task") -> Fields:
    """Deadlines and targets of one passage; empty for an empty text. Never raises on any text.

    `kind` matters in goals: a year there governs every sentence until another one, in other items its own sentence
    only.
    """
    return _state(read_document(text, context, kind=kind)).fields


def cell_doubts(text: str, *, of_time: bool) -> tuple[Issue, ...]:
    """Issues for what cannot be read for certain in a cell of times or of values: 2月30日, 9 5%. Spans count in `text`."""
    passage = prepare(text)
    times = find_times(passage, Context(), in_cell=of_time)
    if of_time:
        return tuple(impossible_issues(passage, times))
    return tuple(unclear_issue(passage, q) for q in find_quantities(passage, times) if not q.clear)


def read_many(passages: Sequence[tuple[str, Context, Kind]]) -> list[Fields]:
    """`read_fields` of each passage, in order."""
    return [read_fields(text, context, kind=kind) for text, context, kind in passages]


def read_document(text: str, context: Context, *, kind: Kind = "task") -> Doc:
    """The passage as a spaCy `Doc` with the span groups `units`, `deadlines` and `targets`."""
    nlp = pipeline()
    doc = nlp.make_doc(text)
    doc.user_data[_KEY] = _State(text, context, kind)
    return nlp(doc)


@cache
def pipeline() -> Language:
    """The pipeline, built once. Components in literal order."""
    spacy = _import_spacy()
    from spacy.language import Language

    nlp: Language = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    nlp.max_length = sys.maxsize  # spaCy's limit of a million characters is for parsers and their memory
    nlp.tokenizer = _by_character(nlp)
    steps: tuple[tuple[str, Callable[[Doc], Doc]], ...] = (
        ("units", _units),
        ("deadlines", _deadlines),
        ("targets", _targets),
    )
    for name, step in steps:
        Language.component(f"zeren_{name}", func=step)
        nlp.add_pipe(f"zeren_{name}", name=name)
    return nlp


# A token is a character with the blank behind it, or a run of (further) white space.
_TOKEN = re.compile(r"(?P<character>\S)(?P<blank> ?)|(?P<run>\s+)")


def _by_character(nlp: Language) -> Callable[[str], Doc]:
    """spaCy's character segmenter in linear time.

    spaCy aligns its words with the text by slicing what is left of it for every word: 1.4 million characters of one
    passage took it 45 s. The tokens are the same.
    """
    from spacy.tokens import Doc

    def tokenize(text: str) -> Doc:
        found = list(_TOKEN.finditer(text))
        words = [match["character"] or match["run"] for match in found]
        return Doc(nlp.vocab, words=words, spaces=[bool(match["blank"]) for match in found])

    return tokenize


def _import_spacy() -> ModuleType:
    """spaCy without its command line.

    `import spacy` takes 2.4 s on our two cores, and 1.0 s of that is `spacy.cli` (requests, httpx, jinja2, weasel) for
    the one name `spacy.info`. An empty module stands for it during the import; afterwards `spacy.cli` can be imported
    as ever.
    """
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules or any(name in sys.modules for name in names):
        return importlib.import_module("spacy")
    for name in names:
        sys.modules[name] = ModuleType(name)
    sys.modules["spacy.cli.info"].__dict__["info"] = None
    try:
        return importlib.import_module("spacy")
    finally:
        for name in names:
            del sys.modules[name]


def _units(doc: Doc) -> Doc:
    _mark(doc, "units", [(m.start, m.end) for m in find_units(_state(doc).text)])
    return doc


def _deadlines(doc: Doc) -> Doc:
    state = _state(doc)
    state.passage = prepare(state.text)
    state.times = find_times(state.passage, state.context)
    found, issues = deadlines(state.passage, state.times)
    state.fields = Fields(deadlines=found, issues=(*issues, *_long_clauses(state.passage)))
    _mark(doc, "deadlines", [d.span for d in found])
    return doc


def _long_clauses(passage: Passage) -> Iterator[Issue]:
    for span in cut_clauses(passage):
        message = f"这里有{span[1] - span[0]}字没有一个标点,是按每{LONGEST_CLAUSE}字一段读的,断开处的时限和指标可能读不全,请核对原文"
        yield Issue(code="long-clause", severity="warning", message=message, span=span)


def _targets(doc: Doc) -> Doc:
    state = _state(doc)
    if state.passage is not None:
        found, issues = find_targets(state.passage, state.times, state.context, kind=state.kind)
        state.fields = Fields(state.fields.deadlines, found, state.fields.issues + issues)
    _mark(doc, "targets", [t.span for t in state.fields.targets])
    return doc


def _state(doc: Doc) -> _State:
    state: _State = doc.user_data[_KEY]
    return state


def _mark(doc: Doc, name: str, spans: Sequence[Span]) -> None:
    """A span group of character spans, widened to whole tokens (a token is a character or a run of blanks)."""
    marked = (doc.char_span(start, end, label=name, alignment_mode="expand") for start, end in spans)
    doc.spans[name] = [span for span in marked if span is not None]
