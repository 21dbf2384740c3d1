"""The public face of a package: its names come from its modules when they are asked for, so that naming them costs no start.

An `__init__` says its face once, as type checkers read it: imports under `if TYPE_CHECKING`, and `__all__`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def face_of(package: str) -> dict[str, tuple[str, str]]:
    """Name -> module and name there, of every import that the package's `__init__` has under `if TYPE_CHECKING`."""
    import ast  # a start of `zeren` asks no face, and need not pay for it
    from importlib.util import find_spec

    spec = find_spec(package)
    source = spec.loader.get_source(package) if spec and spec.loader else ""  # type: ignore[attr-defined]
    return {
        alias.asname or alias.name: (statement.module, alias.name)
        for block in ast.parse(source or "").body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for statement in block.body
        if isinstance(statement, ast.ImportFrom) and statement.module
        for alias in statement.names
    }


def lazily(package: str) -> Callable[[str], Any]:
    """`__getattr__` of the package: imports the module that the name is of; a module of the package itself as such."""
    face = cache(lambda: face_of(package))

    def attribute(name: str) -> Any:
        if name.startswith("__") or name not in face():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, inside = face()[name]
        if module == package:
            return import_module(f"{package}.{inside}")
        return getattr(import_module(module), inside)

    return attribute
