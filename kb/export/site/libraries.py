"""Scripts of others that some pages load: taken from installed packages when the site is made, never copied into ours."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import vl_convert

from kb.errors import ZerenError
from kb.writing import fill

_EXPORTS = re.compile(r"export\s*\{(?P<names>[^{}]*)\}\s*;?")


class LibraryError(ZerenError):
    """An installed package does not carry the script that the site needs."""


def vega() -> str:
    """The script of Vega: two seconds of processor, which a process of its own can spend."""
    return vl_convert.javascript_bundle()  # type: ignore[call-arg]  # the stub forgets the default


def write_libraries(into: Path, script: str) -> None:
    """DataTables, with its style, and the `script` of Vega into the folder `into`, which may be new."""
    bundle = _bundle("itables", "html/dt_bundle.js")
    fill(into / "datatables.js", classic(bundle.read_text(encoding="utf-8"), "DataTable").encode("utf-8"))
    fill(into / "datatables.css", bundle.with_suffix(".css").read_bytes())
    fill(into / "vega.js", script.encode("utf-8"))


def classic(module: str, name: str) -> str:
    """An ECMAScript module as a classic script that sets `window.<name>` to its default export.

    A page that is opened from a folder may load a classic script, but no module. Raises `LibraryError` where the module
    has no default export, or several lists of exports.

    >>> classic("var a=1,b=2;export{a as default,b as other};", "Table")
    '(()=>{var a=1,b=2;window.Table=a;})();'
    """
    lists = list(_EXPORTS.finditer(module))
    names = dict(re.findall(r"(\S+)\s+as\s+(\S+)", ",".join(one["names"] for one in lists).replace(",", " , ")))
    default = next((inner for inner, outer in names.items() if outer == "default"), None)
    if len(lists) != 1 or default is None:
        raise LibraryError(f"{name} 的脚本与预期不同", advice="请用 uv sync 恢复锁定的版本")
    return f"(()=>{{{module[: lists[0].start()]}window.{name}={default};{module[lists[0].end() :]}}})();"


def _bundle(package: str, path: str) -> Path:
    """The file of an installed package, found without importing the package."""
    found = find_spec(package)
    file = Path(found.origin).parent / path if found and found.origin else None
    if file is None or not file.is_file():
        raise LibraryError(f"缺少 {package} 的 {path}", advice="请运行 uv sync")
    return file
