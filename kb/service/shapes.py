"""What the answers of the service look like, as JSON Schema made from the types that they are made of."""

from __future__ import annotations

from typing import Any

import msgspec

from kb.ask import Answer, AnswerQuote
from kb.schema import Item, Plan, Source, Target, Unit
from kb.search import Hit

_TYPES = (Answer, AnswerQuote, Hit, Item, Unit, Target, Plan, Source)

Schema = dict[str, Any]


def components() -> dict[str, Schema]:
    """The types by name, as OpenAPI keeps them."""
    _, made = msgspec.json.schema_components(_TYPES, ref_template="#/components/schemas/{name}")
    return dict(made)


def _of(kind: type) -> Schema:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _with(kind: type | None = None, **more: Schema) -> Schema:
    """An object of the type with further properties, all of them always there."""
    own: Schema = {"type": "object", "required": [*more], "properties": more}
    return {"allOf": [_of(kind), own]} if kind else own


def _page(of: Schema, **more: Schema) -> Schema:
    return _with(None, total=_NUMBER, offset=_NUMBER, next={"type": ["integer", "null"]}, results=_list(of), **more)


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_TEXTS = _list(_TEXT)
_QUOTES = _list(_of(AnswerQuote))
_ITEM = _with(Item, plan=_TEXT, quotes=_QUOTES)

SHAPES: dict[str, Schema] = {
    "find": _page(_with(Hit, quotes=_QUOTES), query=_TEXT, note=_TEXT),
    "answer": _with(Answer, hits=_list(_with(None, item=_TEXT, quotes=_QUOTES))),
    "items": _page(_ITEM),
    "item": _ITEM,
    "units": _page(_with(Unit, leads=_NUMBER, supports=_NUMBER, responsible=_NUMBER, quotes=_QUOTES)),
    "unit": _with(
        None,
        unit=_of(Unit),
        leads=_TEXTS,
        supports=_TEXTS,
        responsible=_TEXTS,
        through_groups=_TEXTS,
        partners=_list(_with(None, unit=_TEXT, items=_TEXTS)),
        quotes=_QUOTES,
    ),
    "targets": _page(_with(Target, item=_TEXT, quotes=_QUOTES)),
    "plans": _page(_with(Plan, source=_of(Source), items=_NUMBER, quotes=_QUOTES)),
}
"""By name of the function in `kb.service.answers`."""
