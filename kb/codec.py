"""Record <-> JSON. The only place that knows the wire format; checks the schema version before it decodes."""

from __future__ import annotations

from typing import Any

import msgspec

from kb.errors import RecordError
from kb.schema import SCHEMA, Record

_DECODER = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """The record as UTF-8 JSON, indented by two, with a final newline; the same record gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def decode(data: bytes | str, *, where: str = "") -> Record:
    """The record in `data`. Raises `RecordError` when it is no record or of another schema version."""
    try:
        version = msgspec.json.decode(data, type=dict[str, Any]).get("schema")
        if version != SCHEMA:
            raise RecordError(
                f"记录的版本是 {version!r}, 本程序只认识 {SCHEMA!r}", where=where, advice="请重新运行 zeren build"
            )
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"记录已损坏: {error}", where=where, advice="请重新运行 zeren build") from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the record, generated from `kb.schema`."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}
