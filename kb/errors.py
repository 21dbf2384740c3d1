"""Errors: one base, a class per reason. An error means "cannot continue"; a doubt is an `Issue` in the record.

Every message is Chinese and says what happened, where, and what to do. The command line prints it and exits with
`exit_status`: 2 for a wrong use (a file that is not there), 1 for an input that yields nothing usable.
"""

from __future__ import annotations


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


class UnreadableError(ZerenError):
    """The file is there but holds nothing readable: empty, binary, unknown encoding, unsupported format."""


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
