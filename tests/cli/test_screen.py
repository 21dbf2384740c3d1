"""The terminal obeys the program only: no colour, title, cursor, direction or mark-up of a plan or of a file's name."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from rich.progress import Progress

from scripts import screen
from scripts.zeren import run

CASES = Path(__file__).resolve().parents[1] / "cases"
ATTACKS = [one["text"] for one in yaml.safe_load((CASES / "attacks.yaml").read_text(encoding="utf-8"))]
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile("\x1b\\[[0-9;]*m")
"""Colours of our own tables."""


class Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal() -> Iterator[io.BytesIO]:
    """What is printed meanwhile, as to a terminal with colours. No fixture: pytest sets its own streams before a test."""
    held = io.BytesIO()
    with pytest.MonkeyPatch.context() as patched:
        for name in ("stdout", "stderr"):
            patched.setattr(sys, name, Terminal(held, encoding="utf-8", write_through=True))
        patched.setenv("TERM", "xterm-256color")
        patched.delenv("NO_COLOR", raising=False)
        screen.out.cache_clear()
        screen.err.cache_clear()
        yield held
        sys.stdout.detach()  # type: ignore[union-attr]
        sys.stderr.detach()  # type: ignore[union-attr]
    screen.out.cache_clear()
    screen.err.cache_clear()


def shown(held: io.BytesIO) -> str:
    return OURS.sub("", held.getvalue().decode())


@pytest.mark.parametrize("words", ATTACKS)
def test_words_are_printed_as_words(words: str) -> None:
    with terminal() as held:
        made = screen.table("栏", words, title=words)
        made.add_row(words, screen.highlighted(words, ["red"]))
        screen.out().print(made)
        screen.out().print(words, soft_wrap=True)
        screen.err().print(words)
        screen.print_json({"text": words})
        screen.print_bytes(words.encode())
    said = shown(held)
    assert not STEERING.search(said)
    for literal in ("[red]", ":warning:"):
        assert (literal in words) == (literal in said)


def test_the_programs_own_colours_and_cursor_still_work() -> None:
    with terminal() as held:
        screen.out().print(screen.highlighted("牵头单位", ["牵头"]))
        with Progress(console=screen.err()) as progress:
            progress.add_task("读入")
    assert "\x1b[1;33m牵头\x1b[0m" in held.getvalue().decode()
    assert b"\x1b[?25h" in held.getvalue()


def test_json_and_text_in_a_pipe_are_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    screen.print_bytes("\x1b[31m\u202e".encode())
    assert capfdbinary.readouterr().out == "\x1b[31m\u202e".encode()


def test_a_message_of_an_error_is_words(tmp_path: Path) -> None:
    name = "\x1b]0;题\x07\x9b2J\u202e计划.txt"
    with terminal() as held:
        assert run(["extract", str(tmp_path / name)]) == 2
        (tmp_path / name).write_bytes(b"")
        assert run(["extract", str(tmp_path / name)]) == 1
        assert run(["\x1b[31mbuild"]) == 2
    said = shown(held)
    assert "计划.txt" in said and not STEERING.search(said)


@pytest.mark.parametrize("file", ["control-char-bel.txt", "control-char-entity.html"])
def test_a_control_character_is_a_repair_that_is_told(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plans" / "bell").mkdir(parents=True)
    source = tmp_path / "plans" / "bell" / f"source{Path(file).suffix}"
    shutil.copy(CASES / "hostile" / file, source)
    assert run(["build", "-C", str(tmp_path)]) == 0
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html")]
    assert any("供水管网改造" in page for page in pages)
    assert not any("\x07" in page or "&#7;" in page for page in pages)
    capsys.readouterr()
    assert run(["repair", "--explain", str(source)]) == 0
    assert "U+0007" in (told := capsys.readouterr().out) and "不可见字符" in told
