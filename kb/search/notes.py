"""What the search says of a query: how it was understood where nothing holds it as written, and why it is not answered.

The site's page gets the same sentences (`kb.search.browser`).
"""

from __future__ import annotations

from kb.wording import filled

NOTES = {
    "unknown": "{name}里没有“{value}”{few}",
    "few": ", 可用: {values}",
    "marks": "标点不计",
    "asked": "略去问句用语",
    "synonyms": "也查同义词：{words}",
    "spelling": "按拼音查找：{words}",
    "sound": "按同音字查找：{words}",
    "parts": "分成几个词查找：{words}",
    "least": "没有全部符合的；以下含有这些词中的 {count} 个：{words}",
    "long": "查询太长: {count} 字, 至多 {most} 字",
    "many": "查询的词太多: {count} 个不同的词, 至多 {most} 个",
    "shorter": "请只写要找的几个词, 分几次查找",
    "values": "、",
}
"""Name -> sentence; {name} is put in."""


def note(name: str, /, **words: object) -> str:
    """The sentence of that name with the words put in.

    >>> note("sound", words="垃圾")
    '按同音字查找：垃圾'
    """
    return filled(NOTES[name], **words)
