"""What `units.yaml` says against itself: groups in themselves, units that become themselves, changes that cannot both be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from kb.handwritten import shown
from kb.units.succession import Change


class SuccessionStatement(Protocol):
    """A change as the workspace states it."""

    @property
    def predecessor(self) -> str:
        """Name or id of the unit that changed."""

    @property
    def to(self) -> tuple[str, ...]:
        """Names of what it became."""

    @property
    def date(self) -> str | None:
        """ISO date as precise as known; null where it is not."""

    @property
    def kind(self) -> Change:
        """How it changed."""

    @property
    def part(self) -> str | None:
        """Of its duties that went; null where all did."""


def of_groups(groups: Sequence[tuple[str, Sequence[str]]], key: Callable[[str], str]) -> Iterator[str]:
    """What is wrong with groups (name, members) that hold themselves, directly or through others; in their order."""
    inside = {key(name): {key(member) for member in members} for name, members in groups}
    for number, (name, _) in enumerate(groups, 1):
        if key(name) in _reached(inside, key(name)):
            yield f"groups 第{number}条的成员里有“{shown(name)}”自己"


def of_successions(rows: Sequence[SuccessionStatement], key: Callable[[str], str]) -> Iterator[str]:
    """What is wrong with the changes, in their order."""
    become: dict[str, set[str]] = {}
    whole: dict[str, tuple[int, SuccessionStatement]] = {}
    for number, row in enumerate(rows, 1):
        where, old, new = f"successions 第{number}条", key(row.predecessor), {key(name) for name in row.to}
        become.setdefault(old, set()).update(new)
        if old in new:
            yield f"{where}里“{shown(row.predecessor)}”变成了它自己"
        if row.part:
            continue
        if row.kind == "split" and len(new) < 2:
            yield f"{where}的 kind 是 split (拆分), to 却只有一个单位; 改名请写 renamed"
        if row.kind == "renamed" and len(new) > 1:
            yield f"{where}的 kind 是 renamed (改名), to 却有 {len(new)} 个单位; 拆分请写 split"
        first, before = whole.setdefault(old, (number, row))
        if first != number and {row.kind, before.kind} <= {"renamed", "merged"} and row.date == before.date:
            day = f"在 {row.date} " if row.date else ""
            yield f"{where}与第{first}条: “{shown(row.predecessor)}”{day}变成了两个单位; 拆分请写成一条, kind 为 split"
    yield from _in_time(rows, become, key)


def _in_time(
    rows: Sequence[SuccessionStatement], become: Mapping[str, set[str]], key: Callable[[str], str]
) -> Iterator[str]:
    """Changes that lead back to their beginning, and changes of a unit before it came to be."""
    for number, row in enumerate(rows, 1):
        where, old = f"successions 第{number}条", key(row.predecessor)
        back = old in _reached(become, old)
        for after, later in enumerate(rows, 1):
            follows = after != number and key(later.predecessor) in {key(name) for name in row.to} and not back
            if follows and row.date and later.date and later.date < row.date:
                yield (
                    f"{where}与第{after}条的日期先后不对: “{shown(later.predecessor)}”{row.date} 才有, 却在 {later.date} 已经变了"
                )
        undated = not row.date or any(not one.date for one in rows if key(one.predecessor) in _reached(become, old))
        if undated and back and old not in {key(name) for name in row.to}:
            yield f"{where}: “{shown(row.predecessor)}”几经变动又变回自己; 如确有其事, 请给每一条写上 date"


def _reached(steps: Mapping[str, set[str]], start: str) -> set[str]:
    """Whatever can be reached from `start` in one step or more."""
    found: set[str] = set()
    waiting = list(steps.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += steps.get(name, ())
    return found
