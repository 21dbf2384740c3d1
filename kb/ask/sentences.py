"""How answers are said: `sentences.yaml`, read by the command line and, by way of `kb.ask.browser`, by the site's page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from kb.schema import Role
from kb.wording import filled

Roles = tuple[Role, ...]


class TopicUnits(Struct, frozen=True, forbid_unknown_fields=True):
    """A question for the units of a matter: how they are called, and groups of roles, of which the first counts that anyone has."""

    verb: str
    roles: tuple[Roles, ...]


class Sentences(Struct, frozen=True, forbid_unknown_fields=True):
    """What `sentences.yaml` holds."""

    roles: dict[str, Roles]
    whole: str
    main: str
    facts: dict[Role, str]
    shares: dict[Role, str]
    unit_duties: dict[str, str]
    topic_units: dict[str, TopicUnits]
    said: dict[str, str]


@cache
def sentences() -> Sentences:
    """The reviewed sentences."""
    data: Any = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(data, Sentences)


def say(sentence: str, /, **words: object) -> str:
    """The sentence of that name with the words put in; a word that it lacks is an error of the program.

    >>> say("full-name", unit="区住建局")
    '区住建局的全称'
    """
    return filled(sentences().said[sentence], **words)


def in_year(year: str | None) -> str:
    """The year as a sentence holds it; empty for none."""
    return say("year", year=year) if year else ""
