/* What is shown, as a file: Excel (written here, a zip without compression), CSV, or copied for pasting.
   Buttons with data-save act on the table named by data-table: its visible rows, columns and words. */
"use strict";

(() => {
  const { make, copy } = zeren;

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  const crc32 = (bytes) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = CRC[(c ^ byte) & 0xff] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };

  /** The entries [name, text] as a zip, stored. */
  const zip = (entries) => {
    const encoder = new TextEncoder();
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const [name, text] of entries) {
      const path = encoder.encode(name);
      const data = encoder.encode(text);
      const head = new DataView(new ArrayBuffer(30));
      [[0, 0x04034b50], [14, crc32(data)], [18, data.length], [22, data.length]].forEach(([at, value]) => head.setUint32(at, value, true));
      [[4, 20], [6, 0x0800], [12, 0x21], [26, path.length]].forEach(([at, value]) => head.setUint16(at, value, true));
      const entry = new DataView(new ArrayBuffer(46));
      entry.setUint32(0, 0x02014b50, true);
      entry.setUint16(4, 20, true);
      for (let at = 4; at < 30; at += 1) entry.setUint8(at + 2, head.getUint8(at));
      entry.setUint32(42, offset, true);
      parts.push(head, path, data);
      directory.push(entry, path);
      offset += 30 + path.length + data.length;
    }
    const size = directory.reduce((sum, piece) => sum + piece.byteLength, 0);
    const end = new DataView(new ArrayBuffer(22));
    [[0, 0x06054b50], [12, size], [16, offset]].forEach(([at, value]) => end.setUint32(at, value, true));
    [[8, entries.length], [10, entries.length]].forEach(([at, value]) => end.setUint16(at, value, true));
    return new Blob([...parts, ...directory, end], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  };

  const escape = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const wide = (text) => Math.max(...String(text).split("\n").map((line) => Array.from(line, (char) => (char > "\u2e7f" ? 2 : 1)).reduce((a, b) => a + b, 0)));
  const column = (at) => (at < 26 ? "" : String.fromCharCode(64 + Math.floor(at / 26))) + String.fromCharCode(65 + (at % 26));

  /** Rows of cells, the header first, as an xlsx file. */
  const xlsx = (name, rows) => {
    const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACK = "http://schemas.openxmlformats.org/package/2006";
    const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    const cells = rows.map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => (
      typeof cell === "number" ? `<c r="${column(c)}${r + 1}" s="1"><v>${cell}</v></c>`
        : `<c r="${column(c)}${r + 1}" t="inlineStr" s="${r ? 1 : 2}"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`)).join("")}</row>`).join("");
    const widths = rows[0].map((title, c) => {
      const sizes = rows.map((row) => wide(row[c] ?? "")).sort((a, b) => a - b);
      return Math.min(48, Math.max(sizes[Math.floor(sizes.length * 0.75)], wide(title) + 4) + 2);
    });
    const last = `${column(rows[0].length - 1)}${rows.length}`;
    return zip([
      ["[Content_Types].xml", `${head}<Types xmlns="${PACK}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
      ["_rels/.rels", `${head}<Relationships xmlns="${PACK}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `${head}<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets><sheet name="${escape(name.replace(/[[\]:*?/\\]/g, "").slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", `${head}<Relationships xmlns="${PACK}/relationships"><Relationship Id="rId1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`],
      ["xl/styles.xml", `${head}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="10"/><name val="微软雅黑"/></font><font><b/><sz val="10"/><name val="微软雅黑"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf fontId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`],
      ["xl/worksheets/sheet1.xml", `${head}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((width, c) => `<col min="${c + 1}" max="${c + 1}" width="${width}" customWidth="1"/>`).join("")}</cols><sheetData>${cells}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`],
    ]);
  };

  const quote = (value) => `"${String(value).replace(/"/g, '""')}"`;
  const csv = (rows) => new Blob([`\ufeff${rows.map((row) => row.map(quote).join(",")).join("\r\n")}\r\n`], { type: "text/csv" });

  const download = (blob, name) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  /** Save rows of cells (header first) as `form`: xlsx, csv, or copy. */
  zeren.save = (form, name, rows, button) => {
    if (form === "xlsx") download(xlsx(name, rows), `${name}.xlsx`);
    else if (form === "csv") download(csv(rows), `${name}.csv`);
    else copy(rows.map((row) => row.map((cell) => String(cell).replace(/\s*\n\s*/g, " ")).join("\t")).join("\n"), button);
  };

  /** Words of a cell as they are read: what screen readers get instead of signs, marks of certainty left out. */
  const words = (cell) => {
    const clone = cell.cloneNode(true);
    clone.querySelectorAll("[aria-hidden=true], .z-cert, .z-none").forEach((node) => node.remove());
    clone.querySelectorAll("li, div, br, p").forEach((node) => node.after("\n"));
    clone.querySelectorAll(".z-chip").forEach((node) => node.after(" "));
    return clone.textContent.replace(/[^\S\n]+/g, " ").replace(/ ?\n[\n ]*/g, "\n").trim();
  };

  /** The visible rows of a table; cells that span rows are repeated, section rows left out. */
  const rowsOf = (table) => {
    const lines = [Array.from(table.tHead.rows[0].cells, words)];
    for (const body of table.tBodies) {
      const open = [];
      for (const row of body.rows) {
        if (row.classList.contains("z-section-row")) continue;
        const line = [];
        for (const cell of row.cells) {
          while (open[line.length]?.left > 0) { open[line.length].left -= 1; line.push(open[line.length].text); }
          const text = words(cell);
          open[line.length] = { left: cell.rowSpan - 1, text };
          line.push(text);
        }
        if (!row.hidden && !body.hidden) lines.push(line);
      }
    }
    return lines;
  };

  document.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => {
    const table = document.getElementById(button.dataset.table);
    if (table) zeren.save(button.dataset.save, button.dataset.name || document.title.split(" - ")[0], rowsOf(table), button);
  }));
})();
