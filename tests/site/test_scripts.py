"""Our scripts, templates and modules have one way from data to page each, and no second one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "kb" / "export" / "site"
SCRIPTS = sorted((SITE / "theme" / "assets" / "zeren").glob("*.js"))
TEMPLATES = sorted((*(SITE / "templates").glob("*.jinja"), *(SITE / "theme").rglob("*.html")))
MODULES = sorted(SITE.glob("*.py"))
HTML_OF_TEXT = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTML\w*|srcdoc|createContextualFragment|parseFromString|writeln?(?=\()"
    r"|eval(?=\()|Function(?=\()|execScript|javascript:)|document\.write|\.html\(|set(?:Timeout|Interval)\(\s*[\"'`]"
)
"""What makes elements or programs of text."""
ALLOWED = {
    (
        "grid.js",
        "parseFromString",
    ): "XML of a workbook's views, constant but for the namespace of the library's own sheet",
}
UNESCAPED = re.compile(
    r"""\|\s*safe\b|\{%-?\s*autoescape|\bon[a-z]+\s*=|\bstyle\s*=|<style|<base|<iframe|javascript:|\s[\w:-]+=\{\{"""
)
"""In a template: what is not escaped, what the policy forbids, an attribute without quotes."""
INLINE = re.compile(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))")
MARKUP = re.compile(r"Markup\((?!\)|\"|')[^\n]*")
MADE = {
    "charts.py": {'Markup(svg.replace("\\n", " ")), left_out)'},
    "page.py": {
        'Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", " ".join(text.split())))',
        "Markup(held.translate(_ENDS_SCRIPT))",
    },
}
"""HTML that is not written down as such: Vega's SVG, and the two functions that escape for headings and for scripts."""


@pytest.mark.parametrize("script", SCRIPTS, ids=[path.name for path in SCRIPTS])
def test_no_script_makes_html_of_text(script: Path) -> None:
    found = {(script.name, one[0]) for one in HTML_OF_TEXT.finditer(script.read_text(encoding="utf-8"))}
    assert found <= ALLOWED.keys()


def test_every_exception_is_still_there() -> None:
    for name, what in ALLOWED:
        assert what in (SITE / "theme" / "assets" / "zeren" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_no_template_goes_around_the_escape(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not UNESCAPED.search(text), UNESCAPED.search(text)
    assert not INLINE.search(text)


def test_html_is_written_down_or_comes_from_an_escape() -> None:
    made = {}
    for module in MODULES:
        found = {one[0] for one in MARKUP.finditer(module.read_text(encoding="utf-8")) if ">>>" not in one[0]}
        if found:
            made[module.name] = found
    assert made == MADE


@pytest.mark.parametrize(
    "bad",
    ["node.innerHTML = name", "document.write(x)", "eval(x)", "new Function(x)", 'setTimeout("x()")', "$(x).html(y)"],
)
def test_the_rule_for_scripts_can_fail(bad: str) -> None:
    assert HTML_OF_TEXT.search(bad)


@pytest.mark.parametrize("bad", ["{{ x|safe }}", '<a onclick="x">', '<i style="x">', "<a href={{ x }}>"])
def test_the_rule_for_templates_can_fail(bad: str) -> None:
    assert UNESCAPED.search(bad)


def test_the_theme_writes_no_tooltips_of_its_own() -> None:
    """Material's would read the words of a `title` as HTML."""
    assert "content.tooltips" not in (SITE.parents[2] / "mkdocs.yml").read_text(encoding="utf-8")
