"""Words for ranking, from jieba. Completeness never rests on them."""

from __future__ import annotations

import logging
import os
import warnings
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _tokenizer() -> Any:
    """jieba's tokenizer with its dictionary loaded: about a second, half of it saved by jieba's own cache file.

    The cache file lies in the user's cache folder; jieba's default, the folder that all users share, is not safe.
    """
    with warnings.catch_warnings():
        # Python from 3.12 on warns of backslashes in jieba's own strings, which no reader of ours can mend.
        warnings.simplefilter("ignore", SyntaxWarning)
        import jieba  # a second to load: only a build needs it

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zeren"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(folder)
    except OSError:
        pass  # jieba then tries its own folder, and does without a cache file if that fails
    return tokenizer


def cut_words(folded: str) -> list[str]:
    """The folded text in words; joined they are the text again."""
    return list(_tokenizer().cut(folded)) if folded else []
