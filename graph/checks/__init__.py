"""The plan against itself: contradictions and gaps, each with the words that prove it (`graph.checks.table`)."""

from graph.checks.dismissals import Dismissal, read_dismissals, with_dismissal
from graph.checks.run import findings_of
from graph.checks.table import CHECKS, Check

__all__ = ["CHECKS", "Check", "Dismissal", "dismissals", "findings_of", "read_dismissals", "with_dismissal"]
