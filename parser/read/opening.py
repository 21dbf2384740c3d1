"""The bytes of a file that a person names: only of a regular file, and only so many."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kb.errors import MissingFileError, refused
from parser.limits import check, most

_KINDS = (
    (stat.S_ISDIR, "这是一个文件夹, 不是文件"),
    (stat.S_ISFIFO, "这是一个管道, 不是文件"),
    (stat.S_ISSOCK, "这是一个套接字, 不是文件"),
    (stat.S_ISCHR, "这是一个设备, 不是文件"),
    (stat.S_ISBLK, "这是一个设备, 不是文件"),
)
"""Kinds of what is no regular file, and how that is said."""


def content_of(path: Path) -> bytes:
    """The content of `path`.

    It is opened without waiting, so that a pipe that nobody writes into holds nothing up. Raises `MissingFileError` when
    it is not there, cannot be opened or is no regular file, `BeyondLimitError` when it is too large.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            _check_kind(path, os.fstat(handle).st_mode)
            data = file.read(most("file") + 1)
    except FileNotFoundError:
        raise MissingFileError("文件不存在", where=str(path), advice="请检查路径和文件名") from None
    except IsADirectoryError:
        raise MissingFileError("这是一个文件夹, 不是文件", where=str(path), advice="请给出计划文件的路径") from None
    except (OSError, ValueError) as error:
        told = refused(error) if isinstance(error, OSError) else MissingFileError("路径里有不能用的字符")
        raise MissingFileError(f"文件无法打开: {told.what}", where=str(path), advice=told.advice) from None
    check("file", len(data), str(path))
    return data


def _check_kind(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    what = next((words for is_kind, words in _KINDS if is_kind(mode)), "这不是普通文件")
    raise MissingFileError(what, where=str(path), advice="请给出计划文件的路径")
