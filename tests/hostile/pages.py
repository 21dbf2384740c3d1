"""Hostile marked-up text: web pages, saved pages, Rich Text, Markdown; and plain text."""

from __future__ import annotations

from tests.hostile.kinds import READ, TOLD, WORDS, Hostile, grown, limit

_HEAD = "".join(f"<p>{line}</p>" for line in WORDS.splitlines())


def html(body: str, head: str = "") -> bytes:
    """A page of the plan's words and `body`."""
    return f"<!doctype html><html><head>{head}</head><body>{_HEAD}{body}</body></html>".encode()


def _table(rows: str) -> bytes:
    return html(f"<table><tr><th>任务</th><th>牵头单位</th></tr><tr><td>清理</td><td>区水利局</td></tr>{rows}</table>")


def _charset(name: str) -> bytes:
    return html("", f'<meta charset="{name}">')


def _tables(depth: int) -> bytes:
    return html("<table><tr><td>x</td><td>" * depth + "x" + "</td></tr></table>" * depth)


def mht(parts: bytes, kind: str = 'multipart/related; boundary="=_x"') -> bytes:
    """A saved page."""
    return b"From: <saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + parts


def _part(content: bytes, charset: str = "utf-8", how: str = "8bit") -> bytes:
    head = f"--=_x\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    return head.encode("utf-8", "surrogatepass") + content + b"\r\n"


def _nested(depth: int) -> bytes:
    opened = "".join(f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(depth))
    return mht(opened.encode() + b"x", 'multipart/related; boundary="b0"')


def _messages(depth: int) -> bytes:
    return mht(b"--=_x\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"x\r\n--=_x--")


def rtf(body: str) -> bytes:
    """A Rich Text document of the plan's words and `body`."""
    lines = "".join("".join(f"\\u{ord(c)}?" for c in line) + "\\par\n" for line in WORDS.splitlines())
    return ("{\\rtf1\\ansi\\ansicpg936 " + lines + body + "}").encode("latin-1")


def _rtf_rows(rows: int, columns: int, step: int = 0) -> bytes:
    lines = []
    for row in range(rows):
        edges = "".join(f"\\cellx{1000 * (n + 1) + step * row}" for n in range(columns))
        lines.append("\\trowd" + edges + "\\intbl x\\cell" * columns + "\\row\n")
    return rtf("".join(lines))


def md(body: str) -> bytes:
    """A Markdown text of the plan's words and `body`."""
    return ("\n\n".join(WORDS.splitlines()) + "\n\n" + body).encode()


def txt(body: str) -> bytes:
    """A plain text of the plan's words and `body`."""
    return (WORDS + body).encode("utf-8", "surrogatepass")


_CHARSETS = (
    "punycode",
    "idna",
    "utf-7",
    "unicode_escape",
    "hex",
    "zlib",
    "rot13",
    "undefined",
    "utf-8-sig",
    "mbcs",
    "x" * 3_000,
    "big5-hkscs",
    "../../etc",
    "gb2312",
)

PAGES: tuple[Hostile, ...] = (
    *grown("html-colspan.html", lambda n: _table(f'<tr><td colspan="{n}">x</td></tr>'), {50: READ, 10**9: READ, 10**40: READ}, 10**41),
    *grown("html-rowspan.html", lambda n: _table(f'<tr><td rowspan="{n}">x</td><td>y</td></tr>' * 5), {0: READ, 10**9: READ}, 10**41),
    *grown("html-rowspan-0-in-every-row.html", lambda n: _table('<tr><td rowspan="0">x</td><td>y</td></tr>' * n), {100: READ, 5_000: READ}, 100),
    *grown("html-wide-cells.html", lambda n: _table('<tr><td colspan="900">x</td><td>y</td></tr>' * n), {100: READ, 600: limit("cells"), 50_000: TOLD}, 600),
    *grown("html-two-wide-cells.html", lambda n: _table(f'<tr><td colspan="{n}">x</td><td colspan="{n}">y</td></tr>'), {600: limit("columns"), 10**9: limit("columns")}, 10**10),
    *grown("html-elements.html", lambda n: html("<br>" * n), {20_000: READ, 1_100_000: limit("elements")}, 20_000),
    *grown("html-deep.html", lambda n: html("<div>" * n + "x"), {300: READ, 5_000: TOLD, 200_000: TOLD}, 5_000),
    *grown("html-deep-inline.html", lambda n: html("<b><i><font>" * n + "x"), {300: READ, 50_000: TOLD}, 300),
    *grown("html-deep-lists.html", lambda n: html("<ol><li>x" * n), {300: READ, 20_000: TOLD}, 300),
    *grown("html-deep-tables.html", _tables, {40: READ, 2_000: TOLD}, 40),
    *grown("html-attributes.html", lambda n: html("<p " + " ".join(f"a{k}=1" for k in range(n)) + ">x</p>"), {1_000: READ, 100_000: READ}, 1_000),
    *grown("html-conditions.html", lambda n: html("<![if " * n), {1_000: READ, 160_000: READ}, 1_000),
    *grown("html-server-tags.html", lambda n: html("<%" * n + "<?" * n), {1_000: READ, 200_000: READ}, 1_000),
    *grown("html-open-comments.html", lambda n: html("<!--" * n), {1_000: READ, 200_000: READ}, 1_000),
    *grown("html-brackets.html", lambda n: html("<" * n), {1_000: READ, 900_000: TOLD}, 1_000),
    *grown("html-entities.html", lambda n: html("&#x41;&nbsp;&bogus;&#99999999999;&#xd800;&#7;" * n), {100: READ, 10_000: READ}, 100),
    *grown("html-picture.html", lambda n: html(f'<img src="data:image/png;base64,{"A" * n}">'), {10_000: READ, 5_000_000: READ}, 10_000),
    *grown("html-inputs.html", lambda n: html("清<input>理" * n), {100: READ, 60_000: READ}, 100),
    *grown("html-links.html", lambda n: html("<ul>" + "<li><a href=x>x</a></li>" * n + "</ul>"), {100: READ, 40_000: READ}, 100),
    *[Hostile(f"html-list-start-{k}.html", lambda start=start, kind=kind: html(f'<ol start="{start}" type="{kind}"><li value="{start}">x</li></ol>'), READ) for k, (start, kind) in enumerate((("99999999999", "a"), ("-5", "i"), ("999999", "I"), ("9e9", "A"), ("٣", "1")))],  # type: ignore[misc]
    *[Hostile(f"html-charset-{k}.html", lambda name=name: _charset(name), TOLD) for k, name in enumerate(_CHARSETS)],  # type: ignore[misc]
    *grown("html-cell-without-marks.html", lambda n: _table(f"<tr><td>1</td><td>清理</td><td>区{'----[x]:' * n}</td></tr>"), {100: READ, 30_000: READ}, 100),
    Hostile("html-nul.html", lambda: html("\0清\0理" * 500), TOLD),
    Hostile("html-only-script.html", lambda: b"<html><script>" + b"x" * 500_000, TOLD),
    Hostile("html-nothing.html", lambda: b"<html><body></body></html>", "没有文字"),
    Hostile("html-utf-16.html", lambda: html("清理").decode().encode("utf-16"), READ),
    *grown("mht-nested.mht", _nested, {50: TOLD, 250: limit("depth"), 20_000: limit("depth")}, 250),
    *grown("mht-messages.mht", _messages, {50: TOLD, 2_000: TOLD}, 2_000),
    *grown("mht-parts.mht", lambda n: mht(_part(b"x").replace(b"text/html", b"image/png") * n + _part(html(""))), {100: READ, 20_000: READ}, 100),
    Hostile("mht-nul-charset.mht", lambda: mht(_part(html(""), '"utf\0-8"')), READ),
    Hostile("mht-charset-surrogate.mht", lambda: mht(_part(html(""), '"\udc80"')), READ),
    Hostile("mht-base64.mht", lambda: mht(_part(b"!!!!" * 9_000, how="base64")), TOLD),
    Hostile("mht-long-header.mht", lambda: mht(b"--=_x\r\nX: " + b"a;" * 300_000 + b"\r\n" + _part(html(""))), TOLD),
    Hostile("mht-empty-boundary.mht", lambda: mht(_part(html("")), 'multipart/related; boundary=""'), TOLD),
    *grown("rtf-groups.rtf", lambda n: rtf("{" * n), {100: READ, 1_000: limit("depth"), 900_000: limit("depth")}, 900_000),
    *grown("rtf-bin.rtf", lambda n: rtf(f"{{\\pict\\bin{n} \\par}}"), {3: READ, 999_999_999: READ, 9_999_999_999: READ}, 10**10),
    *grown("rtf-paragraphs.rtf", lambda n: rtf("\\par " * n), {1_000: READ, 200_000: READ}, 1_000),
    *grown("rtf-fonts.rtf", lambda n: rtf("{\\fonttbl" + "".join(f"{{\\f{k}\\fcharset134 x;}}" for k in range(n)) + "}"), {100: READ, 30_000: READ}, 100),
    *grown("rtf-columns.rtf", lambda n: _rtf_rows(2, n), {50: READ, 1_500: limit("columns")}, 1_500),
    *grown("rtf-crooked-rows.rtf", lambda n: _rtf_rows(n, 3, step=70), {20: READ, 3_000: TOLD}, 20),
    *[Hostile(f"rtf-word-{k}.rtf", lambda words=words: rtf(words), READ) for k, words in enumerate(("\\u-10187?\\u55357?x", "\\u56832?", "\\uc999999999 \\u28165?x\\uc1", "\\cellx-99999999 \\trowd\\cellx9999999999\\row", "\\ansicpg999999", "\\s-5\\outlinelevel99999", "\\'", "\\'zz\\'8", "}}}}", "\\*\\*\\*", "\\u99999999999?", "{\\*\\listtext\\u55357?}", "\\uc-5 \\u28165?"))],  # type: ignore[misc]
    *grown("md-quotes.md", lambda n: md("> " * n + "x"), {30: READ, 1_000: limit("depth"), 50_000: limit("depth")}, 50_000),
    *grown("md-lists.md", lambda n: md("- " * n + "x"), {30: READ, 1_000: limit("depth"), 50_000: limit("depth")}, 50_000),
    *grown("md-brackets.md", lambda n: md("[" * n), {100: READ, 5_000: limit("depth"), 100_000: limit("depth")}, 100_000),
    *grown("md-stars.md", lambda n: md("*a **a " * n), {100: TOLD, 20_000: TOLD}, 100),
    *grown("md-html.md", lambda n: md("<table>" + "<tr><td>x</td><td>y</td></tr>" * n + "</table>"), {50: READ, 5_000: READ}, 50),
    *grown("md-columns.md", lambda n: md("|" + "x|" * n + "\n|" + "-|" * n + "\n|" + "y|" * n), {50: READ, 1_500: limit("columns")}, 50),
    *grown("md-lines.md", lambda n: md("x\n\n" * n), {500: READ, 100_000: TOLD}, 500),
    Hostile("md-front-matter.md", lambda: b"---\na: &a [x]\nb: *a\n---\n" + md(""), READ),
    Hostile("md-fences.md", lambda: md("```\n" * 5_001), TOLD),
    *grown("txt-characters.txt", lambda n: txt("清" * n), {50_000: READ, 3_100_000: limit("characters")}, 50_000),
    *grown("txt-digits.txt", lambda n: txt("到" + "9" * n + "年，清洁率达到" + "9" * n + "%。"), {100: READ, 5_000: READ, 100_000: READ}, 5_000),
    *grown("txt-chinese-digits.txt", lambda n: txt("到" + "二" * n + "年，清理" + "万" * n + "个。"), {100: READ, 20_000: READ}, 100),
    *grown("txt-blanks.txt", lambda n: txt("清理" + " " * n + "河道"), {1_000: READ, 900_000: READ}, 900_000),
    *grown("txt-tabs.txt", lambda n: txt("\t".join(["清理"] * n)), {1_000: READ, 100_000: READ}, 1_000),
    *grown("txt-empty-lines.txt", lambda n: txt("\n" * n + "三、保障"), {1_000: READ, 900_000: READ}, 1_000),
    *grown("txt-brackets.txt", lambda n: txt("（" * n + "）" * n), {1_000: READ, 100_000: READ}, 1_000),
    *grown("txt-units.txt", lambda n: txt("（牵头单位：" + "区水利局、" * n + "区住建局）"), {100: READ, 20_000: READ}, 100),
    *grown("txt-headings.txt", lambda n: txt("一、总则\n" * n), {100: READ, 30_000: TOLD}, 100),
    *grown("txt-numbers.txt", lambda n: txt("".join(f"{k}.清理\n" for k in range(n))), {100: READ, 60_000: TOLD}, 100),
    *grown("txt-dates.txt", lambda n: txt("2025年13月32日" * n), {100: READ, 30_000: READ}, 100),
    *grown("txt-rules.txt", lambda n: txt("列第一位者为牵头单位，下同。\n以下均需相关乡镇配合。\n" * n), {5: READ, 3_000: READ}, 5),
    *grown("txt-damage.txt", lambda n: txt("&amp;" * n + "清" + "&#24092;" * n), {100: READ, 40_000: READ}, 100),
    Hostile("txt-utf-16-half.txt", lambda: b"\xff\xfe" + WORDS.encode("utf-16-le") + b"\x00\xd8", TOLD),
    Hostile("txt-utf-32.txt", lambda: WORDS.encode("utf-32"), READ),
    Hostile("txt-surrogate.txt", lambda: txt("\ud800" * 3), TOLD),
    Hostile("txt-controls.txt", lambda: txt("\x07"), TOLD),
    Hostile("txt-binary.txt", lambda: bytes(range(256)) * 4_000, TOLD),
    Hostile("txt-years.txt", lambda: txt("到9999年和0000年，民国9999年，二〇〇〇〇〇年前完成。"), READ),
)  # fmt: skip
"""The files."""
