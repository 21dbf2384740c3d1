"""What is no target: figures that state a level or count work in form, but are a rule, a fact, a size or a point."""

from __future__ import annotations

import re

from parser.extract.clauses import Clause
from parser.extract.target_roles import Statement
from parser.extract.target_words import TIME, beginning, containing, ending, head_pattern
from parser.lexicon import load

_CONDITION = re.compile(r"的?$|时$|的时候$|的话$")
_POINTS = re.compile(r"[,;](?:得|扣|加|计|记|奖)\d")  # 推广1篇,得3分
_SIDE = re.compile(r"(?:两侧|周边|范围|半径|以外|距离|相距|间距|[长宽高深厚内外])$")
_OWNED = re.compile(r"(?:共有|现有|拥有|辖|辖区|下辖|设有|已有|原有|总计有|其中有)$")
_DURATION = re.compile(r"(?:时限|时间|用时|时长|周期|年限|寿命|期限|时效|年龄|耗时|天数|等候|等待|响应|办结|办理)$")


def exclusion(words: str, clause: Clause, statement: Statement, *, past: bool) -> str:
    """Why a statement is no target; empty where it is one. `words` has its times blanked out."""
    quantity, tail = statement.quantity, statement.tail
    text = words[clause.start : clause.end]
    left = words[statement.left : quantity.start]
    lead = left[: len(left) - tail.length].replace(TIME, "")
    bounded = tail.verb is not None or tail.comparator is not None or quantity.after is not None
    if past or containing("past").search(words[max(clause.start, statement.left - 12) : quantity.start]):
        return "past"
    if _POINTS.match(words[clause.end : clause.end + 6]):
        return "score"
    if _is_condition(words, clause, statement):
        return "condition"
    money = quantity.dimension in ("money", "money_rate") or quantity.measure in ("share", "time")
    if money and containing("benefits").search(text) and not _is_sum(lead, statement):
        return "benefit"
    if beginning("grants").match(text.lstrip(TIME)):
        return "benefit"
    if quantity.chinese and quantity.unit_name in load("targets")["ranks"]:
        return "part of a name"
    if statement.role in ("object", "share_of", "share_action"):
        return ""
    exact = tail.verb is None and {tail.comparator, quantity.after} <= {None, "~"}
    described = beginning("descriptions").match(lead) and exact
    kept = tail.verb in ("stay", "rise_to", "cap")  # 存栏稳定在7000万头以上
    if (ending("properties").search(lead) and not kept) or _OWNED.search(lead) or described or _exists(lead):
        return "property"
    return _unmeasured(statement, lead, words[clause.start : statement.left], bounded)


def _is_condition(words: str, clause: Clause, statement: Statement) -> bool:
    """`对年纳税超过500万元的,…`, `当日均浓度超过150微克/立方米时`: a case, not a target."""
    rest = words[statement.quantity.end : clause.end]
    if rest == "的" or (rest.endswith(("的时候", "时")) and len(rest) <= 3):
        return True
    begins = beginning("conditions").match(words[clause.start : clause.end].lstrip(TIME))
    bound = statement.tail.comparator or statement.quantity.after
    if begins and bound and "的" in rest and statement.quantity.dimension in ("money", "share"):
        return True  # 对研发投入超过500万元且占比3%以上的企业
    return bool(begins) and statement.role == "statement" and words[clause.end - 1] in "的时"


def _exists(lead: str) -> bool:
    """全市现有耕地面积320万亩: a stock, not a target."""
    found = containing("existing").search(lead[:8])
    return found is not None and lead[: found.start()][-1:] != "实" and bool(head_pattern().search(lead))  # 实现有…


def _is_sum(lead: str, statement: Statement) -> bool:
    """Money or a share that a body has to reach although the clause speaks of support: 发放贷款10亿元,
    资金到位率达到100%.
    """
    if statement.quantity.measure == "share":
        return bool(head_pattern().search(lead)) and "率" in lead[-3:] and statement.tail.verb is not None
    return bool(re.search(r"发放|筹集|投入|规模|总额|落实|撬动|带动|力争|争取", lead)) and "每" not in lead


def _unmeasured(statement: Statement, lead: str, earlier: str, bounded: bool) -> str:
    """Figures that measure nothing by themselves: bare numbers, durations, points, sizes beside a road."""
    quantity, tail = statement.quantity, statement.tail
    if quantity.measure == "plain" and quantity.unit_name is None and quantity.dimension != "fraction":
        return "" if (tail.verb or tail.comparator) and (has_name(lead) or not lead) else "bare number"
    if quantity.measure == "time":
        changed = tail.verb in ("fall_to", "fall", "cap")
        return "" if changed or (bounded and _DURATION.search(lead)) or (tail.verb and has_name(lead)) else "duration"
    if quantity.measure == "score":
        return "" if bounded and containing("scored_indicators").search(lead) else "score"
    if quantity.measure == "intensity":
        return "" if (tail.verb or tail.comparator) or has_name(lead) else "property"
    if quantity.measure == "implicit":
        return _implicit(statement, lead, earlier)
    base = (quantity.unit_name or "").lstrip("十百千万亿")
    vague = not bounded or (tail.words.endswith("为") and tail.comparator is None)  # 以取得该项收入为一次
    if quantity.chinese and vague and quantity.value < 10:
        return "part of a name"
    if base in load("targets")["naming_units"] and not bounded:
        return "" if base in load("targets")["working_units"] and len(lead) > 2 else "part of a name"
    if not bounded and (ending("pointing").search(lead) or _SIDE.search(lead)):
        return "pointing"
    return ""


def has_name(lead: str) -> bool:
    """Whether the words end in the name of a measurable quantity."""
    return bool(head_pattern().search(lead.rstrip("均都应须要将可")))


def _implicit(statement: Statement, lead: str, earlier: str) -> str:
    """全覆盖 counts where it is achieved: 实现…全覆盖, not 推进…全覆盖, 开展全覆盖检查."""
    if statement.quantity.word != "全覆盖":
        return "" if lead or statement.tail.verb else "no indicator"
    achieved = containing("achieved")
    return "" if statement.tail.verb or achieved.search(lead) or achieved.search(earlier) else "pursued"
