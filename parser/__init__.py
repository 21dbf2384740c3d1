"""parser: from a document's bytes to its plan record. read -> repair -> blocks -> layouts -> extract -> pipeline.

What other packages and programs use stands in `__all__`: names, and whole modules; of a package its own `__all__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lazy import lazily

if TYPE_CHECKING:
    from parser import limits, read, repair
    from parser.pipeline import read_record, record_of
    from parser.read.alive import listen
    from parser.repair import Correction, Repaired, carry, read_corrections, written

__all__ = [
    "Correction",
    "Repaired",
    "carry",
    "limits",
    "listen",
    "read",
    "read_corrections",
    "read_record",
    "record_of",
    "repair",
    "written",
]
__getattr__ = lazily(__name__)
