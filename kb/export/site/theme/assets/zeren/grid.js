/* The big tables. DataTables sorts them, cuts them into pages, hides columns and saves what is shown; the facets above are
   asked here, because unit, role and certainty must speak of the same duty. The state stands in the address. */
"use strict";

(() => {
  const { library, fold, words, highlight, make, escape, guarded, remember, copy } = zeren;
  const LANGUAGE = {
    emptyTable: "没有内容。", zeroRecords: "没有符合全部条件的内容。请去掉一个条件再试。", lengthMenu: "每页 _MENU_ 项",
    paginate: { first: "首页", previous: "上一页", next: "下一页", last: "末页" },
    aria: { orderable: "，可以排序", orderableReverse: "，可以反过来排序", orderableRemove: "，可以恢复原来的顺序",
      paginate: { first: "首页", previous: "上一页", next: "下一页", last: "末页", number: "第" } },
    buttons: { copyTitle: "已复制", copySuccess: { _: "已复制 %d 行，可以粘贴到表格或文档中", 1: "已复制 1 行" } },
  };
  const PAGE = 50;
  const collator = new Intl.Collator("zh");

  /** Words of a cell as they are read: what screen readers get instead of signs, marks of certainty left out. */
  const plain = (cell) => {
    const clone = cell.cloneNode(true);
    clone.querySelectorAll("[aria-hidden=true], .z-cert, .z-none, .z-rest > summary").forEach((node) => node.remove());
    clone.querySelectorAll("li, div, br, p").forEach((node) => { node.before("\n"); node.after("\n"); });
    clone.querySelectorAll(".z-chip").forEach((node) => node.after("、"));
    return clone.textContent.replace(/\s*、\s*/g, "、").replace(/[^\S\n]+/g, " ").replace(/ ?\n[\n ]*/g, "\n").trim().replace(/、$/gm, "");
  };

  /** A table that is on the page: what its head and its rows say. */
  const written = (root, table) => ({
    entries: Array.from(table.tBodies[0].rows, (row) => ({ text: fold(row.textContent), duties: [], ...JSON.parse(row.dataset.facets) })),
    columns: Array.from(table.tHead.rows[0].cells, (cell) => ({
      name: cell.dataset.column, title: escape(cell.textContent), out: true, type: "zh", searchable: false,
      visible: cell.dataset.column !== root.dataset.group, choose: !cell.classList.contains("z-fixed") && cell.dataset.column !== root.dataset.group,
    })),
    body: (data, row, column, cell) => plain(cell),
  });

  /** Whether an entry meets the facets (all but `without`) and holds every word. */
  const asker = (form) => {
    const selects = Array.from(form.querySelectorAll("select"));
    const facets = selects.map((select) => select.name);
    const ofDuty = new Set(selects.filter((select) => select.hasAttribute("data-duty")).map((select) => select.name));
    const matches = (entry, state, wanted, without) => {
      for (const facet of facets) {
        if (facet !== without && !ofDuty.has(facet) && state[facet] && !entry[facet].includes(state[facet])) return false;
      }
      const asked = facets.filter((facet) => facet !== without && ofDuty.has(facet) && state[facet]);
      if (asked.length && !entry.duties.some((duty) => asked.every((facet) => duty[facet] === state[facet]))) return false;
      return wanted.every((word) => entry.text.includes(word));
    };
    const values = (entry, facet, state) => {
      if (!ofDuty.has(facet)) return entry[facet];
      const asked = facets.filter((other) => other !== facet && ofDuty.has(other) && state[other]);
      return new Set(entry.duties.filter((duty) => asked.every((other) => duty[other] === state[other])).map((duty) => duty[facet]));
    };
    return { selects, matches, values };
  };

  /** How many entries each value of each facet would leave; values that would leave none are not offered. */
  const counter = (entries, { selects, matches, values }) => {
    const offered = new Map(selects.map((select) => [select, Array.from(select.options).slice(1).map((one) => [one.value, one.text])]));
    return (state, wanted) => {
      for (const select of selects) {
        const facet = select.name;
        const found = new Map();
        for (const entry of entries) {
          if (!matches(entry, state, wanted, facet)) continue;
          for (const value of values(entry, facet, state)) found.set(value, (found.get(value) || 0) + 1);
        }
        const options = offered.get(select).filter(([value]) => found.has(value) || state[facet] === value)
          .map(([value, title]) => make("option", { value }, `${title.length > 24 ? `${title.slice(0, 23)}…` : title} (${found.get(value) || 0})`));
        select.replaceChildren(select.options[0], ...options);
        select.value = state[facet] || "";
      }
    };
  };

  /** The buttons above the table, as DataTables wants them. */
  const buttons = (root, source, api) => {
    /** What is saved, each cell written by `written`. */
    const options = (written) => ({
      columns: (at) => api.exported(at), modifier: { search: "applied", page: "all" }, orthogonal: "export",
      format: { header: (title, at, cell) => cell.textContent.trim(), body: (...cell) => written(String(source.body(...cell) ?? "")) },
    });
    const save = (extend, act, text, written, more = {}) => ({ extend, text, attr: { "data-act": act }, title: null, messageTop: null, footer: false, filename: root.dataset.name, exportOptions: options(written), ...more });
    const oneLine = (text) => text.replace(/\s*[\t\r\n]\s*/g, " ");
    const act = (name, text, action) => ({ text, attr: { "data-act": name }, action });
    return {
      dom: { container: { className: "z-filter__acts" }, button: { className: "z-button", active: "z-button--on", liner: { tag: "" } } },
      buttons: [
        act("reset", "清除筛选", () => api.reset()),
        act("link", "复制链接", (event, table, node) => copy(location.href, node[0])),
        { extend: "colvis", text: "显示的列", attr: { "data-act": "columns" }, columns: (at) => source.columns[at].choose, columnText: (table, at) => source.columns[at].title },
        save("excelHtml5", "xlsx", "导出 Excel", (text) => text, { autoFilter: true, sheetName: root.dataset.name, customize: (book) => {
          // Long cells are wrapped; the head stays bold and in sight.
          const sheet = book.xl.worksheets["sheet1.xml"];
          sheet.querySelectorAll("row:not(:first-child) c").forEach((cell) => cell.setAttribute("s", "55"));
          const views = new DOMParser().parseFromString(`<sheetViews xmlns="${sheet.documentElement.namespaceURI}"><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`, "text/xml");
          sheet.documentElement.prepend(sheet.importNode(views.documentElement, true));
        } }),
        save("csvHtml5", "csv", "导出 CSV", guarded, { bom: true, charset: "utf-8" }),
        save("copyHtml5", "copy", "复制表格", (text) => guarded(oneLine(text)), { header: true }),
        act("print", "打印", () => api.print()),
      ],
    };
  };

  /** The table in `root` as DataTables shows it. `source`: entries, columns, data (null where the rows are on the page). */
  const show = (root, source) => {
    const form = root.querySelector("form");
    const count = root.querySelector(".z-filter__count");
    const badges = root.querySelector(".z-filter__chips");
    const asked = asker(form);
    const recount = counter(source.entries, asked);
    const titles = new Map(asked.selects.map((select) => [select.name, new Map(Array.from(select.options, (one) => [one.value, one.text]))]));
    const total = source.entries.length;
    const given = new URLSearchParams(location.search);
    const listed = (name) => (given.get(name) || "").split(".").filter(Boolean);
    const at = (name) => source.columns.findIndex((column) => column.name === name);
    let now = {};
    let wanted = [];
    let waiting = 0;

    for (const [name, value] of given) if (form.elements[name]) form.elements[name].value = value;
    source.columns.forEach((column) => {
      column.first = column.visible;
      if (column.choose) column.visible = listed("show").includes(column.name) || (column.visible && !listed("hide").includes(column.name));
    });
    const order = listed("sort").map((name) => [at(name.replace(/^-/, "")), name.startsWith("-") ? "desc" : "asc"]).filter(([column]) => column >= 0);
    DataTable.type("zh", { order: { asc: (a, b) => collator.compare(a, b), desc: (a, b) => collator.compare(b, a) } });
    const read = () => { now = Object.fromEntries(new FormData(form)); wanted = words(now.q); };
    read();
    const table = new DataTable(root.querySelector("table"), {
      ...(source.data ? { data: source.data } : {}), columns: source.columns, order, autoWidth: false, pageLength: PAGE, orderMulti: false,
      lengthMenu: [PAGE, 100, 500, { label: "全部", value: -1 }], language: LANGUAGE,
      rowGroup: root.dataset.group ? { dataSrc: (row) => row[at(root.dataset.group)]["@data-order"], startRender: (rows, name) => document.createTextNode(name), enable: !order.length, className: "z-section-row" } : false,
      layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
    });

    const state = () => {
      const chosen = source.columns.map((column, place) => [column, table.column(place).visible()]).filter(([column]) => column.choose);
      const names = (shown) => chosen.filter(([column, is]) => is === shown && column.first !== shown).map(([column]) => column.name).join(".");
      const sort = table.order().map(([column, way]) => (way === "desc" ? "-" : "") + source.columns[column].name).join(".");
      return new URLSearchParams([...Object.entries(now), ["sort", sort], ["hide", names(false)], ["show", names(true)]].filter(([, value]) => value));
    };
    const told = () => {
      const shown = table.page.info().recordsDisplay;
      count.textContent = shown === total ? `共 ${total} 项` : `${shown} 项，共 ${total} 项`;
      badges.replaceChildren(...Object.entries(now).filter(([, value]) => value).map(([name, value]) => {
        const button = make("button", { type: "button", title: "去掉这个条件" }, `${name === "q" ? `“${value}”` : titles.get(name).get(value)} ×`);
        button.addEventListener("click", () => { form.elements[name].value = ""; run(); });
        return button;
      }));
      remember(state());
      // Counting every facet takes longer than finding the rows: it waits until the typing pauses.
      clearTimeout(waiting);
      waiting = setTimeout(() => recount(now, wanted), 120);
    };
    const run = () => { read(); table.draw(); };
    /* Of rows that follow one another and say the same, the first says it. */
    const again = (rows) => {
      let before = null;
      for (const row of rows) {
        const cell = row.querySelector("[data-again]");
        cell?.classList.toggle("z-again", cell.dataset.again === before);
        before = cell?.dataset.again ?? null;
      }
    };
    table.on("draw", () => {
      const rows = table.rows({ page: "current" }).nodes().toArray();
      for (const node of rows.flatMap((row) => Array.from(row.querySelectorAll("[data-words]")))) node.replaceChildren(highlight(node.textContent, wanted));
      again(rows);
      told();
    });
    table.on("column-visibility", () => { scopes(); remember(state()); });
    table.on("order", () => { if (root.dataset.group) table.rowGroup().enable(!table.order().length); });

    /* Paper has no next page to turn to, and nothing to open. */
    const everything = () => {
      if (table.page.len() >= 0) {
        table.page.len(-1).draw();
        window.addEventListener("afterprint", () => table.page.len(PAGE).draw(), { once: true });
      }
      root.querySelectorAll(".z-rest").forEach((rest) => { rest.open = true; });
    };
    const api = {
      exported: (place) => source.columns[place].out && !(source.columns[place].choose && source.columns[place].first && !table.column(place).visible())
        && !(source.columns[place].with && !table.column(at(source.columns[place].with)).visible()),
      reset: () => {
        for (const field of form.elements) field.value = "";
        source.columns.forEach((column, place) => column.choose && table.column(place).visible(column.first, false));
        read();
        table.order([]).draw();
      },
      print: () => { everything(); window.print(); },
    };
    const scopes = () => root.querySelectorAll("thead th").forEach((cell) => cell.setAttribute("scope", "col"));
    scopes();
    new DataTable.Buttons(table, buttons(root, source, api));
    root.querySelector(".z-filter__bar").append(table.buttons().container()[0]);
    table.search.fixed("facets", (text, data, place) => asked.matches(source.entries[place], now, wanted, ""));
    form.addEventListener("input", run);
    window.addEventListener("beforeprint", everything);
    table.draw();
  };

  document.querySelectorAll("[data-grid]").forEach((root) => {
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    // A phone shows the rows first; what is chosen stands below the closed box all the same.
    if (window.matchMedia("(max-width: 44.9375em)").matches) root.querySelector("details").open = false;
    const source = root.dataset.grid ? zeren.sources[root.dataset.grid](root) : written(root, root.querySelector("table"));
    Promise.all([source, library("datatables", true)]).then(([found]) => show(root, found)).catch((error) => {
      root.querySelector(".z-filter__count").textContent = "表格未能载入，请重新打开本页。";
      throw error;
    });
  });
})();
