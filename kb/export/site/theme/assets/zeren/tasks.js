/* The table of all tasks: facets, free text, sorting; the state is in the address; what is shown can be exported. */
"use strict";

(() => {
  const root = document.getElementById("z-tasks");
  if (!root) return;
  const { url, load, fold, make, highlight, words, chips, kinds, certainty, remember, copy, none, sure } = zeren;
  const STEP = 100;
  const form = root.querySelector("form");
  const body = root.querySelector("tbody");
  const grid = root.querySelector("table");
  const count = root.querySelector(".z-filter__count");
  const badges = root.querySelector(".z-filter__chips");
  const more = root.querySelector(".z-filter__more");
  const ROLES = { lead: "牵头", support: "配合", responsible: "责任" };
  const SURE = { stated: "原文明示", repaired: "经修复", inherited: "承自合并单元格", inferred: "推断" };
  const FACETS = ["region", "plan", "kind", "action", "unit", "role", "unitkind", "year", "target", "certainty"];
  let all = null;
  let entries = [];
  let shown = [];
  let limit = STEP;
  let counting = 0;

  /** Values of an item for each facet. Unit, role and kind of unit speak about the same duty. */
  const describe = (item) => ({
    item,
    text: fold([item.title, item.text, item.label, item.place, ...item.targets.map((target) => target[0]),
      ...item.duties.map((duty) => `${all.units[duty[1]].name} ${duty[3]}`)].join(" ")),
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

  const OF_DUTY = ["unit", "role", "unitkind", "certainty"];
  const matches = (entry, state, wanted, without) => {
    for (const facet of FACETS) {
      if (facet === without || OF_DUTY.includes(facet) || !state[facet]) continue;
      if (!entry[facet].includes(state[facet])) return false;
    }
    const asked = OF_DUTY.filter((facet) => facet !== without && state[facet]);
    if (asked.length && !entry.duties.some((duty) => asked.every((facet) => duty[facet] === state[facet]))) return false;
    return wanted.every((word) => entry.text.includes(word));
  };
  const values = (entry, facet, state) => {
    if (!OF_DUTY.includes(facet)) return entry[facet];
    const asked = OF_DUTY.filter((other) => other !== facet && state[other]);
    return new Set(entry.duties.filter((duty) => asked.every((other) => duty[other] === state[other])).map((duty) => duty[facet]));
  };

  const names = () => ({
    region: new Map(all.plans.filter((plan) => plan.region).map((plan) => [plan.region, plan.region])),
    plan: new Map(all.plans.map((plan) => [plan.id, plan.title])),
    kind: new Map(Object.entries(kinds)),
    action: new Map(all.actions.map((action) => [action.id, action.name])),
    unit: new Map(all.units.map((unit) => [unit.id, unit.name])),
    role: new Map(Object.entries(ROLES)),
    unitkind: new Map(all.units.map((unit) => [unit.kind, unit.kind])),
    year: new Map(Array.from(new Set(entries.flatMap((entry) => entry.year))).sort().map((year) => [year, `${year}年`])),
    target: new Map([["yes", "有指标"], ["no", "没有指标"]]),
    certainty: new Map(Object.entries(SURE)),
  });
  let titles = {};

  const state = () => Object.fromEntries(new FormData(form));
  const fill = (now, wanted) => {
    for (const facet of FACETS) {
      const found = new Map();
      for (const entry of entries) {
        if (!matches(entry, now, wanted, facet)) continue;
        for (const value of values(entry, facet, now)) found.set(value, (found.get(value) || 0) + 1);
      }
      const select = form.elements[facet];
      const options = [make("option", { value: "" }, "全部")];
      for (const [value, title] of titles[facet]) {
        if (found.has(value) || now[facet] === value) {
          options.push(make("option", { value }, `${title.length > 24 ? `${title.slice(0, 23)}…` : title} (${found.get(value) || 0})`));
        }
      }
      select.replaceChildren(...options);
      select.value = now[facet] || "";
    }
  };

  const row = (item, wanted) => {
    const place = make("a", { class: "z-place", href: url(item.href), title: "在原文中查看" }, `${item.place} `, make("br"), item.label);
    const title = make("a", { class: "z-item", href: url(item.href), "data-item": item.id }, highlight(item.title, wanted));
    const text = item.text && item.text !== item.title ? make("div", { class: "z-text z-clamp" }, highlight(item.text, wanted)) : null;
    const leads = [...chips(all, item, "lead"), ...chips(all, item, "responsible")];
    const supports = chips(all, item, "support");
    const due = item.due.flatMap(([value, hint, level], at) => [at ? make("br") : null, make("span", { class: "z-date", title: hint }, value), sure(level)]);
    const targets = item.targets.map(([name, amount, spoken, year]) => make("li", {}, `${name} `,
      make("span", { class: "z-q" }, make("span", { "aria-hidden": "true" }, amount), make("span", { class: "z-sr" }, spoken)),
      year ? make("span", { class: "z-dim" }, ` ${year}年`) : null));
    return make("tr", {},
      make("td", { "data-th": "出处" }, place),
      make("td", { "data-th": "" }, title, text),
      make("td", { "data-th": "牵头 / 责任" }, ...(leads.length ? leads : [none("未写明")])),
      make("td", { "data-th": "配合单位" }, ...(supports.length ? supports : [none("无")])),
      make("td", { "data-th": "时限" }, ...(due.length ? due : [none("未写明")])),
      make("td", { "data-th": "指标" }, targets.length ? make("ul", { class: "z-plain" }, ...targets) : none("无")));
  };

  const orders = {
    due: (a, b) => (a.item.years[0] || 9999) - (b.item.years[0] || 9999),
    unit: (a, b) => lead(a).localeCompare(lead(b), "zh"),
    title: (a, b) => a.item.title.localeCompare(b.item.title, "zh"),
  };
  const lead = (entry) => {
    const duty = entry.item.duties.find((one) => one[0] !== "support");
    return duty ? all.units[duty[1]].name : "\uffff";
  };

  const draw = () => {
    const wanted = words(form.elements.q.value);
    body.replaceChildren(...shown.slice(0, limit).map((entry) => row(entry.item, wanted)));
    more.hidden = shown.length <= limit;
  };
  const run = () => {
    const now = state();
    const wanted = words(now.q);
    shown = entries.filter((entry) => matches(entry, now, wanted, ""));
    if (now.sort) shown.sort(orders[now.sort]);
    limit = STEP;
    draw();
    // Counting every facet takes longer than finding the rows: it waits until the typing pauses.
    clearTimeout(counting);
    counting = setTimeout(() => fill(now, wanted), 120);
    count.textContent = shown.length === entries.length ? `共 ${entries.length} 项` : `${shown.length} 项，共 ${entries.length} 项`;
    badges.replaceChildren(...["q", ...FACETS].filter((facet) => now[facet]).map((facet) => {
      const title = facet === "q" ? `“${now.q}”` : titles[facet].get(now[facet]) || now[facet];
      const button = make("button", { type: "button", title: "去掉这个条件" }, `${title} ×`);
      button.addEventListener("click", () => { form.elements[facet].value = ""; run(); });
      return button;
    }));
    if (!shown.length) {
      body.replaceChildren(make("tr", {}, make("td", { colspan: 6 }, none("没有符合全部条件的任务。请去掉一个条件再试。"))));
    }
    const hidden = columns().join(".");
    remember(new URLSearchParams([...Object.entries(now), ["hide", hidden]].filter(([, value]) => value)));
  };

  const COLUMNS = ["编号", "计划", "类别", "部分", "序号", "行动", "标题", "内容", "牵头单位", "配合单位", "责任单位", "时限", "指标"];
  const table = () => [COLUMNS, ...shown.map(({ item }) => {
    const units = (role) => item.duties.filter((duty) => duty[0] === role).map((duty) => all.units[duty[1]].name).join("、");
    return [item.id, all.plans[item.plan].title, kinds[item.kind], item.place, item.label, item.action < 0 ? "" : all.actions[item.action].name,
      item.title, item.text, units("lead"), units("support"), units("responsible"),
      item.due.map((due) => due[0]).join("；"),
      item.targets.map(([name, , spoken, year]) => `${name}${spoken}${year ? `（${year}年）` : ""}`).join("；")];
  })];
  /** Columns that are not wanted stand in the address as numbers: hide=4.5. */
  const columns = () => {
    const hidden = Array.from(form.querySelectorAll("[data-column]")).filter((box) => !box.checked).map((box) => box.dataset.column);
    grid.dataset.hide = hidden.join(" ");
    return hidden;
  };
  const everything = () => { limit = Infinity; draw(); };

  const acts = {
    reset: () => { form.reset(); form.querySelectorAll("[data-column]").forEach((box) => { box.checked = true; }); for (const facet of FACETS) form.elements[facet].value = ""; run(); },
    link: (button) => copy(location.href, button),
    xlsx: (button) => zeren.save("xlsx", "任务", table(), button),
    csv: (button) => zeren.save("csv", "任务", table(), button),
    copy: (button) => zeren.save("copy", "任务", table(), button),
    print: () => { everything(); window.print(); },
    more: () => { limit += STEP; draw(); },
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) acts[button.dataset.act](button);
  });

  // A phone shows the tasks first; what is chosen stands below the closed box all the same.
  if (window.matchMedia("(max-width: 44.9375em)").matches) form.querySelector("details").open = false;

  load("items").then((items) => {
    all = items;
    entries = items.items.map(describe);
    titles = names();
    fill({}, []);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name !== "hide" && form.elements[name]) form.elements[name].value = value;
    }
    for (const column of (new URLSearchParams(location.search).get("hide") || "").split(".")) {
      const box = form.querySelector(`[data-column="${CSS.escape(column)}"]`);
      if (box) box.checked = false;
    }
    form.addEventListener("input", run);
    window.addEventListener("beforeprint", everything);
    run();
  }).catch(() => { count.textContent = "数据未能载入，请重新打开本页。"; });
})();
