"""A page as a Markdown file: front matter, then what the page's template makes of its facts.

Templates write Markdown headings (so that the page has a table of contents) and blocks of HTML; every text that comes
from a document is escaped, in HTML by Jinja's autoescape, in Markdown headings by `heading`, in the front matter by
`_quoted`, in scripts by `script_json`. There is no other way from a document's words to a page.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from kb import wording
from kb.controls import xml_text
from kb.export.site import addresses

TEMPLATES = Path(__file__).with_name("templates")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>&~^=\"':]")
ONE_LINE = 22
"""Characters that fit into a line of a phone beside a mark of certainty."""
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""What YAML takes for a break or refuses, of what JSON leaves as it is."""
_ENDS_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


class SitePage(Struct, frozen=True):
    """A page to be written: its address from the site's root and its Markdown source."""

    address: str
    markdown: str


def heading(text: str) -> Markup:
    """The text for a Markdown heading: everything Markdown could read as its own becomes a character reference.

    >>> heading('加强*三年*行动_[x]')
    Markup('加强&#42;三年&#42;行动&#95;&#91;x&#93;')
    """
    return Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", " ".join(text.split())))


def long(text: str) -> str:
    """A class for a name or a value that is too long to be kept in one line, as the short ones are; else nothing.

    >>> long("区住建局"), long("长" * 23)
    ('', ' z-long')
    """
    return " z-long" if len(text) > ONE_LINE else ""


def script_json(value: object) -> Markup:
    """The value as JSON that may stand in a script: what could end the script, or begin a comment in it, is escaped.

    >>> script_json(["</script><!--"])
    Markup('["\\\\u003c/script\\\\u003e\\\\u003c!--"]')
    """
    held = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(held.translate(_ENDS_SCRIPT))


def _quoted(title: str) -> str:
    """The title as YAML: one line, whatever it holds.

    >>> _quoted("甲\\n---\\n乙: [x]")
    '"甲 --- 乙: [x]"'
    """
    held = json.dumps(" ".join(xml_text(title).split()), ensure_ascii=False)
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", held)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"heading": heading, "long": long, "short": wording.short, "zh_date": wording.date}
    environment.globals |= {"wording": wording, "addresses": addresses}
    return environment


def render(template: str, address: str, title: str, *, toc: bool = False, **facts: object) -> SitePage:
    """The page at `address` from `templates/<template>.md.jinja`; `toc` shows the table of contents beside it.

    Templates see the facts, `title`, and `root`, the way from the page to the site's root.
    """
    hidden = ["navigation", "path"] if toc else ["navigation", "toc", "path"]
    front = f"---\ntitle: {_quoted(title)}\nhide: {json.dumps(hidden)}\n---\n\n"
    made = _environment().get_template(f"{template}.md.jinja")
    body = made.render(title=title, root=addresses.root(address), **facts)
    return SitePage(address, front + xml_text(body))
