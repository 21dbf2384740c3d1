"""What the tests of the service share."""

from __future__ import annotations

import pytest

from graph.build import build_graph
from graph.views import all_views
from kb.ask import KnowledgeBase
from kb.schema import Record
from kb.search import write_index
from kb.search.whoosh_engine import WhooshEngine


@pytest.fixture(scope="module")
def base(seed_record: Record, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("index")
    write_index([seed_record], folder, engine=WhooshEngine())
    return KnowledgeBase([seed_record], all_views(build_graph([seed_record])).units, folder, WhooshEngine())
