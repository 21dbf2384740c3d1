/* What the table of all tasks shows: its rows from the data file, and how each column is shown, sorted and saved. */
"use strict";

(() => {
  const { url, load, fold, make, escape, long, chips, none, sure } = zeren;
  const { kinds } = zeren.wording;

  const nameless = (text) => none(text);
  const node = (shown) => (typeof shown === "string" ? document.createTextNode(shown) : shown);
  const lines = (nodes) => { const held = document.createDocumentFragment(); held.append(...nodes.filter(Boolean)); return held; };

  /** Values of an item for each facet. Unit, role and kind of unit speak about the same duty. */
  const describe = (all) => (item) => ({
    text: fold([item.title, item.text, item.label, item.place, ...item.targets.map((target) => target[0]),
      ...item.cells.map((cell) => cell[1]), ...item.duties.map((duty) => `${all.units[duty[1]].name} ${duty[3]}`)].join(" ")),
    duties: item.duties.map(([role, unit, level]) => ({
      role, unit: all.units[unit].id, unitkind: all.units[unit].kind, certainty: level,
    })),
    region: [all.plans[item.plan].region].filter(Boolean),
    plan: [all.plans[item.plan].id],
    kind: [item.kind],
    action: item.action < 0 ? [] : [all.actions[item.action].id],
    year: item.years.map(String),
    target: [item.targets.length ? "yes" : "no"],
  });

  const place = (item) => make("a", { class: `z-place${long(item.place + item.label)}`, href: url(item.href), title: "在原文中查看" }, `${item.place} `, make("br"), item.label);
  const task = (item) => lines([
    make("a", { class: "z-item", href: url(item.href), "data-item": item.id, "data-words": true }, item.title),
    item.text && item.text !== item.title ? make("div", { class: "z-text z-clamp", "data-words": true }, item.text) : null,
  ]);
  const dues = (item) => lines(item.due.flatMap(([value, hint, level], at) => [
    at ? make("br") : null, make("span", { class: `z-date${long(value)}`, title: hint }, value), sure(level)]));
  const listed = (all) => make("ul", { class: "z-plain" }, ...all.map(([name, amount, spoken, year]) => make("li", {}, `${name} `,
    make("span", { class: `z-q${long(amount)}` }, make("span", { "aria-hidden": "true" }, amount), make("span", { class: "z-sr" }, spoken)),
    year ? lines([" ", make("span", { class: "z-dim" }, `${year}年`)]) : null)));
  /** The first four; the others open. */
  const targets = ({ targets: all }) => lines([listed(all.slice(0, 4)), all.length > 4
    ? make("details", { class: "z-rest" }, make("summary", {}, `另 ${all.length - 4} 个`), listed(all.slice(4))) : null]);

  /** The columns, in the order in which they are saved. `with`: saved only, together with the column of that name. */
  const columns = (all, many) => {
    const units = (item, role) => item.duties.filter((duty) => duty[0] === role).map((duty) => all.units[duty[1]].name).join("、");
    const first = (item) => all.units[item.duties.find((one) => one[0] !== "support")?.[1]]?.name ?? "\uffff";
    const plan = (item) => all.plans[item.plan];
    const column = (name, title, show, plain, more = {}) => ({
      name, title, out: true, visible: true, choose: true, type: "zh", className: more.class || "", data: null, searchable: false,
      createdCell: (cell) => { cell.dataset.th = more.th ?? title; },
      // What is shown is a node, since DataTables reads a string as HTML, in a hidden column too.
      render: (item, type) => (type === "display" ? node(show(item)) : type === "sort" && more.sort ? more.sort(item) : plain(item)),
      ...more.column,
    });
    const hidden = { column: { visible: false } };
    const saved = (name, title, plain, host) => column(name, title, plain, plain, { column: { visible: false, choose: false, with: host } });
    return [
      saved("id", "编号", (item) => item.id),
      column("plan", "计划", (item) => make("a", { href: url(plan(item).href) }, plan(item).title), (item) => plan(item).title, { class: "z-c-units", column: { visible: many } }),
      column("kind", "类别", (item) => kinds[item.kind], (item) => kinds[item.kind], hidden),
      column("action", "行动", (item) => all.actions[item.action]?.name ?? "", (item) => all.actions[item.action]?.name ?? "", { class: "z-c-units", ...hidden }),
      column("place", "出处", place, (item) => `${item.place} ${item.label}`, { class: "z-c-place", sort: (item) => item.at, column: { type: "num" } }),
      column("task", "任务", task, (item) => item.title, { class: "z-c-task", th: "", column: { choose: false } }),
      saved("text", "内容", (item) => item.text, "task"),
      column("lead", "牵头 / 责任单位", (item) => lines([...chips(all, item, "lead"), ...chips(all, item, "responsible"), first(item) === "\uffff" ? nameless("未写明") : null]),
        (item) => units(item, "lead"), { class: "z-c-units", sort: first, column: { out: false } }),
      saved("leads", "牵头单位", (item) => units(item, "lead"), "lead"),
      column("support", "配合单位", (item) => { const found = chips(all, item, "support"); return lines(found.length ? found : [nameless("无")]); },
        (item) => units(item, "support"), { class: "z-c-units" }),
      saved("responsible", "责任单位", (item) => units(item, "responsible"), "lead"),
      column("due", "时限", (item) => (item.due.length ? dues(item) : nameless("未写明")), (item) => item.due.map((due) => due[0]).join("；"),
        { class: "z-c-date", sort: (item) => item.years[0] || 9999, column: { type: "num" } }),
      column("targets", "指标", (item) => (item.targets.length ? targets(item) : nameless("无")),
        (item) => item.targets.map(([name, , spoken, year]) => `${name}${spoken}${year ? `（${year}年）` : ""}`).join("；"),
        { class: "z-c-target", sort: (item) => item.targets.length, column: { type: "num" } }),
      // Columns of the plans' own tables that no field holds: 备注, 建设主体. The address separates names by dots.
      ...all.headers.map((header, at) => {
        const words = (item) => item.cells.filter((cell) => cell[0] === at).map((cell) => cell[1]).join("；");
        return column(`表-${header.replace(/\./g, "")}`, escape(header), words, words, { class: "z-c-further", th: header, ...hidden });
      }),
    ];
  };

  zeren.sources = {
    tasks: async (root) => {
      const all = await load("items");
      const data = all.items.map((item, at) => ({ ...item, at }));
      return { data, entries: data.map(describe(all)), columns: columns(all, "many" in root.dataset), body: (value) => value };
    },
  };
})();
