"""The registry: one unit for its many names, successions, members; the workspace's own file. Cases are data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WorkspaceError
from kb.schema import Plan, Unit
from kb.units import Issuer, Registry, issuer_of, load_registry
from kb.units.regions import codes, parents, region_level, region_slug, short_name
from kb.units.stems import entries, stems
from kb.units.succession import _table
from parser.parts.front import read_plan

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "units"
CASES: dict[str, Any] = yaml.safe_load((FOLDER / "resolve.yaml").read_text(encoding="utf-8"))
REGIONS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "regions.yaml").read_text(encoding="utf-8"))
ISSUERS = {key: issuer_of(Plan(id="p", title="", **row)) for key, row in CASES["issuers"].items()}
ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: f"{c['issuer']}-{c['same'][0]}")
def test_one_unit_for_its_names(registry: Registry, case: dict[str, Any]) -> None:
    units = [registry.resolve(name, ISSUERS[case["issuer"]]) for name in case["same"]]
    assert all(unit == units[0] for unit in units), units
    for field in ("id", "name", "full_name", "kind", "level", "reviewed"):
        if field in case:
            assert getattr(units[0], field) == case[field], field
    assert ID.fullmatch(units[0].id)


@pytest.mark.parametrize("case", CASES["succession"], ids=lambda c: f"{c['issuer']}-{c['unit']}")
def test_who_is_it_today(registry: Registry, case: dict[str, Any]) -> None:
    issuer = ISSUERS[case["issuer"]]
    steps = registry.successors(registry.resolve(case["unit"], issuer), issuer)
    assert [s.name for s in steps] == case["to"]
    assert all(s.status == "suggested" and s.basis for s in steps)
    if steps:
        assert (steps[0].kind, steps[0].date) == (case["kind"], case["date"])
        assert steps[-1].current


@pytest.mark.parametrize("case", CASES["members"], ids=lambda c: f"{c['issuer']}-{c['group']}")
def test_whom_a_group_covers(registry: Registry, case: dict[str, Any]) -> None:
    issuer = ISSUERS[case["issuer"]]
    units = [registry.resolve(name, issuer) for name in case["of"]]
    wanted = tuple(registry.resolve(name, issuer).id for name in case["covers"])
    assert registry.members(registry.resolve(case["group"], issuer), units) == wanted


@given(st.text(min_size=1, max_size=20))
def test_any_mention_becomes_a_unit(mention: str) -> None:
    unit = load_registry().resolve(mention, ISSUERS["wuxing"])
    assert ID.fullmatch(unit.id), unit.id
    assert unit == load_registry().resolve(mention, ISSUERS["wuxing"])


@given(st.sampled_from(sorted(entries())), st.sampled_from(sorted(ISSUERS)))
def test_names_and_aliases_lead_back(entry: str, key: str) -> None:
    """What a unit is called resolves to that unit again."""
    issuer, registry = ISSUERS[key], load_registry()
    prefix = {"district": "区", "municipal": "市", "provincial": "省", "national": ""}[issuer.level]
    unit = registry.resolve(prefix + entries()[entry].name, issuer)
    if not unit.reviewed or unit.kind == "group":
        return
    again = registry.resolve(unit.name, issuer)
    assert (again.id, again.name, again.full_name, again.kind) == (unit.id, unit.name, unit.full_name, unit.kind)
    if unit.full_name and not unit.full_name.endswith("分局") and "、" not in unit.full_name:
        assert registry.resolve(unit.full_name, issuer).id == unit.id


def test_ids_tell_units_apart(registry: Registry) -> None:
    names = ["区" + e.name for e in entries().values() if not e.loose]
    ids = [registry.resolve(name, ISSUERS["wuxing"]).id for name in names]
    assert len(set(ids)) == len({registry.resolve(name, ISSUERS["wuxing"]) for name in names})


@pytest.mark.parametrize(
    ("plan", "issuer"),
    [
        ({"issuer": "国务院办公厅"}, Issuer(None, "national")),
        ({"issuer": "湖州市吴兴区人民政府"}, Issuer("吴兴区", "district", None, ("湖州市", "浙江省"))),
        ({"issuer": "吴兴区织里镇人民政府"}, Issuer("织里镇", "township", None, ("吴兴区", "湖州市", "浙江省"))),
        ({"region": "松江区"}, Issuer("松江区", "district", None, ("上海市",))),
        ({"region": "石城县"}, Issuer("石城县", "district", None, ("赣州市", "江西省"))),
        ({"issuer": "内蒙古自治区人民政府"}, Issuer("内蒙古自治区", "provincial", None, ())),
        ({"issuer": "恩施土家族苗族自治州人民政府"}, Issuer("恩施土家族苗族自治州", "municipal", None, ("湖北省",))),
        ({"region": "鼓楼区"}, Issuer("鼓楼区", "district", None, ())),
        ({"region": "鼓楼区", "index_number": "320106/2020"}, Issuer("鼓楼区", "district", None, ("南京市", "江苏省"))),
        ({"title": "平潭综合实验区水污染防治行动计划"}, Issuer("平潭综合实验区", "district", None, ())),
        ({"title": "一个没有地名的计划"}, Issuer(None, "unknown")),
    ],
)
def test_issuer_of_a_plan(plan: dict[str, str], issuer: Issuer) -> None:
    assert issuer_of(Plan(**{"id": "p", "title": "", **plan})) == issuer


def test_own_units_correct_and_confirm(tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    file.write_text(
        """
units:
  - {id: wuxing/zhili, name: 织里镇, full_name: 吴兴区织里镇人民政府, aliases: [织里镇政府], kind: township, level: township, region: 吴兴区}
groups:
  - {name: 区节能办成员单位, members: [区环保局, wuxing/fagai]}
successions:
  - {from: 区环保局, to: [湖州市生态环境局吴兴分局], date: 2019-01, kind: renamed, basis: 区机构改革方案}
""",
        encoding="utf-8",
    )
    registry, wuxing = load_registry(file), ISSUERS["wuxing"]
    town = registry.resolve("织里镇政府", wuxing)
    assert (town.id, town.reviewed) == ("wuxing/zhili", True)
    assert registry.resolve("织里镇", ISSUERS["chongqing"]).id != "wuxing/zhili"
    units = [registry.resolve(n, wuxing) for n in ("区环保局", "区发改委", "区水利局")]
    assert registry.members(registry.resolve("区节能办成员单位", wuxing), units) == ("wuxing/huanbao", "wuxing/fagai")
    (step,) = registry.successors(units[0], wuxing)
    assert (step.name, step.date, step.status) == ("湖州市生态环境局吴兴分局", "2019-01", "confirmed")


@pytest.mark.parametrize("text", ["units: [", "units: 3", "unknown: []", "units: [{kind: department}]"])
def test_a_wrong_units_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "units.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        load_registry(file)
    assert "units.yaml" in str(caught.value) and "怎么办" in str(caught.value)


CONTRADICTIONS = {
    "successions: [{from: 甲局, to: [甲局]}]": "变成了它自己",
    "successions: [{from: 甲局, to: [乙局], kind: split}]": "to 却只有一个单位",
    "successions: [{from: 甲局, to: [乙局, 丙局], kind: renamed}]": "却有 2 个单位",
    "successions: [{from: 甲局, to: [乙局], date: 2019-01}, {from: 甲局, to: [丙局], date: 2019-01}]": "变成了两个单位",
    "successions: [{from: 甲局, to: [乙局]}, {from: 甲局, to: [丙局], kind: merged}]": "变成了两个单位",
    "successions: [{from: 甲局, to: [乙局]}, {from: 乙局, to: [甲局]}]": "又变回自己",
    "successions: [{from: 甲局, to: [乙局], date: 2020-01}, {from: 乙局, to: [丙局], date: 2019-01}]": "先后不对",
    "groups: [{name: 有关部门, members: [有关部门, 甲局]}]": "成员里有“有关部门”自己",
    "groups: [{name: 有关部门, members: [各部门]}, {name: 各部门, members: [有关部门]}]": "成员里有“有关部门”自己",
}
CONSISTENT = (
    "successions: [{from: 甲局, to: [乙局, 丙局], kind: split}]",
    "successions: [{from: 甲局, to: [丁局], kind: merged}, {from: 乙局, to: [丁局], kind: merged}]",
    "successions: [{from: 甲局, to: [乙局], date: 2019-01}, {from: 甲局, to: [丙局], date: 2023-01}]",
    "successions: [{from: 甲局, to: [乙局], date: 2019-01}, {from: 乙局, to: [甲局], date: 2023-01}]",
    "successions: [{from: 甲局, to: [乙局], part: 渔业}, {from: 甲局, to: [丙局], part: 林业}]",
    "groups: [{name: 有关部门, members: [各乡镇]}, {name: 各乡镇, members: [甲镇]}]",
)


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_units_file_that_contradicts_itself_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "units.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=re.escape(CONTRADICTIONS[text])):
        load_registry(file)


@pytest.mark.parametrize("text", CONSISTENT)
def test_what_may_be_is_no_contradiction(tmp_path: Path, text: str) -> None:
    file = tmp_path / "units.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_registry(file)


def test_the_vocabulary_is_coherent() -> None:
    assert all(re.fullmatch("[a-z]+", e.id) for e in entries().values())
    assert all(len(text) > 1 for text in stems())
    assert _table()
    assert len({region_slug(n) for n in codes().values()}) > 2800


@pytest.mark.parametrize("case", REGIONS, ids=lambda c: c["issuer"])
def test_the_region_of_an_issuer(case: dict[str, Any]) -> None:
    text = f"{case['issuer']}关于印发《安全生产工作方案》的通知\n\n一、加强监管。"
    plan = read_plan(text, (), name="plan.txt")
    assert (plan.issuer, plan.region) == (case["issuer"], case["region"])
    if case["region"]:
        issuer = issuer_of(plan)
        assert (issuer.region, issuer.level) == (case["region"], case["level"])
        assert list(issuer.parents) == case.get("parents", [])


def test_regions() -> None:
    assert parents("吴兴区") == ("湖州市", "浙江省")
    assert region_level("重庆市") == "municipal"
    assert short_name("恩施土家族苗族自治州") == "恩施"
    assert short_name("忠县") == "忠县"


def test_a_unit_is_a_unit(registry: Registry) -> None:
    assert isinstance(registry.resolve("", ISSUERS["wuxing"]), Unit)


def test_no_stem_hides_a_level() -> None:
    """市监委 would be 市 + 监委 as well as 市监 + 委: no stem may be a level and another stem."""
    known = {text: stem for text, stem in stems().items() if not stem.bare}
    hidden = [
        t for t in known if t[0] in "区县市省州盟旗镇乡" and t[1:] in known and known[t[1:]].entry != known[t].entry
    ]
    assert hidden == []
