"""Damaged files: whatever happened to the bytes, a reader reads or says what is wrong, and raises nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import ZerenError
from parser.read import read
from tests.read.test_equivalence import WRITERS

EXAMPLES = {
    "xlsx": 40,
    "ods": 60,
    "ofd": 30,
    "html": 60,
    "rtf": 40,
    "txt": 60,
    "pdf": 8,
    "docx": 5,
    "epub": 5,
    "md": 10,
}
"""How many damaged files of each format: fewer where reading one starts a process or takes its time."""
RUBBISH = (b"9999", b"-1  ", b"NaN ", b"<<<<", b"\0\0\0\0", b"&#1;")


@cache
def whole(form: str) -> bytes:
    return WRITERS[form]()


def damaged(data: bytes, source: random.Random) -> bytes:
    """The bytes with some changed, cut off, taken out, doubled, or overwritten with what numbers and markup dislike."""
    made = bytearray(data)
    way, at = source.random(), source.randrange(len(made))
    if way < 0.5:
        for _ in range(source.choice((1, 3, 20, 200))):
            made[source.randrange(len(made))] = source.randrange(256)
    elif way < 0.6:
        del made[at:]
    elif way < 0.7:
        del made[at : at + source.randrange(1, 2000)]
    elif way < 0.8:
        made[at:at] = made[source.randrange(len(made)) :][:500]
    else:
        for _ in range(5):
            at = source.randrange(len(made))
            made[at : at + 4] = source.choice(RUBBISH)
    return bytes(made)


def damaged_member(data: bytes, source: random.Random) -> bytes:
    """The archive with one of its members damaged."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(held, "w") as out:
        chosen = source.choice(archive.namelist())
        for name in archive.namelist():
            content = archive.read(name)
            out.writestr(name, damaged(content, source) if name == chosen and content else content)
    return held.getvalue()


@pytest.mark.parametrize("form", sorted(EXAMPLES))
def test_damage_is_read_or_told(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{form}"

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=EXAMPLES[form], deadline=None, suppress_health_check=list(HealthCheck))
    def reads_or_tells(seed: int) -> None:
        source = random.Random(seed)
        data = whole(form)
        inside = data.startswith(b"PK") and source.random() < 0.8
        path.write_bytes(damaged_member(data, source) if inside else damaged(data, source))
        try:
            read(path)
        except ZerenError as error:
            assert path.name in str(error) and "怎么办" in str(error)

    reads_or_tells()


@pytest.mark.parametrize("charset", ["gb2317", "undefined", "idna", "hex"])
def test_a_page_with_an_encoding_that_is_none(charset: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_bytes(f'<meta charset="{charset}"><p>'.encode() + bytes(range(1, 256)) * 20)
    with pytest.raises(ZerenError, match=r"plan\.html"):
        read(path)
