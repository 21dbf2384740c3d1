"""Every ending of an office (`kb/units/data/places.yaml`) issues a plan and signs it: the signature is no part of the last task."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.units.words import unit_words
from parser.pipeline import read_record

PLAN = """{office}关于印发《安全生产工作方案》的通知

一、主要任务
（一）加强监管。建立健全工作机制，开展隐患排查。

（二）加强宣传。开展安全宣传活动。

{office}

2025年3月1日
"""
OFFICES = [f"清河县安全{ending}" for ending in unit_words("places")["offices"] if ending != "国务院"]


@pytest.mark.parametrize("office", [*OFFICES, "国务院", "国务院办公厅"])
def test_an_office_issues_and_signs(office: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN.format(office=office), encoding="utf-8")
    record = read_record(file)
    assert (record.plan.issuer, record.plan.issued_on) == (office, "2025-03-01")
    assert [item.text for item in record.items] == ["建立健全工作机制，开展隐患排查。", "开展安全宣传活动。"]
