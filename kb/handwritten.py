"""The YAML files that people write (units.yaml, corrections.yaml, dismissed.yaml): read, or refused in their own terms."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from kb.errors import refused

_Held = TypeVar("_Held")


class UnlikeError(ValueError):
    """The file is not what it should be; the message is Chinese and says where. Callers add the file and the advice."""


class _Loader(yaml.SafeLoader):
    """YAML without dates (2019-01-01 stays as written), and without a key that stands twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in held if tag != "tag:yaml.org,2002:timestamp"]
        for first, held in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise UnlikeError(f"第{key.start_mark.line + 1}行的“{key.value}”写了两次")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def parsed(path: Path) -> Any:
    """What the YAML file says; null for an empty one. Raises `UnlikeError` for a file that cannot be read as YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnlikeError("不是 UTF-8 编码的文本") from None
    except OSError as error:
        raise UnlikeError(refused(error).what) from error
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f"第{error.problem_mark.line + 1}行附近" if error.problem_mark else "某处"
        raise UnlikeError(f"{line}不合 YAML 写法") from error
    except yaml.YAMLError as error:
        raise UnlikeError("含有 YAML 不容许的字符") from error
    except RecursionError as error:
        raise UnlikeError("括号套得太深") from error


def shaped(data: Any, kind: type[_Held]) -> _Held:
    """`data` as a value of `kind`, a msgspec struct. Raises `UnlikeError` that names the entry and what is wrong with it."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise UnlikeError(_said(str(error))) from error


_PLACE = re.compile(r" - at (?:`key` in )?`\$(?P<place>[^`]*)`$")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<number>\d+)\]|\[\.\.\.\]")
_KINDS = {
    "str": "文字 (数字和日期请加引号)",
    "int": "整数",
    "array": "列表, 每条以“- ”开始, 或写成 [甲, 乙]",
    "object": "“项: 值”的写法",
    "bool": "true 或 false",
}
_TROUBLES = (
    (re.compile(r"Object missing required field `(.*?)`"), "缺少 {}"),
    (re.compile(r"Object contains unknown field `(.*?)`"), "有不认识的项“{}”"),
    (re.compile(r"Invalid enum value '?(.*?)'?$"), "是“{}”, 不是可用的值"),
    (re.compile(r"Expected `(\w+)(?: \| null)?`"), "应是{}"),
)
"""What msgspec says, and how we say it."""


def _said(words: str) -> str:
    """msgspec's complaint in Chinese.

    >>> _said("Expected `str`, got `int` - at `$.units[0].name`")
    'units 第1条 name 应是文字 (数字和日期请加引号)'
    >>> _said("Object missing required field `to` - at `$.successions[1]`")
    'successions 第2条缺少 to'
    """
    place = _PLACE.search(words)
    trouble = _PLACE.sub("", words)
    where = " ".join(_step(step) for step in _STEP.finditer(place["place"])) if place else ""
    for pattern, chinese in _TROUBLES:
        if found := pattern.match(trouble):
            told = chinese.format(_KINDS.get(found[1], found[1]))
            return where + (" " if where and where[-1].isascii() else "") + told
    return f"{where} {trouble}".strip()


def _step(step: re.Match[str]) -> str:
    if step["name"]:
        return step["name"]
    return f"第{int(step['number']) + 1}条" if step["number"] else ""
