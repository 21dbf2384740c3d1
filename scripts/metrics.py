"""What a stranger meets in the code, as figures: run `python -m scripts.metrics`, with `--list` for the places.

Lines by folder; places that know a fact which should live in one room; alternations of Chinese words in code; class names
that two modules share; functions that are long or have many branches; the largest file. It reads files and runs nothing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("parser", "kb", "graph", "scripts")
LONG_FUNCTION, MANY_BRANCHES = 40, 20
"""Lines of a function's body, docstring left out, and branches in it, above which it is counted."""
_HAN = "\u4e00-\u9fff"
_ALTERNATION = re.compile(rf"(?:[{_HAN}]+\|){{2,}}[{_HAN}]+")
"""Three Chinese words or more between bars: vocabulary that should stand in reviewed YAML."""
_FACTS = {
    "what a time is": re.compile(r"年底|月底|季度末|上半年|[\[(|]年\|月|\\d\{4\}年|d\{4\}\)?年|年\(?\?:?底"),
    "kinds of zones": re.compile(r"管委会\||开发区\||\|开发区|\|园区|园区\||\|管委会"),
    "Han digits": re.compile(r"[零〇]?一二三四五六七八九|一二\]?\[?两?三四五"),
    "a value said to readers": re.compile(r"不低于|不高于|不超过|[≥≤]"),
}
"""Fact -> what a string of the code looks like that knows it."""


class CodePlace(NamedTuple):
    """A place in the code: file, line, and what stands there."""

    file: str
    line: int
    what: str


def modules(root: Path = ROOT) -> Iterator[tuple[str, str, ast.Module]]:
    """Path from the repository on, text and syntax tree of every Python file of the four packages."""
    for part in PARTS:
        for path in sorted((root / part).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(root).as_posix(), text, ast.parse(text)


def code_strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every string that is no docstring, nor the description of an attribute."""
    told = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node


def facts(file: str, tree: ast.Module) -> Iterator[tuple[str, CodePlace]]:
    """The facts that strings of a module know."""
    for node in code_strings(tree):
        for name, pattern in _FACTS.items():
            if found := pattern.search(str(node.value)):
                yield name, CodePlace(file, node.lineno, found[0])


def alternations(file: str, tree: ast.Module) -> Iterator[CodePlace]:
    """Runs of Chinese words between bars."""
    for node in code_strings(tree):
        for found in _ALTERNATION.finditer(str(node.value)):
            yield CodePlace(file, node.lineno, found[0])


def branches(function: ast.AST) -> int:
    """Branches of a function: conditions, loops, handlers, and every further operand of `and`, `or` and a comprehension."""
    count = 0
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.IfExp | ast.For | ast.While | ast.ExceptHandler | ast.match_case):
            count += 1
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
    return count


def functions(file: str, tree: ast.Module) -> Iterator[tuple[CodePlace, int, int]]:
    """Every function with the lines of its body, docstring left out, and its branches."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield CodePlace(file, node.lineno, node.name), lines, branches(node)


def classes(file: str, tree: ast.Module) -> Iterator[CodePlace]:
    """Every class of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield CodePlace(file, node.lineno, node.name)


def homonyms(found: Iterable[CodePlace]) -> dict[str, list[CodePlace]]:
    """Class names that more than one module has; a leading underscore makes no other name."""
    by_name: dict[str, list[CodePlace]] = defaultdict(list)
    for place in found:
        by_name[place.what.lstrip("_")].append(place)
    return {name: places for name, places in by_name.items() if len({place.file for place in places}) > 1}


def measured(root: Path = ROOT) -> tuple[list[tuple[str, int]], dict[str, list[CodePlace]]]:
    """Rows of the table, and the places behind them by row."""
    lines: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    places: dict[str, list[CodePlace]] = {name: [] for name in _FACTS}
    words: list[CodePlace] = []
    names: list[CodePlace] = []
    long: list[CodePlace] = []
    branched: list[CodePlace] = []
    for file, text, tree in modules(root):
        count = text.count("\n")
        lines["/".join(file.split("/")[:2]) if file.count("/") > 1 else file.split("/")[0]] += count
        sizes[file] = count
        for fact, place in facts(file, tree):
            places[fact].append(place)
        words += alternations(file, tree)
        names += classes(file, tree)
        for place, body, ways in functions(file, tree):
            if body > LONG_FUNCTION:
                long.append(place._replace(what=f"{place.what} {body}"))
            if ways > MANY_BRANCHES:
                branched.append(place._replace(what=f"{place.what} {ways}"))
    shared = homonyms(names)
    rows = [(f"lines of {name}", count) for name, count in sorted(lines.items())]
    rows.append(("lines of all", sum(lines.values())))
    rows += [(f"files that know {fact}", len({place.file for place in found})) for fact, found in places.items()]
    rows.append(("alternations of Chinese words in code", len(words)))
    rows.append(("class names of several modules", len(shared)))
    rows.append((f"functions over {LONG_FUNCTION} lines", len(long)))
    rows.append((f"functions over {MANY_BRANCHES} branches", len(branched)))
    rows.append((f"largest file: {max(sizes, key=sizes.__getitem__)}", max(sizes.values())))
    lists = {f"files that know {fact}": found for fact, found in places.items()}
    lists["alternations of Chinese words in code"] = words
    lists["class names of several modules"] = [place for _, found in sorted(shared.items()) for place in found]
    lists["functions over lines or branches"] = long + branched
    return rows, lists


def main(arguments: list[str]) -> None:
    """Print the table; with `--list` the places too; a folder measures another checkout."""
    roots = [Path(one) for one in arguments if not one.startswith("--")] or [ROOT]
    rows, lists = measured(roots[0])
    for name, count in rows:
        print(f"{count:7,}  {name}")
    if "--list" in arguments:
        for name, places in lists.items():
            print(f"\n{name}")
            for place in places:
                print(f"  {place.file}:{place.line}  {place.what}")


if __name__ == "__main__":
    main(sys.argv[1:])
