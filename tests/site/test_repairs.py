"""The page of repairs to check: what is on it, and that the correction it offers does what it says."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
import yaml

from kb.export.site import repairs, source
from kb.schema import Record
from parser.pipeline import record_of
from parser.read import read
from parser.repair import Correction, repair


@pytest.fixture(scope="module")
def uncorrected(seed: Path) -> Record:
    """The repository's plan without its corrections."""
    return record_of(read(seed))


def test_every_doubt_is_on_the_page_once(uncorrected: Record) -> None:
    page = repairs.page(uncorrected).markdown
    for certainty in ("unresolved", "inferred"):
        told = [r for r in uncorrected.repairs if r.certainty == certainty and source.visible(r)]
        assert told
        ids = ("unresolved",) if certainty == "unresolved" else ("inferred", "sure")
        counts = [int(n) for id_ in ids for n in re.findall(rf"（(\d+)） {{: #{id_} }}", page)]
        assert sum(counts) == len(told)


def test_what_stays_as_it_was_is_shown(seed: Path) -> None:
    """A residue that nothing could be made of is marked in the text and listed, though it was not changed."""
    text = seed.read_text(encoding="utf-8").replace("高新区管委会", "高新区\ufffd\ufffd会", 1)
    left = [r for r in repair(text).repairs if r.before == r.after]
    assert left
    assert all(source.visible(r) for r in left)


def test_the_correction_offered_names_its_place(uncorrected: Record, seed: Path) -> None:
    """Each line can be pasted into corrections.yaml: it is read, has its place, and changes that place alone."""
    raw = read(seed).text
    page = html.unescape(repairs.page(uncorrected).markdown)
    lines = re.findall(r'<code class="z-correction">(.*?)</code>', page)
    offered = [Correction(**entry) for entry in yaml.safe_load("\n".join(lines))]
    assert len(offered) == sum(r.certainty in ("unresolved", "inferred") for r in uncorrected.repairs)
    done = repair(raw, tuple(offered))
    assert not done.misfits
    assert done.text == uncorrected.text
    assert sum(r.certainty == "corrected" for r in done.repairs) == len(offered)
