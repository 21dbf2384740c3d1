"""Laws of every record, over plans put together at random from the pieces that governments write."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.codec import decode, encode
from kb.errors import NoPlanError
from kb.schema import Record, Source
from parser.document import Document
from parser.pipeline import record_of

HEADINGS = (
    "一、总体目标", "二、主要任务", "（一）推进污水治理", "（二）加强监管。", "1.开展排查。", "（1）建立台账。", "三、保障措施",
    "附件", "附件1", "附件2：重点项目表", "甲区任务责任分解表", "——空气质量。", "第一条 支持创新。",
)  # fmt: skip
SENTENCES = (
    "到2025年，污水处理率达到95%以上。", "2023年6月底前完成改造30公里。", "完成15处易涝点整治", "淘汰35蒸吨/小时以下锅炉。",
    "为推进工作，制定本方案。", "各级各部门要高度重视。", "每年清淤10公里", "?#24179;?污水治理", "",
)  # fmt: skip
STATEMENTS = (
    "（区环保局牵头，区水利局、区住建局配合）", "（责任单位：区发改局、区财政局）", "牵头单位：区水利局", "配合单位：各乡镇、街道",
    "完成时限：2024年底", "（区教育局、区卫健局按职责分工负责）", "由区公安分局牵头，会同区城管局落实。", "（区教育局",
    "责任单位：", "（列第一位者为牵头单位，下同）",
)  # fmt: skip
CELLS = (
    "序号", "工作任务", "牵头单位", "配合单位", "完成时限", "责任单位", "1", "2", "区环保局", "区水利局\n区住建局", "2024年", "长期",
    "新建管网20公里", "项目名称", "启动时间", "完成时间",
)  # fmt: skip
LINES = st.lists(st.sampled_from((*HEADINGS, *SENTENCES, *STATEMENTS, *CELLS)), max_size=40)
JOINTS = st.sampled_from(["\n", "\n\n", " ", "", "\t", " | "])


@st.composite
def plans(draw: st.DrawFn) -> str:
    return "".join(line + draw(JOINTS) for line in draw(LINES))


def read(text: str) -> Record | None:
    """The record, or None where the text holds no plan; anything else raised is a defect."""
    source = Source(name="计划.txt", sha256="0" * 64, media_type="text/plain")
    try:
        return record_of(Document(source=source, text=text))
    except NoPlanError:
        return None


@given(plans() | st.text(max_size=300))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_record_keeps_its_laws(text: str) -> None:
    record = read(text)
    if record is None:
        return
    assert_accounted(record)
    assert_evidence(record)
    assert read(text) == record
    assert decode(encode(record)) == record


def assert_accounted(record: Record) -> None:
    """Every character is in one class, every id once and in ASCII, every unit that is named known."""
    seen = record.coverage
    classes = (seen.in_items, seen.in_headings, seen.in_front_matter, seen.in_boilerplate, seen.unplaced)
    assert seen.characters == sum(classes) == len("".join(record.text.split()))
    assert seen.unplaced == 0
    ids = [item.id for item in record.items]
    assert len(set(ids)) == len(ids) and all(i.isascii() for i in ids)
    assert {duty.unit for item in record.items for duty in item.duties} <= {unit.id for unit in record.units}


def assert_evidence(record: Record) -> None:
    """Every value points at its words."""
    size = len(record.text)
    for item in record.items:
        assert 0 <= item.span[0] < item.span[1] <= size
        for duty in item.duties:
            written = record.text[slice(*duty.span)]
            assert "".join(written.split()) == "".join(duty.mention.split())
        for value in (*item.deadlines, *item.stated_targets):
            assert 0 <= value.span[0] < value.span[1] <= size and value.text
