"""One name for one thing and one thing for one name: classes, and names that say nothing (`scripts.metrics` finds them)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scripts.metrics import CodePlace, classes, homonyms, modules

SHARED = {
    "Draft",
    "Group",
    "Level",
    "Paragraph",
    "Passage",
    "Piece",
    "Reading",
    "Row",
    "RowCell",
    "State",
    "Statement",
    "Unit",
}
"""Class names that several modules of `parser` still share (`Unit`: of measure, and of `kb.schema`). It may only shrink."""

EMPTY = {"carried", "found", "goes_on", "held", "marks", "matters", "named", "nodes", "own", "readings", "said", "told"}
"""Words that tell nothing of what a module, a class or a public function is."""
PARTS_WITHOUT_EMPTY_NAMES = ("kb/", "graph/", "scripts/")


def _public(file: str, tree: ast.Module) -> Iterator[CodePlace]:
    """The module, its packages, and the public classes and functions of its top level."""
    for part in file.removesuffix(".py").split("/"):
        yield CodePlace(file, 1, part)
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield CodePlace(file, node.lineno, node.name)


def test_a_class_name_belongs_to_one_module() -> None:
    shared = homonyms(place for file, _, tree in modules() for place in classes(file, tree))
    assert [place for name, places in shared.items() if name not in SHARED for place in places] == []
    assert sorted(SHARED - shared.keys()) == [], "no longer shared: take the name off the list"


def test_a_name_says_what_it_is() -> None:
    named = [place for file, _, tree in modules() for place in _public(file, tree)]
    assert [
        place for place in named if place.file.startswith(PARTS_WITHOUT_EMPTY_NAMES) and place.what.lower() in EMPTY
    ] == []
