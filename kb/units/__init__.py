"""Units: who they are, what they are called, what became of them. The data is in `data/`, one concern a file."""

from kb.units.issuer import Issuer, issuer_of
from kb.units.registry import Registry, load_registry
from kb.units.succession import Succession

__all__ = [
    "Issuer",
    "Registry",
    "Succession",
    "forms",
    "issuer_of",
    "load_registry",
    "names",
    "places",
    "regions",
    "stems",
]
