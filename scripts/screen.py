"""What commands print: JSON for machines, tables and marked words for people. Honours NO_COLOR and pipes.

The words of a plan and names of files cannot steer the terminal: everything that is printed goes through `_Screen` or
`print_bytes`, which leave out what a terminal would obey, and no mark-up or emoji code is read in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from kb.controls import terminal_text
from kb.schema import Item
from kb.views import Unread
from kb.wording import short

_PIPED_WIDTH = 140
"""Columns of a table that goes to a file or a pipe."""


class _Screen(Console):
    """A console whose words never steer the terminal; its own colours and cursor do, as segments apart from the words."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """The segments of what is printed. What is left out has no width: tables stay as they were laid out."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=terminal_text(segment.text))


@cache
def out() -> Console:
    """Standard output."""
    return _Screen(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)


@cache
def err() -> Console:
    """Standard error: progress and messages."""
    return _Screen(stderr=True, highlight=False, markup=False, emoji=False)


def print_json(value: Any) -> None:
    """The value as indented UTF-8 JSON on standard output, whatever the terminal's encoding."""
    print_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def print_bytes(data: bytes) -> None:
    """Bytes (UTF-8) on standard output: as they are in a file or a pipe, in a terminal without what it would obey."""
    sys.stdout.flush()
    if sys.stdout.isatty():
        data = terminal_text(data.decode("utf-8", "replace")).encode()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def table(*columns: str, title: str | None = None) -> Table:
    """An empty table with these column heads; a head that ends in `>` is of a column of numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column.removesuffix(">"), justify="right" if column.endswith(">") else "left", overflow="fold")
    return made


def item_words(item: Item, length: int = 60) -> str:
    """What the item says, cut to `length`: title and text; the text alone where it begins with the title."""
    if not item.title or item.text.startswith(item.title):
        return short(item.text, length)
    return short(f"{item.title}: {item.text}", length)


def visible(words: str) -> str:
    """The words with the code in place of each character that nobody sees.

    >>> visible("供水\x07管网")
    '供水U+0007管网'
    """
    return "".join(one if one.isprintable() or one == "\n" else f"U+{ord(one):04X}" for one in words)


def highlighted(words: str, why: Iterable[str], style: str = "bold yellow") -> Text:
    """The words with every place that matched made bright."""
    text = Text(words)
    text.highlight_words([word for word in why if word], style=style, case_sensitive=False)
    return text


def print_unread(unread: tuple[Unread, ...]) -> None:
    """The plans that the last build could not read, each with what to do; nothing for none."""
    if unread:
        out().print(f"有 {len(unread)} 份计划没有读入:", style="bold yellow")
    for one in unread:
        out().print(f"  {one.where}: {one.what}")
        out().print(f"    网站上{'仍是上次生成的内容' if one.kept else '没有这份计划'}。怎么办: {one.advice}")
