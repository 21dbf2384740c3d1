"""Which unit a name means: as registered, by its end, by another form, shortened, misspelt by sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.search.contract import FACETS
from kb.search.folding import fold
from kb.search.loosening import one_other
from kb.search.query import values_named
from kb.search.tables import Same, Sounds
from kb.search.unit_search import shortens

SHORTEST = 2
"""Characters of a unit's name at least."""
LONGEST = 24
"""The same at most."""


def units_meant(name: str, same: Same, among: Sequence[str] | None = None) -> tuple[str, ...]:
    """Ids of the units, of those in `among` where it is given, that the name may mean; none where there are none.

    Those that have the name; else whose name ends so; else that another form or a synonym of it names; else whose name
    it shortens. Later steps count only where they lead to one unit.
    """
    asked = fold(name)
    names = [known for known in same.facets.get(FACETS["unit"], ()) if among is None or known[0] in among]
    if len(asked) < SHORTEST:
        return ()
    exact = tuple(id for id, *known in names if asked in known)
    if exact:
        return exact
    ends = tuple(id for id, *known in names if any(form.endswith(asked) for form in known))
    if ends:
        return ends if len(asked) > SHORTEST else ()
    for form in (*same.forms.get(asked, ()), *same.synonyms.get(asked, ())):
        found = values_named(form, names)
        if len(found) == 1:
            return tuple(found)
    short = tuple(id for id, *known in names if any(form[0] == asked[0] and shortens(asked, form) for form in known))
    return short if len(short) == 1 else ()


class Sounding:
    """Names of units by their sound."""

    def __init__(self, same: Same, sounds: Sounds) -> None:
        self._syllables = sounds.syllables
        self._names: dict[str, dict[str, None]] = {}
        for _, *known in same.facets.get(FACETS["unit"], ()):
            for form in known:
                if len(form) > SHORTEST:
                    self._names.setdefault(self._sound(form), {})[form] = None

    def like(self, name: str) -> str:
        """The one name that sounds like the folded name and differs from it in one character; empty for none or several."""
        alike = [form for form in self._names.get(self._sound(name), ()) if one_other(form, name)]
        return alike[0] if len(alike) == 1 else ""

    def _sound(self, word: str) -> str:
        return " ".join(self._syllables.get(character, character) for character in word)


def ends_of(text: str, at: int, endings: frozenset[str]) -> Iterator[int]:
    """Where a unit's name that begins there may end, the longest first."""
    for end in range(min(len(text), at + LONGEST), at + 1, -1):
        if text[end - 1] in endings:
            yield end
