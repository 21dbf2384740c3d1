"""The site engine: MkDocs with Material, run in this process over pages that are already written."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import ZerenError

THEME = Path(__file__).with_name("theme")
"""Our partials, styles and scripts, laid over Material's; the configuration takes the place from `ZEREN_THEME`."""
_HOOKS = Path(__file__).with_name("hooks.py")
_ROOT = Path(__file__).resolve().parents[3]
_PACKED = _ROOT / "zeren_site"
_PROJECT = _PACKED if _PACKED.is_dir() else _ROOT
"""Where `mkdocs.yml` and `docs/` lie: the repository, or what the wheel brings (`force-include` in pyproject.toml)."""
CONFIG = _PROJECT / "mkdocs.yml"
"""The site's configuration."""
GUIDE = _PROJECT / "docs" / "guide"
"""The hand-written pages: the manual. What is for engineers stays in the repository."""


class SiteError(ZerenError):
    """The site engine refused the pages; what it said is in the message."""


class _Listener(logging.Handler):
    """Collects what MkDocs warns about; it prints nothing."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def build_html(pages: Path, config: Path, into: Path, *, built_on: str = "", version: str = "") -> None:
    """Make the HTML site `into` from the Markdown in `pages` by the MkDocs configuration `config`.

    `built_on` (ISO date) and `version` of zeren stand in the footer; empty for none. Strict and quiet: any warning of
    MkDocs (a broken link, a page that is not placed) raises `SiteError` with its words.
    """
    with _environment(), _listening() as listener:
        # MkDocs takes half a second to import: only a build pays for it.
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import MkDocsException

        try:
            settings = load_config(
                str(config),
                docs_dir=str(pages.resolve()),
                site_dir=str(into.resolve()),
                hooks=[str(_HOOKS)],
                strict=True,
            )
            settings.extra.update(built_on=built_on, zeren=version)
            build(settings)
        except (MkDocsException, SystemExit) as error:
            raise SiteError(_told(listener, str(error)), where=str(config), advice="请检查上面提到的页面") from error
    if listener.said:
        raise SiteError(_told(listener, ""), where=str(config), advice="请检查上面提到的页面")
    _drop_unused(into)


@contextmanager
def _environment() -> Iterator[None]:
    """What MkDocs reads from the environment, for as long as it runs: the theme's place, and no clock."""
    before = dict(os.environ)
    os.environ["ZEREN_THEME"] = str(THEME)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _listening() -> Iterator[_Listener]:
    """What MkDocs warns about goes to the listener and nowhere else."""
    logger = logging.getLogger("mkdocs")
    listener, level, passed_on = _Listener(), logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield listener
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = passed_on


def _drop_unused(site: Path) -> None:
    """Take away what Material brings for its own search, which is off, and the maps of its sources: 2.5 MB."""
    for folder in ("lunr", "workers"):
        shutil.rmtree(site / "assets" / "javascripts" / folder, ignore_errors=True)
    for file in (site / "assets").rglob("*.map"):
        file.unlink()


def _told(listener: _Listener, last: str) -> str:
    return "网站生成失败:\n  " + "\n  ".join([*listener.said, last]).strip()
