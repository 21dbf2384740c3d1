"""Links across plans: documents named by title and number, indicators of several plans."""

from __future__ import annotations

from graph.across import references_of, shared_indicators
from kb.schema import Item, Locator, Plan, Record, Source, Target


def _plan(id: str, title: str, number: str | None, text: str, *indicators: str) -> Record:
    targets = tuple(
        Target(indicator=name, kind="level", comparator=">=", value=40, unit="%", year=2025, text=name, span=(0, 1))
        for name in indicators
    )
    where = Locator(part="正文")
    item = Item(id=f"{id}/1", kind="measure", text=text, span=(0, len(text)), locator=where, targets=targets)
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    return Record(plan=Plan(id=id, title=title, document_number=number), source=source, text=text, items=(item,))


CITY = _plan("shi", "甲市清水行动计划(2018-2022年)", "甲政发〔2018〕12号", "全市森林覆盖率", "全市森林覆盖率")


def _targets(text: str) -> list[tuple[str, str, str | None]]:
    district = _plan("qu", "乙区清水行动计划", "乙政办发〔2019〕3号", text)
    return [(one.title, one.document_number, one.target) for one in references_of((CITY, district)) if one.plan == "qu"]


def test_a_title_finds_its_plan() -> None:
    assert _targets("落实《甲市清水行动计划》要求") == [("甲市清水行动计划", "", "shi")]
    assert _targets("落实《甲市清水行动计划（2018—2022年）》")[0][2] == "shi"
    assert _targets("按照《甲市人民政府关于印发甲市清水行动计划的通知》")[0][2] == "shi"


def test_a_number_finds_its_plan_whatever_its_brackets() -> None:
    assert _targets("按照甲政发[2018]12号文件")[0][2] == "shi"
    assert _targets("落实《清水计划》（甲政发〔2018〕12号）") == [("清水计划", "甲政发〔2018〕12号", "shi")]


def test_a_document_that_no_plan_is_stays_open() -> None:
    assert _targets("依据《水法》和丙政发〔2017〕12号") == [
        ("水法", "", None),
        ("", "依据丙政发〔2017〕12号", None),
    ] or [one[2] for one in _targets("依据《水法》和丙政发〔2017〕12号")] == [None, None]


def test_a_plan_does_not_refer_to_itself_and_names_each_document_once() -> None:
    assert _targets("《乙区清水行动计划》（乙政办发〔2019〕3号）已经同意") == []
    assert len(_targets("落实《水法》。执行《水法》。")) == 1


def test_one_indicator_of_two_plans() -> None:
    district = _plan("qu", "乙区清水行动计划", None, "森林覆盖率", "森林覆盖率", "湿地面积")
    (shared,) = shared_indicators((CITY, district))
    assert shared.items == ("shi/1", "qu/1")
    assert shared_indicators((CITY,)) == ()
