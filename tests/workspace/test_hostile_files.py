"""Hand-written files made to break the program: refused with file and place in one screen, or read as a person means them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from graph.checks import read_dismissals
from graph.checks.dismissals import with_dismissal
from kb.errors import UsageError, ZerenError
from kb.handwritten import BYTES, DEPTH, UnlikeError, parsed, shown
from kb.settings import read_settings
from kb.units import load_registry
from parser.repair import Correction, read_corrections

READERS = {"units.yaml": load_registry, "corrections.yaml": read_corrections, "dismissed.yaml": read_dismissals}
SCREEN = 600
"""Characters of a message at most, with its advice and a path of usual length."""

WRONG: dict[str, bytes] = {
    "brackets": b"[" * 900_000,
    "braces": b"{a: " * 200_000,
    "dashes": b"- " * 400_000,
    "question marks": b"? " * 400_000,
    "deep blocks": b"".join(b" " * depth + b"-\n" for depth in range(200)),
    "commas": b"[" + b"," * 400_000,
    "ten million bytes": b"#" * 10_000_000,
    "too many values": b"- a\n" * 210_000,
    "NUL": b"- {line: 1, before: a, after: \0}",
    "NUL as escape": b'- {line: 1, before: "\\0", after: b}',
    "half a character": b'- {line: 1, before: "\\ud800", after: b}',
    "BEL": b"- {line: 1, before: a, after: \x07}",
    "utf-16": "- {line: 1, before: a, after: b}".encode("utf-16"),
    "gbk": "- {line: 1, before: 更正, after: b}".encode("gbk"),
    "binary": b"- {line: 1, before: a, after: !!binary aGk=}",
    "set": b"!!set {a, b}",
    "python": b"- {line: 1, before: a, after: !!python/name:os.system }",
    "own tag": b"%TAG ! tag:x,2000:\n--- !a b",
    "merge key": b"- <<: {line: 1, before: a, after: b}",
    "anchor": b"- &a {line: 1, before: a, after: b}\n- *a",
    "recursive": b"- &a [*a]",
    "two documents": b"- {line: 1}\n---\n- {line: 2}",
    "twice": b"- {line: 1, line: 2, before: a, after: b}",
    "list as key": b"- {[a]: b}",
    "underscore": b"- {line: 1_0, before: a, after: b}",
    "sexagesimal": b"- {line: 1:30, before: a, after: b}",
    "octal": b"- {line: 010, before: a, after: b}",
    "not a number": b"- {line: .nan, before: a, after: b}",
    "list as value": b"- {line: [1], before: {a: b}, after: c}",
    "long key": b'- {"' + b"k" * 900 + b'": 1}',
    "invisible key": b'- {"' + b"\\u0007" * 50 + b'": 1}',
}


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("name", WRONG)
def test_a_hostile_file_is_refused_in_one_screen(name: str, role: str, tmp_path: Path) -> None:
    file = tmp_path / role
    file.write_bytes(WRONG[name])
    with pytest.raises(ZerenError) as told:
        READERS[role](file)
    _is_one_screen(told.value, file)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("name", ["bigint", "bomb", "int-tag", "int_us"])
def test_the_kept_files(name: str, role: str, root: Path, tmp_path: Path) -> None:
    file = tmp_path / role
    file.write_bytes((root / "tests" / "cases" / "hostile" / f"corrections-{name}.yaml").read_bytes())
    with pytest.raises(ZerenError) as told:
        READERS[role](file)
    _is_one_screen(told.value, file)
    if role == "corrections.yaml":
        assert "第1条" in str(told.value) and "line" in str(told.value)


def _is_one_screen(error: ZerenError, file: Path) -> None:
    said = str(error)
    assert error.where == str(file) and error.advice
    assert len(said) - len(str(file)) < SCREEN
    assert said.replace("\n", "").isprintable()
    assert "程序出错" not in said and "x,x" not in said


MEANT: dict[str, Any] = {
    "no": "no",
    "yes": "yes",
    "off": "off",
    "2019-01-01": "2019-01-01",
    "2019-01-01 12:00:00": "2019-01-01 12:00:00",
    "1_000": "1_000",
    "12:30": "12:30",
    "0x1F": "0x1F",
    "010": "010",
    ".nan": ".nan",
    "3.50": "3.50",
    "1e3": "1e3",
    "=": "=",
    "<<": "<<",
    "9" * 30: "9" * 30,
    "!!str 2020": "2020",
    "'2020'": "2020",
    "2020": 2020,
    "-1": -1,
    "true": True,
    "~": None,
    "": None,
}


@pytest.mark.parametrize("written", MEANT)
def test_values_are_what_people_mean(written: str, tmp_path: Path) -> None:
    file = tmp_path / "any.yaml"
    file.write_text(f"a: {written}\n", encoding="utf-8")
    assert parsed(file) == {"a": MEANT[written]}
    assert type(parsed(file)["a"]) is type(MEANT[written])


def test_the_limits_are_reached_and_not_below(tmp_path: Path) -> None:
    file = tmp_path / "any.yaml"
    file.write_text("[" * DEPTH + "]" * DEPTH, encoding="utf-8")
    assert parsed(file)
    file.write_text("[" * (DEPTH + 1) + "]" * (DEPTH + 1), encoding="utf-8")
    with pytest.raises(UnlikeError, match=f"至多 {DEPTH} 层"):
        parsed(file)
    file.write_bytes(b"#" * BYTES)
    assert parsed(file) is None
    file.write_bytes(b"#" * (BYTES + 1))
    with pytest.raises(UnlikeError, match="1,000,001 字节"):
        parsed(file)


def test_ten_thousand_corrections_are_read(tmp_path: Path) -> None:
    file = tmp_path / "corrections.yaml"
    file.write_text("".join(f"- {{line: {n}, before: 甲, after: 乙}}\n" for n in range(1, 10_001)), encoding="utf-8")
    assert read_corrections(file)[-1] == Correction(line=10_000, before="甲", after="乙")


@pytest.mark.parametrize("role", ["units.yaml", "dismissed.yaml"])
def test_a_pipe_keeps_nobody_waiting(role: str, tmp_path: Path) -> None:
    file = tmp_path / role
    os.mkfifo(file)
    with pytest.raises(ZerenError, match="不是普通的文件"):
        READERS[role](file)


INVISIBLE = {
    "units.yaml": 'units: [{name: "区\\u0007局"}]',
    "corrections.yaml": '- {line: 1, before: a, after: "\\u0007"}',
    "dismissed.yaml": '- {finding: a, reason: "\\u0007"}',
}


@pytest.mark.parametrize("role", READERS)
def test_what_goes_onto_a_page_can_be_seen(role: str, tmp_path: Path) -> None:
    file = tmp_path / role
    file.write_text(INVISIBLE[role], encoding="utf-8")
    with pytest.raises(ZerenError, match=r"含有看不见的字符 \(U\+0007\)"):
        READERS[role](file)


def test_a_correction_may_take_an_invisible_character_away(tmp_path: Path) -> None:
    file = tmp_path / "corrections.yaml"
    file.write_text('- {line: 1, before: "a\\u0007", after: a}', encoding="utf-8")
    assert read_corrections(file)[0].before == "a\a"


def test_a_reason_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "dismissed.yaml"
    with pytest.raises(UsageError, match="看不见"):
        with_dismissal(file, "a", "b\a")
    file.write_bytes(with_dismissal(file, "a", "no: 2020-01-01\n*b"))
    assert read_dismissals(file) == {"a": "no: 2020-01-01\n*b"}


SETTINGS = {
    "brackets": b"a=" + b"[" * 15_000,
    "dots": b"a" + b".a" * 3000 + b"=1",
    "digits": b"a=" + b"9" * 5000,
    "digits as title": b"title=" + b"9" * 4000,
    "nan": b"title=nan",
    "date": b"title=2020-01-01",
    "key": b"k" * 5000 + b"=1",
    "NUL": b'title="\\u0000"',
    "word for a truth": b'mask_personal="no"',
    "number for a truth": b"mask_personal=1",
    "large": b"#" * 1_000_000,
    "tables": b"".join(b"[a.b%d]\n" % n for n in range(1400)),
    "braces": b"a=" + b"{a=" * 5000,
    "half a character": b'title="\\ud800"',
    "utf-16": 'title="a"'.encode("utf-16"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_hostile_settings_are_refused_in_one_screen(name: str, tmp_path: Path) -> None:
    file = tmp_path / "zeren.toml"
    file.write_bytes(SETTINGS[name])
    with pytest.raises(ZerenError) as told:
        read_settings(file)
    _is_one_screen(told.value, file)


def test_a_value_in_a_message_is_bounded_whatever_it_is() -> None:
    for value in ("长" * 10_000, ["x"] * 10_000, {"x": ["y"]}, "\a\n\ud800", 10**300, None):
        assert len(shown(value)) < 80
        assert shown(value).isprintable()
