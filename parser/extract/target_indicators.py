"""Indicators that stand alone: what a figure measures, with elided nouns and scopes carried over.

- `城市污水处理率达到95%以上,建制镇达到72%以上`: 建制镇污水处理率 (the ending goes to the new subject).
- `天然气占一次能源消费比重提高至10%,非化石能源提高至18%`: 非化石能源占一次能源消费比重.
- `建成区主要河道悬浮物低于50mg/L,能见度达到50cm`: 建成区主要河道能见度 (the place is carried over).
- `蔬菜播种面积稳定在1150万亩、产量2100万吨`: 蔬菜产量 (a bare quantity is of the thing before it).
- `旧住房修缮60万平方米`: 旧住房修缮面积; `10所幼儿园`: 幼儿园数量; `生态修复90%以上`: 生态修复率.
- `化肥、农药使用量分别减少7%、9%`: 化肥使用量, 农药使用量 (a list expands; a shared ending goes to every part).
"""

from __future__ import annotations

import re
from functools import cache

from kb.numerals import COUNTING
from kb.units.forms import grade
from parser.extract.target_quantities import Quantity
from parser.extract.target_words import TIME, beginning, ending, head_pattern, strip_leading, strip_trailing, tails
from parser.lexicon import any_of, load

_COMPARED = re.compile(
    rf"(?:与|和|同)?{TIME}+末?(?:相比|的?基础上|的?水平)|(?:同比|相比|比|较|相较于?|相对于?){TIME}+[末底]?"
    r"|(?:比|较)(?:上|去)(?:一)?年度?(?:同期)?|同比|环比"
)
FROM = rf"(?:(?<![服跟遵听])从|(?<![自理缘])由|自)(?:{TIME}|末|的|约|近|每[件个人户项]|平均|[原现]有?来?的?|现行的?|目前的?|[上去]年的?)*"
"""What leads to the old value of a change: 从2015年的|2.69万亿元上升到3.87万亿元, 由每件平均|12天."""
_BASE = re.compile(rf"{FROM}-?(?=\d)[\d.]+.*$|{TIME}末?的-?[\d.]+.*$")
_RATE = re.compile(r"年均(?!浓度|值|气温|降水|水平|温度)|平均每年|年平均(?!浓度|值)")
_LEFTOVER = re.compile(rf"{TIME}度|至少|不少于|最少|已(?=建成|完成|实现|达|形成|培育|新增)")  # 2022年度, 至少配备2名
_SPLIT = re.compile(r"、|以及|和(?![谐美睦])(?!平(?!均))|(?<!参)与|(?<![普涉波])及(?!时|以[上下])")
_SHARED = re.compile(r"(?<![年人户亩地日月平])均|(?<!首)都|分别|各")
_EVERY = re.compile(r"(?:各|每个?)(?:[^,创建成培打实完]{1,8})")  # 各镇街, 每个乡镇
_YEARS = re.compile(rf"^[两{COUNTING}\d]{{1,2}}年(?:来|间)?(?=合计|共|累计|总|完成|$)")  # 三年累计完成300个
_PAIRS = (("(", ")"), ("“", "”"), ('"', '"'))
_ACHIEVED = re.compile(r"(?:基本)?(?:实现|达到|做到)")
_DIVIDED = re.compile(r"(?:均|分别|各)占")
_SHARE_OF = re.compile(r"^(?P<thing>.+?)占(?P<whole>.+)$")
_RATIO = re.compile(r"(?<!占)比$|之比$")  # 农产品加工产值与农业总产值比 is one indicator
_PAREN = re.compile(r"\([^()]*\)")
_AMONG = re.compile(
    rf"等[两{COUNTING}\d]{{0,2}}个?(?:重点)?(?:区域|地区|城市|流域|行业|领域|人群|园区)"
)  # 京津冀、长三角等区域
_GROUND = re.compile(r"(?:地区|区域|流域|片区|[省市县区州盟旗镇乡村])\)?$")  # 东部地区, 县(市)
_KINDS = re.compile(r"[长员站所局县市区镇乡村园校院厂]$")
_WHOLE = re.compile(r"^(?:全部|所有|各类|各级)")
_ACTOR = re.compile(r"^(?:[^,、\d]{0,8}?[将拟]|[我全][省市县区镇]计划)")  # 全市将|改造小区


def subject(words: str) -> str:
    """The indicator in the words between the last figure and this one's verb; empty where it is elided.

    `words` has its times blanked out.
    """
    text = _without_leader(_LEFTOVER.sub("", _COMPARED.sub("", _BASE.sub("", words))))
    text = _DIVIDED.sub("占", _RATE.sub("", text)).replace(TIME, "")
    text = trim(strip_trailing(strip_leading(trim(text))))
    actor = _ACTOR.match(text)
    rest = text[actor.end() :] if actor else ""
    verb = beginning("actions").match(rest)
    if verb and verb.end() < len(rest):
        text = rest
    return _YEARS.sub("", text)


_LED = re.compile(r"由?(?P<unit>[^,、的]{2,16}?)(?:牵头|负责)(?=[^,、]{2})")


def _without_leader(words: str) -> str:
    """The words without the unit that acts, where it leads them: 县市场监管局牵头|建设快检室."""
    found = _LED.match(words)
    return words[found.end() :] if found and grade(found["unit"]).tier in ("known", "group") else words


def trim(text: str) -> str:
    """`text` without separators at its ends and without a quote or bracket that is not closed in it."""
    text = text.strip(" ,、:;·")
    for opening, closing in _PAIRS:
        if text.endswith(opening):
            text = text[:-1]
        if text.startswith(closing):
            text = text[1:]
        if text.count(opening) == text.count(closing) + 1 and text.startswith(opening) and opening != closing:
            text = text[1:]
        if text.count(closing) == text.count(opening) + 1 and text.endswith(closing) and opening != closing:
            text = text[:-1]
    return text.strip(" ,、:;·")


def has_head(text: str) -> bool:
    """Whether the text ends in the name of a measurable quantity: …率, …总量, …面积."""
    return bool(head_pattern().search(text))


def without_action(text: str) -> str:
    """The indicator without the verb that only does the work: 完成旧住房修缮 is 旧住房修缮."""
    pattern = _empty() if has_head(text) else _generic()
    match = pattern.match(text)
    return text[match.end() :] if match and len(text) - match.end() > 1 else text


@cache
def _generic() -> re.Pattern[str]:
    words = load("targets")
    return re.compile(rf"(?:(?!{any_of(words['compounds'])}){any_of(words['generic_actions'])})+")


@cache
def _empty() -> re.Pattern[str]:
    words = load("targets")
    return re.compile(rf"(?:(?!{any_of(words['compounds'])}){any_of(words['empty_actions'])})+")


def named(text: str, quantity: Quantity, *, change: bool) -> str:
    """The indicator with the noun for what its unit measures, unless it has one: 幼儿园 is 幼儿园数量."""
    if quantity.word:
        return _ACHIEVED.sub("", text) + str(load("targets")["implicit"][quantity.word][5])
    if not text or change or has_head(text) or text.isascii():
        return text
    if quantity.measure == "share" and quantity.dimension != "multiple":
        share = _SHARE_OF.match(text)
        return text + ("比例" if share or not ending("share_actions").search(text) else "率")
    unit = (quantity.unit_name or "").lstrip("十百千万亿")
    noun: str = load("targets")["unit_nouns"].get(unit) or load("targets")["quantity_nouns"].get(quantity.dimension, "")
    return text + noun


def complete(text: str, previous: str, *, alike: bool = True, share: bool, repeated: bool = False) -> str:
    """`text` with what it leaves to the indicator before it; `text` itself where nothing is elided.

    `alike`: the figure has the unit of the one before; `share`: the same measure is stated again (建制镇达到72%); `repeated`: the same work is counted again
    (县级河长每季度1次), or the thing of the clause before changes (提高低保标准,城市低保提高30元).
    """
    if not previous or text == previous:
        return text or previous
    if not text:
        return previous
    if text in ("剩余", "其余") or (alike and not share and _scopes().fullmatch(text)):
        return _joined(text, _scopeless(previous))  # 各镇街创建2个“无废细胞”,全区达到100个
    if text.startswith("占"):
        return previous + text  # 研发投入增长15%,占GDP比重达到3%
    if _is_bare(text):
        return _bare_of(text, previous)
    if has_head(text) or not (share or repeated):
        return text
    share_of = _SHARE_OF.match(previous)
    if share and share_of and "占" not in text:
        return f"{text}占{share_of['whole']}"
    same = _same_thing(text, previous, single=repeated)
    if same or not share:
        return text + same
    tail = _tail(previous)
    if _GROUND.search(text) and not (tail and _scopes().search(previous)):
        return text + _scopeless(previous)  # 学前三年入园率达到85%,东部地区达到95%
    return text + tail if tail and not text.endswith(tail) else text


def _bare_of(text: str, previous: str) -> str:
    """A bare rate with the thing before it: 接入全部学校食堂,接入率100% is 学校食堂接入率."""
    stem = text.removesuffix("率")
    if stem != text and previous.startswith(stem) and len(previous) > len(stem):
        return _WHOLE.sub("", previous[len(stem) :]) + text
    return _place(previous) + text


_TOPIC_MOST = 12
"""Characters of a topic that a bare rate is of, at the most."""


def of_topic(text: str, topic: str) -> str:
    """A bare rate with what the words before it are about: 近视筛查 and 筛查率 are 近视筛查率; “明厨亮灶” and 覆盖率.

    >>> of_topic("筛查率", "近视筛查"), of_topic("覆盖率", "“明厨亮灶”"), of_topic("森林覆盖率", "国土绿化")
    ('近视筛查率', '“明厨亮灶”覆盖率', '森林覆盖率')
    >>> of_topic("办结率", "化解信访积案")
    '信访积案办结率'
    """
    done = text == "完成率" or beginning("compounds").match(topic)  # 清理债务完成率: the work is what is completed
    verb = None if done else beginning("actions").match(topic)
    topic = topic[verb.end() :] if verb and len(topic) - verb.end() > 1 else topic
    stem = text.removesuffix("率")
    if stem != text and len(stem) > 1 and len(topic) > len(stem) and topic.endswith(stem):
        return f"{topic}率"
    return topic + text if _is_bare(text) and topic and len(topic) <= _TOPIC_MOST and not has_head(topic) else text


def _same_thing(text: str, previous: str, *, single: bool) -> str:
    """What follows in `previous` the thing that `text` ends in: 标准 of 城乡低保标准 for 城市低保; empty for none.

    A single character is enough where the same work is counted again: 河湖长巡河次数 for 县级河长.
    """
    for size in range(len(text), 1, -1):
        at = previous.find(text[-size:])
        if at >= 0:
            return previous[at + size :]
    at = previous.find(text[-1]) if single and _KINDS.search(text) else -1
    return previous[at + 1 :] if at >= 0 else ""


def among(text: str, previous: str) -> str:
    """`其中` a part of the indicator before, with the same unit: 新增绿地100公顷,其中公园绿地60公顷 is 新增公园绿地面积;
    铁路里程, 其中高速铁路 is 高速铁路里程; 农村改厕数量, 其中一类县 is 一类县农村改厕数量.
    """
    if not text or has_head(text):
        return text
    if _GROUND.search(text):
        return text + _scopeless(previous)
    match, head = beginning("part_actions").match(previous), head_pattern().search(previous)
    action = match.group() if match and not beginning("actions").match(text) else ""
    return action + text + (head.group() if head else "")


def other_action(action: str, previous: str) -> str:
    """The indicator before with another verb of work: 新建幼儿园数量 and 改扩建 are 改扩建幼儿园数量; empty where it is none."""
    if not previous or _generic().fullmatch(action):
        return ""
    match = beginning("actions").match(previous)
    if match:
        return action + previous[match.end() :]
    return action + previous if beginning("part_actions").match(action) else ""


def _joined(text: str, rest: str) -> str:
    """`text` and `rest` without the words that both have where they meet: 高速公路 and 公路里程."""
    overlap = next((n for n in range(min(len(text), len(rest)), 1, -1) if text.endswith(rest[:n])), 0)
    return text + rest[overlap:]


def _scopeless(indicator: str) -> str:
    """The indicator without the scope that it begins with."""
    match = _scopes().match(indicator) or _EVERY.match(indicator)
    return indicator[match.end() :] if match and match.end() < len(indicator) else indicator


def _is_bare(text: str) -> bool:
    return bool(_bare().fullmatch(text))


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(rf"(?:年|总|平均|综合|累计)?{any_of(load('targets')['bare_heads'])}")


@cache
def _scopes() -> re.Pattern[str]:
    return re.compile(any_of(load("targets")["scopes"]))


def _tail(indicator: str) -> str:
    """What another subject may share: 污水处理率 of 全区城市污水处理率."""
    match = tails().search(indicator)
    if match is None:
        return ""
    scoped = None
    for found in _scopes().finditer(indicator):
        if found.end() <= match.start() and found.end() > 0:
            scoped = found
    if scoped is not None and 1 < len(indicator) - scoped.end() <= 12:
        return indicator[scoped.end() :].removeprefix("的")
    return match.group()


def _place(indicator: str) -> str:
    """The thing or place that a bare quantity after this indicator is of: 全市蔬菜 of 全市蔬菜年播种面积."""
    match = tails().search(indicator) or head_pattern().search(indicator)
    if match is not None and match.start() > 1:
        return indicator[: match.start()].removesuffix("年").removesuffix("总")
    last = None
    for found in _scopes().finditer(indicator):
        last = found
    return indicator[: last.end()] if last is not None and last.end() < len(indicator) else ""


def expand(text: str, count: int, words: str) -> list[str]:
    """The indicators of a list: as many as there are values, or all of those that share one.

    `count` is the number of values (or the number that 五个100% names), `words` the words before the verb, in which 均
    and 分别 say that the figure holds for each. A text that is no list comes back alone.
    """
    divided = _SHARE_OF.match(text) if _SHARED.search(words[-12:]) else None
    if divided and len(_parts(divided["thing"])) > 1:
        whole = divided["whole"].removesuffix("的")
        whole += "" if has_head(whole) and whole[-1] != "量" else "比例"
        return [f"{part}占{whole}" for part in _share_ending(_parts(divided["thing"]))]
    parts = _parts(text)
    if len(parts) == 1 and count == 2 and "城乡" in text:
        return [text.replace("城乡", "城镇", 1), text.replace("城乡", "农村", 1)]
    if len(parts) < 2 or _RATIO.search(text):
        return [text]
    shared = bool(_SHARED.search(words[-8:]))
    if count > 1:
        if len(parts) != count:
            parts = _fewer(text, count) or parts
        return _share_ending(parts) if len(parts) == count else [text]
    if all(has_head(p) and len(p) > 2 and not ending("qualities").search(p) for p in parts) or (
        shared and has_head(parts[-1])
    ):
        return _share_ending(parts)
    return [text]


def _parts(text: str) -> list[str]:
    """The parts of a list, cut at separators outside brackets and quotes."""
    hidden = _PAREN.sub(lambda m: "·" * len(m.group()), text)
    hidden = re.sub(r"“[^”]*”|\"[^\"]*\"", lambda m: "·" * len(m.group()), hidden)
    parts, start = [], 0
    for match in _SPLIT.finditer(hidden):
        parts.append(text[start : match.start()])
        start = match.end()
    return [p for p in [*parts, text[start:]] if p]


def _fewer(text: str, count: int) -> list[str] | None:
    """The list cut only at 、 or only at its last 和, where that gives the right number."""
    by_comma = [p for p in text.split("、") if p]
    if len(by_comma) == count:
        return by_comma
    return None


def _class_ending(parts: list[str]) -> re.Match[str] | None:
    """The ending of a list of kinds of one class: 患者规范管理服务率 of 高血压、2型糖尿病患者规范管理服务率."""
    found = re.search(rf"(?<=.){any_of(load('targets')['classes'])}(?P<rest>.*)$", parts[-1])
    if found is None or any(p.endswith(found.group()) for p in parts[:-1]):
        return None
    named_too = all(ending("classes").search(p) for p in parts[:-1])
    return re.search(re.escape(found["rest"]) + "$", parts[-1]) if named_too else found


def _share_ending(parts: list[str]) -> list[str]:
    """Give the ending of the last part to those without one: 化肥、农药使用量; 国家和市级示范社."""
    last = parts[-1]
    among = _AMONG.search(last)
    if among and has_head(last):
        return [p + last[among.end() :] for p in (*parts[:-1], last[: among.start()])]
    tail = _tail(last)
    if not tail and all(_scopes().fullmatch(p) for p in parts[:-1]):
        scope = _scopes().match(last)
        tail = last[scope.end() :] if scope else ""
    if not tail:
        head = _class_ending(parts) or head_pattern().search(last)
        tail = head.group() if head else ""
    return [p if has_head(p) or p is last or not tail else p + tail for p in parts]
