"""Office files byte for byte: the same content gives the same file, whenever it is written.

docx and xlsx are zips that carry the time of writing, in the entries and in their properties.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
_DROPPED = "docProps/thumbnail.jpeg"
"""The picture of python-docx's empty template; it shows another document."""


def repack(content: bytes, day: str) -> bytes:
    """The office file `content` as if written at midnight of `day` (ISO date), compressed."""
    stamp = rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<3>"
    kept: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(stamp, data)
            elif name == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", data)
            if name != _DROPPED:
                kept.append((name, data))
    return zipped(kept)


def zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """(name, content) of each entry as a zip, compressed, without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries:
            new.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
