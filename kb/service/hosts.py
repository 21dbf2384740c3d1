"""By what names the service may be called: a page of somebody else's that points its own name here gets no answer.

A browser sends the name that it was told in `Host`. A number (127.0.0.1, 10.1.2.3) cannot be pointed elsewhere, so every
number is right; of names only `localhost` and those that the service was started with.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address


def is_known(host: str, names: Collection[str]) -> bool:
    """Whether the value of `Host` is a number, `localhost` or one of the names (lower case), with any port.

    >>> [is_known(host, {"plans.local"}) for host in ("127.0.0.1:8765", "[::1]:80", "LOCALHOST", "plans.local.", "evil.example")]
    [True, True, True, True, False]
    >>> [is_known(host, ()) for host in ("", "127.0.0.1.evil.example", "localhost:x", "a@localhost", "[::1", "127.1")]
    [False, False, False, False, False, False]
    """
    name, port = _parted(host)
    if port and not (port.isascii() and port.isdigit()):
        return False
    name = name.lower().removesuffix(".")
    return _is_number(name) or name == "localhost" or name in names


def _parted(host: str) -> tuple[str, str]:
    if host.startswith("["):
        name, closed, rest = host[1:].partition("]")
        return (name, rest.removeprefix(":")) if closed and ":" in name else ("", "")
    name, _, port = host.partition(":")
    return name, port


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
