"""A file of the site that is no page."""

from __future__ import annotations

from msgspec import Struct


class SiteFile(Struct, frozen=True):
    """Its address from the site's root and its bytes."""

    address: str
    content: bytes
