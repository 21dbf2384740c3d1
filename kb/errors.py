"""Errors: one base, a class per reason. An error means "cannot continue"; a doubt is an `Issue` in the record.

Every message is Chinese and says what happened, where, and what to do. The command line prints it and exits with
`exit_status`: 2 for a wrong use (a file that is not there), 1 for an input that yields nothing usable.
"""

from __future__ import annotations

import errno
import os
import re

DEBUG = "ZEREN_DEBUG"
"""Variable of the environment: where it is set, a mistake of the program shows what a developer needs."""


class ZerenError(Exception):
    """Base of every error a user can cause.

    `what` says what happened, `where` names the file (and page, row), `advice` what to do next; all Chinese.
    """

    exit_status = 1

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what, self.where, self.advice = what, where, advice
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f"\n  怎么办: {self.advice}" if self.advice else "")


class UsageError(ZerenError):
    """The command was given something that cannot be: a missing file, an unknown plan, a bad option."""

    exit_status = 2


class MissingFileError(UsageError):
    """A named file or folder does not exist or cannot be read."""


class SystemRefusedError(UsageError):
    """The operating system refused to read or write: no room, no permission, a name too long."""


class LockedError(UsageError):
    """Another process is writing in the workspace."""


class InternalError(ZerenError):
    """A mistake of the program: the input may be unusual, but it should have been read or refused by name."""


class UnreadableError(ZerenError):
    """The file is there but holds nothing readable: empty, binary, unknown encoding, unsupported format."""


class BeyondLimitError(UnreadableError):
    """The file goes beyond a limit of reading (`parser.limits`): too large, too deep, too slow."""


class NoPlanError(ZerenError):
    """The text was read but holds no plan: no goal, measure, task or project."""


class DuplicatePlanError(ZerenError):
    """Two documents claim the same plan id."""


class LostRowError(ZerenError):
    """A row of a table that the plan prints is in no item: nothing may be built that leaves it out."""


class RecordError(ZerenError):
    """A stored record is damaged or of a schema version this program does not know."""


class WorkspaceError(UsageError):
    """The folder is no workspace, has no plans, or has not been built yet."""


_REFUSALS = {
    errno.ENOSPC: ("磁盘空间不足", "请清理磁盘, 或换一个位置"),
    errno.EDQUOT: ("磁盘配额已用完", "请清理磁盘, 或换一个位置"),
    errno.EFBIG: ("超过了系统容许的文件大小", "请放宽限制, 或换一个位置"),
    errno.EACCES: ("没有权限", "请检查文件和文件夹的权限, 或换一个位置"),
    errno.EPERM: ("没有权限", "请检查文件和文件夹的权限, 或换一个位置"),
    errno.EROFS: ("所在的磁盘是只读的", "请换一个可以写入的位置"),
    errno.ENOENT: ("文件或文件夹不存在", "请检查路径"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "请检查路径"),
    errno.EISDIR: ("这是一个文件夹, 不是文件", "请给出文件的路径"),
    errno.ENAMETOOLONG: ("文件名太长", "请改用短一些的名字"),
    errno.ELOOP: ("符号链接绕成了圈", "请给出文件真正的路径"),
    errno.EADDRINUSE: ("端口已被占用", "请用 --port 换一个端口"),
}
"""What the operating system refuses, as we say it, and what to do."""
_NUMBER = re.compile(r"\[Errno (\d+)\]")


def refused(error: OSError) -> SystemRefusedError:
    """The operating system's refusal in Chinese, with the file that it speaks of where it names one."""
    number = error.errno
    if number is None and (told := _NUMBER.search(str(error))):  # shutil.Error: a list of refusals in words
        number = int(told[1])
    what, advice = _REFUSALS.get(number or 0, (f"系统拒绝了读写: {error.strerror or error}", "请检查磁盘和权限"))
    where = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    return SystemRefusedError(what, where=where, advice=advice)
