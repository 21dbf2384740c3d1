"""The table of checks: one row a check, with its code, its severity, its Chinese name and what it means.

`error`: the plan contradicts itself. `warning`: something is missing or doubtful, a person should look. `info`: worth
knowing, often intended. docs/guide/checks.md is made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from graph.checks import duties, implementation, phrases, punctuation, rows_and_sums, targets, times, unit_names
from graph.checks.checked_record import CheckedRecord, Proof
from kb.schema import Severity


class Check(NamedTuple):
    """One check. `run` gives what it found in document order."""

    code: str
    severity: Severity
    title: str
    explanation: str
    run: Callable[[CheckedRecord], Iterable[Proof]]


CHECKS: tuple[Check, ...] = (
    Check(
        "target-value-differs",
        "error",
        "目标值不同",
        "同一指标、同一年份, 在目标、措施、任务或项目里写了不同的数值。一处写“确保”、另一处写“力争”的不算。",
        targets.value_differs,
    ),
    Check(
        "target-year-differs",
        "error",
        "达标年份不同",
        "同一指标、同一数值, 在两处要求的年份不同。",
        targets.year_differs,
    ),
    Check(
        "target-baseline-differs",
        "error",
        "比较基准不同",
        "同一指标在两处与不同的年份相比, 例如一处同比2017年、另一处同比2016年。",
        targets.baseline_differs,
    ),
    Check(
        "target-comparator-differs",
        "error",
        "要求方向不同",
        "同一指标、数值和年份, 一处是不低于, 另一处是不高于或左右。",
        targets.comparator_differs,
    ),
    Check(
        "target-name-differs",
        "warning",
        "指标名称不同",
        "同一数值和年份用了两个相近的指标名称, 范围或含义可能不同, 例如“林木蓄积量”与“单位森林面积蓄积量”。",
        targets.name_differs,
    ),
    Check(
        "target-year-missing",
        "warning",
        "指标缺年份",
        "同一指标和数值, 一处写明年份, 另一处没有。",
        targets.year_missing,
    ),
    Check("target-backwards", "warning", "目标后退", "同一指标后一年的要求比前一年低。", targets.goes_backwards),
    Check(
        "target-promise-differs",
        "info",
        "承诺程度不同",
        "同一指标、数值和年份, 一处是必须达到, 另一处是“力争”。",
        targets.promise_differs,
    ),
    Check(
        "target-alike-year-differs",
        "info",
        "相近指标年份不同",
        "两处的指标名称相近、数值相同, 年份不同, 例如“出境断面水质达标率”与“交接断面水质达标率”; 可能是同一指标。",
        targets.alike_year_differs,
    ),
    Check(
        "period-differs",
        "error",
        "计划期限不同",
        "通知、标题、附件里计划名称后面的起止年份不一致。",
        times.period_differs,
    ),
    Check(
        "project-years-differ",
        "error",
        "项目年份不同",
        "项目内容里写的完成年份与完成年份一栏不同。",
        times.project_years_differ,
    ),
    Check(
        "project-years-differ-elsewhere",
        "error",
        "项目与任务年份不同",
        "项目完成年份一栏与目标、措施或任务里同一要求的年份不同。",
        times.project_years_differ_elsewhere,
    ),
    Check(
        "project-years-missing",
        "warning",
        "项目缺年份",
        "项目没有启动或完成年份, 而同一张表的其他行都有。",
        times.project_years_missing,
    ),
    Check("deadline-differs", "error", "时限不同", "两处文字是同一要求, 完成年份不同。", times.deadline_differs),
    Check(
        "deadline-alike-differs",
        "warning",
        "相近要求的时限不同",
        "项目与目标、措施或任务用相近的话提同一要求, 完成年份不同; 可能是同一件事。",
        times.deadline_alike_differs,
    ),
    Check("deadline-missing", "warning", "缺时限", "同一要求一处有年份, 另一处没有任何时限。", times.deadline_missing),
    Check(
        "measure-deadline-missing",
        "info",
        "措施缺时限",
        "正文的措施没有时限, 同一要求在任务或项目里有年份。",
        times.measure_deadline_missing,
    ),
    Check(
        "deadline-in-measure-only",
        "info",
        "时限只在措施里",
        "措施写了时限, 落实它的任务没有写; 是否适用于每项任务, 请核对。",
        implementation.deadline_in_measure_only,
    ),
    Check("year-unmarked", "info", "年份缺“年”字", "时限里的年份后面没有“年”字, 可能漏了字。", times.year_unmarked),
    Check(
        "deadline-outside-period",
        "info",
        "时限在计划期外",
        "时限晚于计划的最后一年, 或早于第一年。",
        times.deadline_outside_period,
    ),
    Check(
        "goal-not-carried",
        "warning",
        "目标无人承接",
        "目标里的数字没有出现在任何有责任单位的措施、任务或项目里。",
        implementation.goal_not_carried,
    ),
    Check(
        "measure-target-not-carried",
        "warning",
        "措施指标无人承接",
        "措施里的数字没有出现在任何有责任单位的任务或项目里, 措施自己也没有责任单位。",
        implementation.measure_target_not_carried,
    ),
    Check(
        "measure-not-carried",
        "warning",
        "措施无人落实",
        "正文的措施没有对应的任务或项目。",
        implementation.measure_not_carried,
    ),
    Check(
        "task-without-measure",
        "info",
        "任务没有对应措施",
        "任务表里的一行在正文的措施里找不到对应的内容。",
        implementation.task_without_measure,
    ),
    Check(
        "project-without-task",
        "info",
        "项目没有对应任务",
        "项目表里的一行在措施和任务里都找不到对应的内容。",
        implementation.project_without_task,
    ),
    Check(
        "level-differs",
        "warning",
        "级别不同",
        "两处文字是同一要求, 其中的级别不同, 例如“省控断面”与“市控断面”。",
        phrases.level_differs,
    ),
    Check(
        "extent-differs",
        "warning",
        "程度或界限不同",
        "两处文字是同一要求, 程度或界限不同, 例如“全面”与“基本”、“以下”与“及以下”。",
        phrases.extent_differs,
    ),
    Check(
        "promise-differs",
        "warning",
        "一处为力争",
        "两处文字是同一要求, 一处写“力争”“争创”, 另一处是必须完成。",
        phrases.promise_differs,
    ),
    Check(
        "scope-above",
        "warning",
        "范围大于本地区",
        "区县的计划写“全市”, 而其他地方写“全区”; “配合全市”一类的不算。",
        phrases.scope_above,
    ),
    Check(
        "wording-differs",
        "info",
        "用词不同",
        "两处文字是同一要求, 对象或范围的用词不同, 例如“病死动物”与“病死猪”。",
        phrases.wording_differs,
    ),
    Check(
        "title-differs",
        "info",
        "标题不同",
        "措施的标题与任务表的工作内容不同, 例如“提标增容”与“提标扩容”。",
        phrases.title_differs,
    ),
    Check(
        "quoted-names-alike",
        "info",
        "名称写法不同",
        "引号里的名称在另一处写法略有不同, 例如“低小散”与“低散乱”。",
        punctuation.quoted_names_alike,
    ),
    Check("plan-kind-differs", "info", "文种不同", "标题是计划, 文中自称方案(或相反)。", punctuation.plan_kind_differs),
    Check("no-unit", "warning", "没有责任单位", "任务或项目没有任何单位, 而同一张表的其他行都有。", duties.no_unit),
    Check("no-lead", "warning", "没有牵头单位", "任务有配合单位, 没有牵头单位。", duties.no_lead),
    Check(
        "group-leads",
        "warning",
        "集合名词牵头",
        "牵头的是“各乡镇街道”“有关部门”这样的集合名词, 不知道由谁负责。",
        duties.group_leads,
    ),
    Check("several-leads", "info", "几个牵头单位", "一项任务有几个牵头单位, 没有说明谁负总责。", duties.several_leads),
    Check("unit-twice", "warning", "单位重复", "同一单位在一项里写了两次, 或既牵头又配合。", duties.unit_twice),
    Check(
        "dangling-list",
        "warning",
        "名单以分隔号结尾",
        "单位名单以顿号或逗号结尾, 后面可能漏了单位。",
        duties.dangling_list,
    ),
    Check("list-open", "info", "名单没有列全", "单位名单以“等”结尾, 不知道还有谁。", punctuation.list_open),
    Check(
        "separator-missing",
        "info",
        "单位之间缺分隔号",
        "名单里两个单位连写, 中间没有顿号。",
        punctuation.separator_missing,
    ),
    Check(
        "separator-stray",
        "info",
        "多余的标点",
        "两个标点连在一起, 例如“、等”, 中间可能删漏了字。",
        punctuation.separator_stray,
    ),
    Check(
        "units-differ",
        "warning",
        "责任单位不同",
        "同一句话出现在同一张表的两行, 负责的单位没有一个相同。",
        duties.units_differ,
    ),
    Check(
        "units-differ-elsewhere",
        "info",
        "两处责任单位不同",
        "同一句话出现在计划的两个部分, 负责的单位没有一个相同; 常常是分工, 请核对。",
        duties.units_differ_elsewhere,
    ),
    Check(
        "unit-two-spellings",
        "warning",
        "单位名称不统一",
        "同一单位在一份计划里有两种写法, 例如“区卫计局”与“区卫生计生局”。",
        unit_names.unit_two_spellings,
    ),
    Check(
        "unit-names-alike",
        "warning",
        "单位名称相近",
        "两个不在名录里的单位名称相近, 可能是同一单位。",
        unit_names.unit_names_alike,
    ),
    Check(
        "unit-name-cut",
        "warning",
        "单位名称不完整",
        "名称只有“管理局”“办公室”这样的通名, 没有说是什么单位。",
        unit_names.unit_name_cut,
    ),
    Check(
        "unit-unknown",
        "info",
        "名录里没有的单位",
        "单位名称只凭形式认出, 不在经过核对的名录里。",
        unit_names.unit_unknown,
    ),
    Check("unit-above", "info", "上级单位", "单位的级别高于本计划, 发文机关不能向它派任务。", unit_names.unit_above),
    Check("numbering", "warning", "序号不连续", "表格的序号跳号或重复。", rows_and_sums.numbering),
    Check("heading-number-missing", "info", "标题缺序号", "标题的括号里没有序号。", punctuation.heading_number_missing),
    Check(
        "document-number-broken",
        "warning",
        "文号不完整",
        "文号的括号只有一半, 年份和序号分不开。",
        punctuation.document_number_broken,
    ),
    Check("row-repeated", "warning", "内容重复", "同一张表里两行的内容完全相同。", rows_and_sums.row_repeated),
    Check(
        "sum-too-large", "error", "分项大于总数", "“其中”之后各分项相加大于前面的总数。", rows_and_sums.sum_too_large
    ),
    Check(
        "count-differs",
        "warning",
        "列举与数目不符",
        "列举的项数多于后面写的数目, 例如“甲、乙、丙、丁等三类”。",
        rows_and_sums.count_differs,
    ),
    Check(
        "unresolved-value",
        "warning",
        "关键处文字损坏",
        "单位、数字或日期里有无法还原的字, 请对照原件更正。",
        rows_and_sums.unresolved_value,
    ),
    Check(
        "unexplained-value",
        "warning",
        "未归入事项的内容",
        "原文里有数字、时间或单位没有归入任何任务、目标或说明, 程序可能漏读。全部列在台账里 (zeren coverage)。",
        rows_and_sums.unexplained_value,
    ),
)
