"""The files that people write (units.yaml, corrections.yaml, dismissed.yaml, plan.yaml, zeren.toml): read, or refused in their terms.

YAML as people mean it, not as the standard of 2005 has it: a number is an integer in plain digits, yes and no are words, dates,
`1_000`, `12:30`, `.nan` and `0x1F` stay as written. Anchors, aliases, merge keys and tags other than `!!str` are refused: nobody
needs them here, and a few lines of them stand for gigabytes. Every refusal names the place (entry and key, or the line) and is
one screen at most.
"""

from __future__ import annotations

import re
import stat
import tomllib
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from kb.errors import refused

_Held = TypeVar("_Held")

BYTES = 1_000_000
"""Bytes of a YAML file at most; ten thousand corrections take about as many."""
SETTINGS_BYTES = 16_000
"""Bytes of a TOML file at most: a.a.a… costs the square of its length in the standard library."""
VALUES = 200_000
"""Values and keys of a YAML file at most."""
DEPTH = 20
"""Lists and mappings inside one another at most; the deepest file that means something has four."""
_SHOWN = 40
"""Characters of a value that a message shows."""
_MESSAGE = 400
"""Characters of a message at most."""


class UnlikeError(ValueError):
    """The file is not what it should be; the message is Chinese and says where. Callers add the file and the advice."""

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= _MESSAGE else message[:_MESSAGE] + "…")


def shown(value: object) -> str:
    """A value as a message shows it: one line, bounded, whatever it is.

    >>> shown("9" * 5000), shown([1]), shown("a\\x07b")
    ('9999999999999999999999999999999999999999… (共5000字)', '(列表)', 'a�b')
    """
    if isinstance(value, dict):
        return "(几个“项: 值”)"
    if isinstance(value, list | tuple):
        return "(列表)"
    text = str(value)
    head = "".join(c if c.isprintable() else "�" for c in text[:_SHOWN])
    return head if len(text) <= _SHOWN else f"{head}… (共{len(text)}字)"


def invisible(text: str, *, lines: bool = False) -> str:
    """The first control character or lone surrogate of the text as U+0007; empty where there is none.

    `lines`: line feeds and tabs are allowed.
    """
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and not (lines and character in "\n\t"):
            return f"U+{ord(character):04X}"
    return ""


def parsed(path: Path) -> Any:
    """What the YAML file says: lists, dictionaries, texts, integers, true and false; null for an empty one.

    Raises `UnlikeError` for a file that cannot be read so.
    """
    text = _text(path, BYTES)
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnlikeError(f"第{line}行含有 YAML 不容许的字符 (U+{ord(found[0]):04X})")
    try:
        return _built(text)
    except yaml.MarkedYAMLError as error:
        last = text.rstrip("\n").count("\n") + 1  # the parser counts the end of the file as a line of its own
        where = f"第{min(error.problem_mark.line + 1, last)}行附近" if error.problem_mark else "某处"
        raise UnlikeError(f"{where}不合 YAML 写法") from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, UnlikeError):
            raise
        raise UnlikeError("不合 YAML 写法") from error


def settings(path: Path) -> dict[str, Any]:
    """What the TOML file says. Raises `UnlikeError` for a file that cannot be read so."""
    text = _text(path, SETTINGS_BYTES)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise UnlikeError(f"{f'第{line[1]}行' if line else '末尾'}写法有误") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets in brackets
        raise UnlikeError("有太长的数字, 或括号套得太深") from error


def shaped(data: Any, kind: type[_Held]) -> _Held:
    """`data` as a value of `kind`, a msgspec struct. Raises `UnlikeError` that names the entry and what is wrong with it."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise UnlikeError(_said(str(error))) from error


def _text(path: Path, most: int) -> str:
    """The file's text without the mark of byte order. A pipe or a device would keep the reader waiting for ever."""
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode) and not stat.S_ISDIR(told.st_mode):
            raise UnlikeError("不是普通的文件")
        if told.st_size > most:
            raise UnlikeError(f"文件太大: {told.st_size:,} 字节, 至多 {most:,} 字节")
        return path.read_bytes()[: most + 3].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnlikeError("不是 UTF-8 编码的文本") from None
    except OSError as error:
        raise UnlikeError(refused(error).what) from error


_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows in no file."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_STR = "tag:yaml.org,2002:str"


class _Open(NamedTuple):
    """A list or mapping that is being filled; of a mapping the keys so far await their values in `key`."""

    held: list[Any] | dict[Any, Any]
    key: list[Any]
    """Of a mapping: the key whose value comes next; empty where a key comes next."""


def _built(text: str) -> Any:
    """The one document of the text. Event by event with a stack of its own: no recursion, nothing kept but the result."""
    stack: list[_Open] = []
    result: list[Any] = []
    count = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UnlikeError(f"第{_line(event)}行附近不合 YAML 写法: 一个文件只能有一份内容, 不能有第二个 ---")
        if isinstance(event, yaml.CollectionEndEvent):
            _put(stack.pop().held, stack, result, event)
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        count += 1
        _check(event, stack, count)
        if isinstance(event, yaml.ScalarEvent):
            _put(_value(event), stack, result, event)
        else:
            stack.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, []))
    return result[0] if result else None


def _put(value: Any, stack: list[_Open], result: list[Any], event: yaml.Event) -> None:
    """The finished value into what is open: a list's next, a mapping's key or value, the document itself."""
    if not stack:
        result.append(value)
        return
    held, key = stack[-1]
    if isinstance(held, list):
        held.append(value)
    elif key:
        held[key.pop()] = value
    elif isinstance(value, list | dict):
        raise UnlikeError(f"{_where(stack, event)}: “项: 值”的项应是文字")
    elif value in held:
        raise UnlikeError(f"第{_line(event)}行的“{shown(value)}”写了两次")
    else:
        key.append(value)


def _check(event: Any, stack: list[_Open], count: int) -> None:
    """Raise `UnlikeError` for what no such file needs."""
    if count > VALUES:
        raise UnlikeError(f"内容太多: 超过 {VALUES:,} 项")
    if len(stack) >= DEPTH:
        raise UnlikeError(f"{_where(stack, event)}: 括号套得太深, 至多 {DEPTH} 层")
    sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
    if event.anchor is not None:
        raise UnlikeError(
            f"{_where(stack, event)}: 不能用 {sign}{shown(event.anchor)} (别名); 文字以 {sign} 开头时请加引号"
        )
    tag = getattr(event, "tag", None)
    if tag not in (None, "!") and not (tag == _STR and isinstance(event, yaml.ScalarEvent)):
        name = "!!" + tag.removeprefix("tag:yaml.org,2002:") if tag.startswith("tag:yaml.org,2002:") else tag
        raise UnlikeError(f"{_where(stack, event)}: 不能用 {shown(name)} (标签); 文字以 ! 开头时请加引号")


def _value(event: yaml.ScalarEvent) -> Any:
    text = str(event.value)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnlikeError(f"第{_line(event)}行的文字里有 \\0 或半个字符")
    if not event.implicit[0]:  # in quotation marks, a block, or tagged as text
        return text
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _where(stack: list[_Open], event: Any) -> str:
    """The place as `shaped` names it, with the line: corrections 第2条 line (第5行)."""
    named = " ".join(filter(None, map(_place, stack[:4])))
    line = f"第{_line(event)}行"
    return f"{named} ({line})" if named else line


def _place(one: _Open) -> str:
    if isinstance(one.held, list):
        return f"第{len(one.held) + 1}条"
    return shown(one.key[0]) if one.key else ""


_AT = re.compile(r" - at (?:`key` in )?`\$(?P<place>[^`]*)`$")
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
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), "有不认识的项“{}”"),
    (re.compile(r"Invalid enum value '?(.*?)'?$", re.DOTALL), "是“{}”, 不是可用的值"),
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
    place = _AT.search(words)
    trouble = _AT.sub("", words)
    where = " ".join(_step(step) for step in _STEP.finditer(place["place"])) if place else ""
    for pattern, chinese in _TROUBLES:
        if found := pattern.match(trouble):
            told = chinese.format(_KINDS.get(found[1], shown(found[1])))
            return where + (" " if where and where[-1].isascii() else "") + told
    return f"{where} {shown(trouble)}".strip()


def _step(step: re.Match[str]) -> str:
    if step["name"]:
        return step["name"]
    return f"第{int(step['number']) + 1}条" if step["number"] else ""
