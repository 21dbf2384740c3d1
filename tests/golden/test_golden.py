"""Golden records: the whole record of a few fixture plans, byte for byte.

Whoever means a change renews them with `ZEREN_RENEW=1 pytest tests/golden` and reads the difference before committing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.codec import encode
from parser.pipeline import read_record

HERE = Path(__file__).parent
NAMES = ("flat-glued", "grid-full", "inline-brackets")


@pytest.mark.parametrize("name", NAMES)
def test_golden_record(name: str) -> None:
    source = next((HERE.parent / "plans" / name).glob("source.*"))
    made = encode(read_record(source))
    golden = HERE / f"{name}.json"
    if os.environ.get("ZEREN_RENEW"):
        golden.write_bytes(made)
    assert made.decode() == golden.read_text(encoding="utf-8")
