"""graph: the networkx graph made from plan records, and the views over it (who leads what, with whom, by when).

What other packages and programs use stands in `__all__`: names, and whole modules; of a package its own `__all__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.lazy import lazily

if TYPE_CHECKING:
    from graph import checks
    from graph.across import references_of, shared_indicators
    from graph.build import build_graph
    from graph.checks import CHECKS, Check, Dismissal, findings_of, read_dismissals, with_dismissal
    from graph.export import write_graphml
    from graph.ledger import entry_counts, ledger_of, lost_rows, unexplained_share
    from graph.links import link_items
    from graph.load import load_of
    from graph.views import all_views

__all__ = [
    "CHECKS",
    "Check",
    "Dismissal",
    "all_views",
    "build_graph",
    "checks",
    "entry_counts",
    "findings_of",
    "ledger_of",
    "link_items",
    "load_of",
    "lost_rows",
    "read_dismissals",
    "references_of",
    "shared_indicators",
    "unexplained_share",
    "with_dismissal",
    "write_graphml",
]
__getattr__ = lazily(__name__)
