"""A record in which nobody's numbers and addresses can be read. Every string keeps its length, so every span keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from kb.privacy.numbers import Kind, digits_of, personal_in
from kb.schema import Item, Record, Span, Target

MASK = "＊"
"""Stands for one digit or letter; the full-width asterisk means nothing to Markdown, CSV or a search."""

_KEPT: dict[Kind, tuple[int, int]] = {
    "mobile": (3, 4),
    "landline": (0, 0),
    "identity": (2, 0),
    "bank": (0, 4),
    "email": (0, 0),
}
"""Digits at the beginning and the end that stay: what Chinese offices leave in lists that they publish."""
_BETWEEN = " \u3000\t\n\r-—－()（）"
"""What may stand between the digits of a number where it was broken or joined differently."""

_SHORTEST = 1_000_000
"""The least figure that a telephone number can be taken for."""

_ID = re.compile(r"[a-z0-9-]+(?:/[a-z0-9.-]+)+")
"""Ids of units and items hold the digits of a name; they are addresses too, and stay ASCII."""
_MASK_OF_ID = "x"
_EXTENSION = re.compile("[转轉]")

_Value = TypeVar("_Value", bound=msgspec.Struct)

Known = Mapping[str, Kind]
"""Digits of every number that was found in the record, and its kind."""


def masked(record: Record, known: Known | None = None) -> Record:
    """The record with all its personal numbers and addresses masked, in every string; the record itself where there are none.

    `known` are those that its other editions hold as well. A target that was read from the digits of such a number is none,
    and is left out.
    """
    known = known_in((record,)) if known is None else known
    if not known:
        return record
    hidden = [one.span for one in personal_in(record.text)]
    return hidden_in(replace(record, items=tuple(_without(item, hidden) for item in record.items)), known)


def known_in(records: Iterable[Record]) -> dict[str, Kind]:
    """Kind of every number and address of the records, by its digits; of an address by the address."""
    return {
        digits: kind
        for record in records
        for text in _strings(msgspec.to_builtins(record))
        for kind, words in ((one.kind, text[slice(*one.span)]) for one in personal_in(text))
        for digits in ((digits_of(words), digits_of(_EXTENSION.split(words)[0])) if kind != "email" else (words,))
    }


def hidden_in(value: _Value, known: Known) -> _Value:
    """The struct with every string masked."""
    return msgspec.convert(_mapped(msgspec.to_builtins(value), known), type(value))


def masked_text(text: str, known: Known | None = None) -> str:
    """The text with its numbers and addresses masked, and those that are `known` from elsewhere."""
    hidden: set[int] = set()
    for one in personal_in(text):
        hidden.update(_hidden(text, one.span, one.kind))
    for span, kind in _again(text, known or {}):
        hidden.update(_hidden(text, span, kind))
    mask = _MASK_OF_ID if _ID.fullmatch(text) else MASK
    return "".join(mask if at in hidden else character for at, character in enumerate(text)) if hidden else text


def _strings(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for value in held.values():
            yield from _strings(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from _strings(value)


def _mapped(held: Any, known: Known) -> Any:
    if isinstance(held, str):
        return masked_text(held, known)
    if isinstance(held, dict):
        return {name: _mapped(value, known) for name, value in held.items()}
    if isinstance(held, list | tuple):
        return [_mapped(value, known) for value in held]
    return held


def _without(item: Item, hidden: list[Span]) -> Item:
    """The item without the targets whose figure is such a number."""
    targets = tuple(target for target in item.targets if not _is_number(target, hidden))
    repeats = tuple(one for one in item.repeats if not _is_number(one.target, hidden))
    return replace(item, targets=targets, repeats=repeats)


def _is_number(target: Target, hidden: list[Span]) -> bool:
    start, end = target.span
    return abs(target.value) >= _SHORTEST and any(first < end and start < last for first, last in hidden)


def _hidden(text: str, span: Span, kind: Kind) -> Iterator[int]:
    """The places of the characters to be masked."""
    if kind == "email":
        at = next(place for place in range(*span) if text[place] in "@＠")
        yield from range(span[0], at)
        return
    places = [place for place in range(*span) if text[place].isdecimal() or text[place] in "xX"]
    head, tail = _KEPT[kind]
    if kind == "landline" and digits_of(text[slice(*span)]).startswith("0"):
        digits = digits_of(text[slice(*span)])
        head = 3 if digits[1] in "12" else 4
    if kind == "mobile" and len(places) > 11:
        head += len(places) - 11
    yield from places[head : len(places) - tail]


def _again(text: str, known: Known) -> Iterator[tuple[Span, Kind]]:
    """Where known numbers stand, whatever stands between their digits."""
    if not known:
        return
    lengths = sorted({len(digits) for digits in known})
    run: list[int] = []
    for at, character in enumerate(text + "\0"):
        if character.isdecimal() or character in "xX":
            run.append(at)
        elif run and (character not in _BETWEEN or at - run[-1] > 3):
            yield from _in_run(text, run, known, lengths)
            run = []


def _in_run(text: str, run: list[int], known: Known, lengths: list[int]) -> Iterator[tuple[Span, Kind]]:
    digits = digits_of("".join(text[at] for at in run))
    for start in range(len(run)):
        if start and run[start - 1] == run[start] - 1:
            continue  # in the middle of a longer number
        if not start and text[run[0] - 1 : run[0]] in (".", "．"):
            continue  # decimals
        for length in lengths:
            end = start + length
            whole = end == len(run) or (end < len(run) and run[end] > run[end - 1] + 1)
            if whole and digits[start:end] in known:
                yield (run[start], run[end - 1] + 1), known[digits[start:end]]
