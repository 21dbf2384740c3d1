"""LibreOffice, where it is installed: old binary formats as their successors."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from kb.errors import UnreadableError

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
TIMEOUT = 180
"""Seconds after which LibreOffice is taken to hang."""
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}


def converted(path: Path, data: bytes, form: str, wanted: str, *, what: str, advice: str) -> bytes:
    """The file `data` of format `form` (doc, xls) as `wanted` (docx, xlsx).

    Each run has a profile of its own, so that several can run at a time. Raises `UnreadableError`, naming `path` and
    the format `what`, when LibreOffice is not installed or cannot read the file; `advice` says how to convert by hand.
    """
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnreadableError(
            f"{what}需要先转换", where=str(path), advice=f"{advice}; 或者安装 LibreOffice, 由本程序转换"
        )
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        source = Path(folder) / f"document.{form}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", _FILTERS[wanted], "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=TIMEOUT)
            return source.with_suffix(f".{wanted}").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise UnreadableError(
                "LibreOffice 无法转换这个文档, 可能已损坏或有密码", where=str(path), advice=advice
            ) from None
