"""A page as a Markdown file: front matter, then what the page's template makes of its facts.

Templates write Markdown headings (so that the page has a table of contents) and blocks of HTML; every text that comes
from a document is escaped, in HTML by Jinja's autoescape, in Markdown headings by `heading`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from kb.export.site import addresses, words

TEMPLATES = Path(__file__).with_name("templates")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>&~^=\"':]")


class Page(Struct, frozen=True):
    """A page to be written: its address from the site's root and its Markdown source."""

    address: str
    markdown: str


def heading(text: str) -> Markup:
    """The text for a Markdown heading: everything Markdown could read as its own becomes a character reference.

    >>> heading('加强*三年*行动_[x]')
    Markup('加强&#42;三年&#42;行动&#95;&#91;x&#93;')
    """
    return Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", " ".join(text.split())))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"heading": heading, "short": words.short, "zh_date": words.date}
    environment.globals |= {"words": words, "addresses": addresses}
    return environment


def render(template: str, address: str, title: str, *, toc: bool = False, **facts: object) -> Page:
    """The page at `address` from `templates/<template>.md.jinja`; `toc` shows the table of contents beside it.

    Templates see the facts, `title`, and `root`, the way from the page to the site's root.
    """
    hidden = ["navigation", "path"] if toc else ["navigation", "toc", "path"]
    front = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nhide: {json.dumps(hidden)}\n---\n\n"
    body = (
        _environment().get_template(f"{template}.md.jinja").render(title=title, root=addresses.root(address), **facts)
    )
    return Page(address, front + body)
