"""The page that documents the plan record, generated from its JSON Schema."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from kb import codec
from kb.export.site.page import SitePage, render


class SchemaField(Struct, frozen=True):
    """A field of a struct: its type in words, whether it must be there, what it means."""

    name: str
    kind: str
    required: bool
    meaning: str


class SchemaStruct(Struct, frozen=True):
    """A struct of the record."""

    name: str
    meaning: str
    fields: tuple[SchemaField, ...]


def page() -> SitePage:
    """The page `record.html`."""
    return render("record", "record.html", "计划记录的结构", toc=True, kinds=kinds())


def kinds() -> tuple[SchemaStruct, ...]:
    """Every struct of the schema, the record first."""
    definitions: dict[str, Any] = codec.json_schema()["$defs"]
    names = sorted(definitions, key=lambda name: (name != "Record", name))
    return tuple(
        SchemaStruct(
            name,
            definitions[name].get("description", ""),
            tuple(
                SchemaField(
                    field, _kind(rule), field in definitions[name].get("required", ()), rule.get("description", "")
                )
                for field, rule in definitions[name].get("properties", {}).items()
            ),
        )
        for name in names
    )


def _kind(rule: dict[str, Any]) -> str:
    """The type of a JSON Schema rule in short: string, number, one of …, list of …, a struct's name."""
    if "$ref" in rule:
        return str(rule["$ref"]).rsplit("/", 1)[-1]
    if "enum" in rule:
        return " / ".join("null" if value is None else str(value) for value in rule["enum"])
    if "anyOf" in rule:
        return " / ".join(_kind(one) for one in rule["anyOf"])
    if rule.get("type") == "array":
        if "prefixItems" in rule:
            return f"[{', '.join(_kind(one) for one in rule['prefixItems'])}]"
        return f"{_kind(rule.get('items') or {})}[]"
    return str(rule.get("type", "any"))
