"""Tables as CSV that Excel and WPS open with the right characters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def encode(rows: Iterable[tuple[object, ...]]) -> bytes:
    """The rows as CSV (RFC 4180) with a byte order mark, which Excel needs to read Chinese; null is an empty cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")
