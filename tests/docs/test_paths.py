"""Documents name what exists: every path of the repository that a document mentions is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_PATH = re.compile(r"`((?:parser|kb|graph|scripts|tests|docs)/[\w./-]*\w/?)`")
OF_ITS_TIME = {"CHANGELOG.md"}
"""What these tell is past: a file that they name may be gone."""


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.name not in OF_ITS_TIME], ids=lambda path: path.name
)
def test_every_path_exists(document: Path) -> None:
    named = set(_PATH.findall(document.read_text(encoding="utf-8")))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_package_stands_on_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [path.parent for path in (ROOT / "parser").glob("*/__init__.py")]
    assert [folder.name for folder in packages if f"`parser/{folder.name}/" not in page] == []
