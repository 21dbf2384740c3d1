"""LibreOffice, where it is installed: old binary formats as their successors."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kb.errors import UnreadableError
from parser.limits import check
from parser.read.programs import run_program

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
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
        made = source.with_suffix(f".{wanted}")
        try:
            done = run_program(command, where=str(path), limit="office-seconds")
            size = made.stat().st_size if done.status == 0 else -1
        except OSError:
            size = -1
        if size < 0:
            raise UnreadableError("LibreOffice 无法转换这个文档, 可能已损坏或有密码", where=str(path), advice=advice)
        check("file", size, str(path))
        return made.read_bytes()
