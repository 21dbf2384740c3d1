"""Repair beside ftfy on the same input: what each mends, and how fast. Figures are printed, never asserted.

    python -m scripts.bench_repair

The inputs: the repository's own plan (its damage is of 2018, byte-shifted GBK), the same plan corrected (clean), and
mojibake made of it: UTF-8 read as Windows-1252, which is ftfy's field. Mended is the share of damaged lines that come
out as they should be, letter for letter but for the width of punctuation.
"""

from __future__ import annotations

import resource
import unicodedata
from collections.abc import Callable

import ftfy

from parser.read import read
from parser.repair import read_corrections, repair
from scripts.bench import SEED, best


def inputs() -> dict[str, tuple[str, str]]:
    """Damaged and right text by name; the same twice where nothing is damaged."""
    damaged = read(SEED).text
    right = repair(damaged, read_corrections(SEED.with_name("corrections.yaml"))).text
    misread = "\n".join(_misread(line) for line in right.split("\n"))
    return {"byte-shifted GBK": (damaged, right), "UTF-8 as cp1252": (misread, right), "clean": (right, right)}


def _misread(line: str) -> str:
    """`line` as UTF-8 read in Windows-1252."""
    return line.encode("utf-8").decode("sloppy-windows-1252")


def fixed_by_ftfy(text: str) -> str:
    """ftfy as its documentation has it for text whose quotation marks and width should stay."""
    plain = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, unescape_html=True)
    return "\n".join(ftfy.fix_text(line, plain) for line in text.split("\n"))


def mended(got: str, damaged: str, right: str) -> str:
    """Share of damaged lines that are right, and how many sound lines were changed."""
    rows = list(zip(got.split("\n"), damaged.split("\n"), right.split("\n"), strict=True))
    hurt = [_folded(g) == _folded(r) for g, d, r in rows if d != r]
    touched = sum(g != r for g, d, r in rows if d == r)
    share = f"{sum(hurt) / len(hurt):7.1%} of {len(hurt)} lines" if hurt else "   -"
    return f"{share:<22} {touched} sound lines changed"


def _folded(line: str) -> str:
    return unicodedata.normalize("NFKC", line).strip()


def main() -> None:
    """Print the table."""
    tools: dict[str, Callable[[str], str]] = {"zeren": lambda text: repair(text).text, "ftfy": fixed_by_ftfy}
    for name, (damaged, right) in inputs().items():
        for tool, fix in tools.items():
            speed = len(damaged) / best(lambda fix=fix, damaged=damaged: fix(damaged))  # type: ignore[misc]
            print(f"{name:<18} {tool:<6} {speed:>12,.0f} characters/s  {mended(fix(damaged), damaged, right)}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
