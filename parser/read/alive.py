"""A reader at slow work tells that it is getting on, so that whoever watches the clock lets it go on."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """From now on `listener` is called whenever a page has been recognised."""
    _listeners.append(listener)


def tell() -> None:
    """A page has been recognised."""
    for listener in _listeners:
        listener()
