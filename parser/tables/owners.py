"""Who is responsible for all rows below: a section row, a title cell or a heading that names its units (医疗健康（牵头单位：省卫生健康委）)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from parser.document import Passage
from parser.drafts import RoleCell
from parser.duties.statements import find_statements
from parser.outline.nodes import Owner
from parser.outline.segments import cells_of

_EDGE = "。；;，,、 　\n"


def owner_of(words: Passage) -> tuple[Passage, Owner]:
    """The words without the statements that close them, and whom those name; the words themselves where none does."""
    statements = find_statements(words.folded, sentences=False)
    if not statements or words.text[statements[-1].end :].strip(_EDGE):
        return words, Owner()
    head = words.text[: statements[0].start].rstrip(_EDGE)
    if not head:
        return words, Owner()
    cells = [cells_of(words, statement) for statement in statements]
    owner = Owner(tuple(role for roles, _ in cells for role in roles), tuple(t for _, times in cells for t in times))
    return words.part(0, len(head)), owner


def with_owners(roles: tuple[RoleCell, ...], own: Sequence[Owner], above: Sequence[Owner]) -> tuple[RoleCell, ...]:
    """The roles of a row, and behind them those of the nearest owner that the row does not fill itself: inherited.

    A row whose own titles name units (`own`) takes none from the row above.
    """
    if any(owner.roles for owner in own):
        roles = tuple(cell for cell in roles if cell.certainty == "stated")
    owner = next((owner for owner in (*own, *above) if owner.roles), Owner())
    named = {cell.role for cell in roles}
    filled = named | {"responsible"} if "lead" in named else named
    added = [cell for cell in owner.roles if cell.role not in filled]
    if owner not in own:
        added = [replace(cell, certainty="inherited") for cell in added]
    leads = [cell for cell in added if cell.role == "lead"]
    return (*leads, *roles, *(cell for cell in added if cell not in leads))
