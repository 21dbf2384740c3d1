"""What is written about the command line is held against the command line: both READMEs, the manual, the changelog."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import typer.main

from scripts.zeren import application, run

GROUP = typer.main.get_command(application())
COMMANDS: dict[str, click.Command] = GROUP.commands  # type: ignore[attr-defined]
ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "README.en.md",
    "CONTRIBUTING.md",
    *(f"docs/guide/{p.name}" for p in (ROOT / "docs/guide").glob("*.md")),
]
# Code of a page: a block of commands, or words in a sentence.
CODE = re.compile(r"```(?P<block>.*?)```|`(?P<words>[^`]+)`", re.DOTALL)
USED = re.compile(r"\bzeren (?:-C \S+ )?(?P<command>[a-z]+)(?P<rest>[^\n|#]*)")
OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][a-z-]*")


def used(page: str) -> list[tuple[str, set[str]]]:
    """The commands that a page names, each with the options that stand behind it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    code = "\n".join(match["block"] or match["words"] for match in CODE.finditer(text))
    return [(match["command"], set(OPTION.findall(match["rest"]))) for match in USED.finditer(code)]


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_a_readme_names_every_command(page: str) -> None:
    assert {command for command, _ in used(page)} == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page: str) -> None:
    for command, options in used(page):
        assert command in COMMANDS, f"zeren {command}"
        known = {name for param in COMMANDS[command].params for name in (*param.opts, *param.secondary_opts)}
        assert options <= known | {"-C", "--help"}, f"zeren {command}"


def test_the_readmes_name_the_same_options() -> None:
    chinese, english = (
        {(command, option) for command, options in used(page) for option in options}
        for page in ("README.md", "README.en.md")
    )
    assert chinese == english


def test_the_changelog_lists_every_command() -> None:
    listed = re.search(r"- Commands `([a-z ]+)`", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert listed and listed[1].split() == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_explained_in_chinese(name: str) -> None:
    command = COMMANDS[name]
    assert re.search(r"[一-鿿]", command.help or "")
    for param in command.params:
        told = getattr(param, "help", None)
        assert param.name == "help" or re.search(r"[一-鿿]", told or ""), param.name


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in sorted(COMMANDS))], ids=" ".join)
def test_help_is_chinese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "用法: zeren" in out and "显示这份说明" in out
    assert not re.search(r"Usage|OPTIONS|Options|Arguments|Commands|required|default|Show", out)


@pytest.mark.parametrize("status", [0, 1, 2, 3, 130])
@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_every_exit_status_is_told(page: str, status: int) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    told = next(part for part in re.split(r"\n\n", text) if "退出状态" in part or "Exit statuses" in part)
    assert re.search(rf"(?<!\d){status}(?!\d)", told)
