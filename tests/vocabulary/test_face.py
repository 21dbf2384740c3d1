"""The public face of the packages: what other packages and programs use is named, and what is named is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from kb.lazy import face_of
from scripts.metrics import ROOT, CodePlace, modules

PACKAGES = ("parser", "kb", "graph")
INSIDE = re.compile(r"scripts/(?:bench|fuzz|growth|metrics|quality|supply|train|zensical)\w*\.py")
"""Programs that measure or train the insides, and are no part of the command line."""


def _uses() -> Iterator[tuple[CodePlace, str, str]]:
    """Place, module and name of whatever one package takes from another."""
    for file, _, tree in modules():
        if INSIDE.fullmatch(file):
            continue
        for node in ast.walk(tree):
            taken = [(node.module, alias.name) for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            taken += [tuple(a.name.rpartition(".")[::2]) for a in node.names] if isinstance(node, ast.Import) else []
            for module, name in taken:
                top = (module or name).split(".")[0]
                if top in PACKAGES and top != file.split("/")[0]:
                    yield CodePlace(file, node.lineno, f"{module}.{name}"), module or "", name


def _is_named(module: str, name: str) -> bool:
    """Whether `__all__` of the module's package, or of one above it, names it, or the module where it has no `__all__`."""
    parts = module.split(".")
    here = import_module(module)
    if hasattr(here, "__path__") and name in getattr(here, "__all__", ()):
        return True
    for length in range(len(parts) - 1, 0, -1):
        package = import_module(".".join(parts[:length]))
        if parts[length] in getattr(package, "__all__", ()) and not hasattr(here, "__path__"):
            return not name.startswith("_")
        if name in getattr(package, "__all__", ()) and getattr(package, name) is getattr(here, name):
            return True
    return False


def test_what_others_use_is_named() -> None:
    used = list(_uses())
    assert len(used) > 100
    assert [place for place, module, name in used if not _is_named(module, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_named_is_there(package: str) -> None:
    made = import_module(package)
    assert sorted(made.__all__) == sorted(face_of(package))
    assert [name for name in made.__all__ if getattr(made, name, None) is None] == []
    with pytest.raises(AttributeError, match="no_such_name"):
        made.no_such_name  # noqa: B018
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_what_packages_inside_name_is_there(package: str) -> None:
    for folder in sorted(path.parent for path in (ROOT / package).glob("*/**/__init__.py")):
        name = ".".join(folder.relative_to(ROOT).parts)
        for one in getattr(import_module(name), "__all__", ()):
            assert hasattr(import_module(name), one) or import_module(f"{name}.{one}"), f"{name}.{one}"


def test_naming_a_face_loads_nothing() -> None:
    code = "import sys, parser, kb, graph; print(sorted(m for m in sys.modules if m.split('.')[0] in ('parser', 'kb', 'graph')))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['graph', 'kb', 'kb.lazy', 'parser']"
