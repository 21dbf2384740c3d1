"""The table of formats: one example document for each format that zeren reads, all of the fixture's plan."""

from __future__ import annotations

import csv
import io
import quopri
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.read import fixtures, scans


def as_csv() -> bytes:
    """The plan as a spreadsheet program saves it: the outline above the table, merged cells filled once."""
    held = io.StringIO()
    writer = csv.writer(held)
    for text in fixtures.BEFORE:
        writer.writerow([text.text, "", "", "", "", ""])
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(fixtures.table_rows()):
        line = [""] * 6
        for tall, wide, text in row:
            c = next(c for c in range(6) if (r, c) not in taken)
            taken.update((i, j) for i in range(r, r + tall) for j in range(c, c + wide))
            line[c] = text
        writer.writerow(line)
    return held.getvalue().encode("gb18030")


def as_mht() -> bytes:
    """The web page as a browser saves it in one file, behind a picture."""
    page = fixtures.as_html()
    picture = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    head = b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    start = b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--X"\r\n\r\n'
    return start + b"".join((b"----X\r\n", picture, b"----X\r\n", head, quopri.encodestring(page), b"\r\n----X--\r\n"))


def as_doc() -> bytes:
    """A Word 97 file, by LibreOffice. Raises `FileNotFoundError` where that is not installed."""
    return _by_libreoffice(fixtures.as_docx(), "docx", "doc")


def as_xls() -> bytes:
    """An Excel 97 workbook, by LibreOffice. Raises `FileNotFoundError` where that is not installed."""
    return _by_libreoffice(fixtures.as_xlsx(), "xlsx", "xls")


def _by_libreoffice(data: bytes, form: str, wanted: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan.{form}"
        path.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", wanted, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return path.with_suffix(f".{wanted}").read_bytes()


OLD = ("doc", "xls")
"""Formats that LibreOffice writes and reads."""
EXAMPLES: dict[str, Callable[[], bytes]] = {
    "txt": fixtures.as_flat_text,
    "md": fixtures.as_markdown,
    "html": fixtures.as_html,
    "mht": as_mht,
    "docx": fixtures.as_docx,
    "odt": fixtures.as_odt,
    "rtf": fixtures.as_rtf,
    "epub": fixtures.as_epub,
    "xlsx": fixtures.as_xlsx,
    "ods": fixtures.as_ods,
    "csv": as_csv,
    "pdf": fixtures.as_pdf,
    "png": lambda: scans.saved([scans.page_picture(1)], "png"),
    "jpg": lambda: scans.saved([scans.page_picture(1)], "jpg"),
    "ofd": fixtures.as_ofd,
    "doc": as_doc,
    "xls": as_xls,
}


def without_example(forms: Iterable[str], examples: Iterable[str]) -> list[str]:
    """The formats that no example stands for."""
    return [form for form in forms if form not in set(examples)]
