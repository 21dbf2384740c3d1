"""The record: JSON and back, the version check, the published schema against the real record."""

import json

import jsonschema
import msgspec
import pytest

from kb import codec
from kb.errors import RecordError
from kb.schema import SCHEMA, Plan, Record, Source


def small() -> Record:
    return Record(
        plan=Plan(id="x-2020-1", title="某区行动计划"),
        source=Source(name="a.txt", sha256="0" * 64, media_type="text/plain", encoding="utf-8"),
        text="某区行动计划",
    )


def test_round_trip(seed_record: Record) -> None:
    data = codec.encode(seed_record)
    assert codec.decode(data) == seed_record
    assert codec.encode(codec.decode(data)) == data


def test_the_schema_accepts_the_real_record(seed_record: Record) -> None:
    schema = codec.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(codec.encode(seed_record)), schema)


@pytest.mark.parametrize(
    "change", [{"items": [{"id": 3}]}, {"plan": {}}, {"text": None}, {"repairs": [{"start": "a"}]}]
)
def test_the_schema_refuses_what_is_no_record(change: dict[str, object]) -> None:
    data = json.loads(codec.encode(small())) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, codec.json_schema())
    with pytest.raises(RecordError):
        codec.decode(json.dumps(data))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"schema":"zeren/plan/0"}', b"\xff\xfe"])
def test_what_is_no_record_is_a_named_error(data: bytes) -> None:
    with pytest.raises(RecordError) as error:
        codec.decode(data, where="a.json")
    assert "a.json" in str(error.value)


def test_another_version_is_refused_with_advice() -> None:
    data = codec.encode(small()).replace(SCHEMA.encode(), b"zeren/plan/99")
    with pytest.raises(RecordError, match="zeren/plan/99"):
        codec.decode(data)


def test_every_field_of_the_model_is_documented() -> None:
    """Names that do not speak for themselves carry a description in the published schema."""
    definitions = codec.json_schema()["$defs"]
    assert all("description" in d for d in definitions.values())
    assert set(definitions) >= {"Item", "Duty", "Deadline", "Target", "Unit", "Issue", "Repair", "Coverage"}


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        small().text = "x"  # type: ignore[misc]
    assert msgspec.structs.asdict(small().plan)["title"] == "某区行动计划"
