"""The hour behind a day: 24时, 下午5点, 18:30, 17点30分. It is part of the words of a deadline; the date stays a day."""

from __future__ import annotations

from parser.lexicon import any_of, load

_MIDNIGHT = 24 * 60


def hour_pattern(tag: str, suffix: str) -> str:
    """Pattern of an hour of the day, if there is one; its groups end in `tag`.

    A bare 点 may count points (3点建议): it needs a `suffix`, a pattern too, behind it, or a part of the day before it.
    """
    part = any_of(load("deadlines")["day_parts"])
    return (
        rf"(?:{part}?(?P<hour{tag}>\d{{1,2}})(?::(?P<colon{tag}>\d\d)(?!\d)|[时点](?:(?P<minute{tag}>\d{{1,2}})分|[整半])"
        rf"|时(?![间期节段代])|点(?={suffix}))|{part}(?P<part_hour{tag}>\d{{1,2}})[时点])?"
    )


def has_hour(group: dict[str, str | None]) -> bool:
    """Whether a day has the hour and the minute that the words name, if they name any: not 25时, 18:75."""
    hours = [group[name + tag] for tag in "35" for name in ("hour", "part_hour")]
    minutes = [group[name + tag] for tag in "35" for name in ("minute", "colon")]
    minute = max((int(figure) for figure in minutes if figure), default=0)
    return minute < 60 and all(int(figure) * 60 + minute <= _MIDNIGHT for figure in hours if figure)
