"""Hostile printed pages: PDF, OFD, pictures."""

from __future__ import annotations

import struct
import zlib

from tests.hostile.kinds import DIES, TOLD, Hostile, grown, limit, zipped

_O = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of the objects."""
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, content) for n, content in objects.items())
    return body + b"trailer << /Root %d 0 R /Size %d >>\n%%%%EOF\n" % (root, max(objects) + 1)


def _stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head, packed)


def _page(content: bytes, box: bytes = b"[0 0 595 842]", kids: bytes = b"[3 0 R]", count: int = 1) -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, count),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>"
            % box,
            4: _stream(content),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            6: _stream(
                b"/X Do /X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 6 0 R >> >>",
            ),
        }
    )


def _words(count: int) -> bytes:
    return _page(b"BT /F 10 Tf 10 700 Td " + b"(abcdefghij) Tj 0 -1 Td\n" * (count // 10) + b"ET")


def _lines(count: int) -> bytes:
    return _page(b"".join(b"0 %d m 500 %d l S\n" % (k, k) for k in range(count)))


def _deep(depth: int) -> bytes:
    """Nodes of the tree of pages one below the other."""
    nodes = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(2, depth + 2)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes, depth + 2: b"<< /Type /Page /MediaBox [0 0 9 9] >>"})


def _circle() -> bytes:
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"})


def png(width: int, height: int, rows: int = 1) -> bytes:
    """A picture that says it is so large; of its rows there are so many."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress((b"\0" + b"\xff" * min(width, 5_000)) * rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def ofd(content: str, pages: int = 1, resources: str = "", **members: str) -> bytes:
    """An OFD file whose pages all show `content`."""
    named = "".join(f'<ofd:Page ID="{n}" BaseLoc="P.xml"/>' for n in range(1, pages + 1))
    common = "<ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes></ofd:CommonData>"
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {_O}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "D.xml": f"<ofd:Document {_O}>{common}<ofd:Pages>{named}</ofd:Pages></ofd:Document>",
            "R.xml": f"<ofd:Res {_O}>{resources}</ofd:Res>",
            "P.xml": f"<ofd:Page {_O}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>",
            **members,
        }
    )


def _text(words: str, **attributes: str) -> str:
    told = {"X": "10", "Y": "20", **{name: value for name, value in attributes.items() if name in ("X", "Y", "DeltaX")}}
    rest = {"Size": "5", "Boundary": "0 0 200 200", **{n: v for n, v in attributes.items() if n not in told}}
    outer = " ".join(f'{name}="{value}"' for name, value in rest.items())
    inner = " ".join(f'{name}="{value}"' for name, value in told.items())
    return f"<ofd:TextObject {outer}><ofd:TextCode {inner}>{words}</ofd:TextCode></ofd:TextObject>"


def _units(times: int) -> str:
    """Composite units each of which shows the next one many times."""
    shown = ("".join(f'<ofd:CompositeObject ResourceID="u{n + 1}"/>' * times) for n in range(8))
    return "".join(
        f'<ofd:CompositeGraphicUnit ID="u{n}"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'
        for n, inner in enumerate(shown)
    )


_TASK = _text("一、清理河道垃圾（牵头单位：区水利局）")

PRINTED: tuple[Hostile, ...] = (
    *grown("pdf-words.pdf", _words, {1_000: TOLD, 400_000: TOLD, 1_100_000: limit("page-objects")}, 1_000),
    *grown("pdf-lines.pdf", _lines, {1_000: TOLD, 110_000: limit("page-objects")}, 1_000),
    *grown("pdf-count.pdf", lambda n: _page(b"BT /F 9 Tf (x) Tj ET", count=n), {1: TOLD, 10_000: TOLD, 2**31 - 1: TOLD}, 1),
    *grown("pdf-pages.pdf", lambda n: _page(b"", kids=b"[" + b"3 0 R " * n + b"]", count=n), {3_500: limit("pages"), 60_000: limit("pages")}, 60_000),
    *grown("pdf-deep-pages.pdf", _deep, {50: TOLD, 5_000: TOLD}, 5_000),
    Hostile("pdf-pages-in-a-circle.pdf", _circle, TOLD),
    Hostile("pdf-form-in-itself.pdf", lambda: _page(b"BT /F 9 Tf (words that are enough) Tj ET /X Do"), DIES),
    *[Hostile(f"pdf-box-{k}.pdf", lambda box=box: _page(b"BT /F 9 Tf (words that are enough) Tj ET", box), TOLD) for k, box in enumerate((b"[0 0 1e9 1e9]", b"[0 0 0 0]", b"[5 5 -5 -5]", b"[0 0 nan inf]", b"[]", b"[0 0 14400 14400]"))],  # type: ignore[misc]
    Hostile("pdf-picture-of-nothing.pdf", lambda: _page(b"q 1e9 0 0 1e9 0 0 cm 0 0 9 9 re S Q", b"[0 0 14400 14400]"), TOLD),
    *grown("pdf-packed.pdf", lambda n: _page(b" " * n), {1_000_000: TOLD, 300_000_000: TOLD}),
    Hostile("pdf-nothing.pdf", lambda: b"%PDF-1.7\n%%EOF", "pdf 损坏"),
    Hostile("pdf-only-trailer.pdf", lambda: pdf({1: b"<< /Type /Catalog >>"}), TOLD),
    *grown("png-large.png", lambda n: png(n, n), {9_000: limit("pixels"), 60_000: TOLD, 2**31 - 1: TOLD}, 2**31),
    Hostile("png-no-size.png", lambda: png(0, 0), TOLD),
    Hostile("png-torn.png", lambda: png(2_000, 3_000)[:60], TOLD),
    Hostile("jpg-nothing.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 500, TOLD),
    *grown("ofd-units.ofd", lambda n: ofd(_TASK + '<ofd:CompositeObject ResourceID="u0"/>', 1, _units(n)), {2: TOLD, 12: limit("objects"), 100: limit("objects")}, 2),
    *grown("ofd-delta.ofd", lambda n: ofd(_text("清理" * 50, DeltaX=f"g {n} 3 " * 1_000)), {50: TOLD, 10**9: TOLD}, 10**10),
    *grown("ofd-pages.ofd", lambda n: ofd(_TASK, n), {5: TOLD, 500: TOLD, 5_000: limit("pages")}, 5),
    *grown("ofd-words.ofd", lambda n: ofd(_text("清" * n)), {100: TOLD, 1_200_000: limit("objects")}, 100),
    *[Hostile(f"ofd-number-{value[:9]}.ofd", lambda value=value: ofd(_TASK + _text("清", X=value, Size=value)), TOLD) for value in ("1e308", "NaN", "inf", "-1e9", "x", "9" * 5_000)],  # type: ignore[misc]
    *[Hostile(f"ofd-matrix-{k}.ofd", lambda value=value: ofd(_TASK + _text("清理河道", CTM=value)), TOLD) for k, value in enumerate(("1e9 1e9 1e9 1e9 1e9 1e9", "0 0 0 0 0 0", "NaN 0 0 1 0 0", "1 2 3"))],  # type: ignore[misc]
    Hostile("ofd-deep.ofd", lambda: ofd("<ofd:PageBlock>" * 400 + _TASK + "</ofd:PageBlock>" * 400), TOLD),
    Hostile("ofd-page-of-itself.ofd", lambda: ofd('<ofd:CompositeObject ResourceID="u"/>' + _TASK, 1, '<ofd:CompositeGraphicUnit ID="u"><ofd:Content><ofd:CompositeObject ResourceID="u"/></ofd:Content></ofd:CompositeGraphicUnit>'), TOLD),
    Hostile("ofd-elements.ofd", lambda: ofd("<a/>" * 1_100_000), limit("elements")),
    Hostile("ofd-elsewhere.ofd", lambda: zipped({"OFD.xml": f"<ofd:OFD {_O}><ofd:DocBody><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"}), "ofd 损坏"),
    Hostile("ofd-path.ofd", lambda: ofd(_TASK + '<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>' + "M 0 0 L 9 0 " * 60_000 + "</ofd:AbbreviatedData></ofd:PathObject>"), TOLD),
    Hostile("gz.docx", lambda: b"\x1f\x8b" + b"\0" * 100, "压缩包"),
    Hostile("tif.png", lambda: b"II*\0" + b"\0" * 100, "tif"),
)  # fmt: skip
"""The files."""
