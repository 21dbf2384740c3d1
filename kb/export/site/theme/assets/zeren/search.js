/* Search: every substring of the items, units and the remaining lines of the source texts. Complete by construction:
   a plain scan over the folded texts; all words of the query must occur. Title before unit before text. */
"use strict";

(() => {
  const { url, load, fold, make, highlight, words, chips, roles, kinds } = zeren;
  const LETTERS = /^[a-z]+$/;
  let index = null;

  /** One entry a thing that can be found: its fields, folded, with their weights. */
  const build = (all, text) => {
    const entries = [];
    for (const unit of all.units) {
      entries.push({ type: "unit", unit, fields: [[fold(unit.name), 14], [fold(unit.full), 10], [fold(unit.keys), 6]] });
    }
    for (const item of all.items) {
      const units = item.duties.map((duty) => `${duty[3]} ${all.units[duty[1]].name} ${all.units[duty[1]].full}`).join(" ");
      const targets = item.targets.map((target) => target[0]).join(" ");
      entries.push({
        type: "item", item,
        fields: [[fold(item.title), 8], [fold(targets), 5], [fold(units), 4], [fold(item.path.join(" ")), 2], [fold(item.text), 2]],
      });
    }
    for (const [plan, anchor, line] of text) {
      entries.push({ type: "text", plan, anchor, line, fields: [[fold(line), 1]] });
    }
    return entries;
  };

  const ready = async () => {
    if (!index) {
      const [all, text] = await Promise.all([load("items"), load("text")]);
      index = { all, entries: build(all, text) };
    }
    return index;
  };

  const score = (entry, wanted) => {
    let total = 0;
    for (const word of wanted) {
      let best = 0;
      for (const [field, weight] of entry.fields) {
        const at = field.indexOf(word);
        if (at < 0) continue;
        const exact = field === word ? 12 : 0;
        const count = field.split(word).length - 1;
        best += weight + exact + (at === 0 ? weight / 4 : 0) + Math.min(count - 1, 3) * 0.3;
      }
      if (!best) return 0;
      total += best;
    }
    if (entry.type === "item") {
      const role = entry.item.duties.length ? 1.5 : 0;
      total += role + { task: 0.6, project: 0.4, measure: 0.3, goal: 0 }[entry.item.kind];
    }
    return total;
  };

  /** All entries in which every word occurs, best first; the order of the document decides among equals. */
  const find = (entries, query) => {
    const wanted = words(query);
    if (!wanted.length || (wanted.join("").length < 2 && !LETTERS.test(wanted[0]))) return [];
    const hits = [];
    entries.forEach((entry, place) => {
      const value = score(entry, wanted);
      if (value) hits.push([value, place, entry]);
    });
    return hits.sort((a, b) => b[0] - a[0] || a[1] - b[1]).map((hit) => hit[2]);
  };

  const address = (all, entry) => {
    if (entry.type === "unit") return url(`units/${entry.unit.id}/index.html`);
    if (entry.type === "item") return url(entry.item.href);
    return url(`plans/${all.plans[entry.plan].id}/text/index.html#${entry.anchor}`);
  };
  const what = (entry) => entry.type === "unit" ? "单位" : entry.type === "item" ? kinds[entry.item.kind] : "原文";
  const name = (entry) => entry.type === "unit" ? entry.unit.name : entry.type === "item" ? entry.item.title : entry.line;
  const who = (all, item) => ["lead", "responsible", "support"].map((role) => {
    const names = item.duties.filter((duty) => duty[0] === role).map((duty) => all.units[duty[1]].name);
    return names.length ? `${roles[role].slice(0, 2)} ${names.join("、")}` : "";
  }).filter(Boolean).join(" · ");
  const counts = (unit) => `牵头 ${unit.counts[0]} · 配合 ${unit.counts[1]} · 责任 ${unit.counts[2]}`;

  /** The part of the text around the first word found. */
  const snippet = (text, wanted) => {
    const folded = fold(text);
    const places = wanted.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
    const at = places.length ? Math.min(...places) : 0;
    const start = Math.max(0, at - 36);
    return (start ? "…" : "") + text.slice(start, start + 130) + (start + 130 < text.length ? "…" : "");
  };

  /* The box with suggestions, in the header and on the home page. */
  const suggestions = (input, number) => {
    const list = make("ul", { class: "z-suggest", id: `z-suggest-${number}`, role: "listbox", "aria-label": "建议", hidden: true });
    input.form.append(list);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(key, value);
    let chosen = -1;
    let turn = 0;

    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      const options = Array.from(list.children);
      chosen = (place + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const show = async () => {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) return close();
      const { all, entries } = await ready();
      if (mine !== turn) return undefined;
      const hits = find(entries, query);
      const wanted = words(query);
      if (!hits.length) return close();
      const options = hits.slice(0, 8).map((entry, at) => {
        const note = entry.type === "item" ? who(all, entry.item) : entry.type === "unit" ? counts(entry.unit) : "";
        const option = make("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" },
          make("span", { class: "z-suggest__what" }, what(entry)),
          make("b", {}, highlight(snippet(name(entry), wanted).slice(0, 60), wanted)),
          note && make("span", { class: "z-suggest__note" }, note));
        option.dataset.href = address(all, entry);
        return option;
      });
      const rest = make("li", { role: "option", id: `${list.id}-all`, "aria-selected": "false" }, `查看全部 ${hits.length} 条结果`);
      rest.dataset.href = `${url("search/index.html")}?q=${encodeURIComponent(query)}`;
      list.replaceChildren(...options, rest);
      list.hidden = false;
      chosen = -1;
      input.setAttribute("aria-expanded", "true");
      return undefined;
    };

    input.addEventListener("input", show);
    input.addEventListener("focus", () => { ready(); if (input.value) show(); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("li");
      if (option) location.href = option.dataset.href;
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { choose(chosen + 1); event.preventDefault(); }
      if (event.key === "ArrowUp") { choose(chosen < 0 ? -1 : chosen - 1); event.preventDefault(); }
      if (event.key === "Enter" && chosen >= 0) { location.href = list.children[chosen].dataset.href; event.preventDefault(); }
    });
  };

  /* The page of results. */
  const results = (page) => {
    const input = page.querySelector("input");
    const count = page.querySelector(".z-results__count");
    const list = page.querySelector(".z-results__list");
    const bar = page.querySelector(".z-results__kinds");
    const more = page.querySelector(".z-results__more");
    let hits = [];
    let shown = 50;
    let only = "";

    const entryNode = (all, entry, wanted) => {
      const link = make("a", { href: address(all, entry), class: entry.type === "item" ? "z-item" : null, "data-item": entry.type === "item" ? entry.item.id : null },
        highlight(entry.type === "text" ? snippet(entry.line, wanted) : name(entry), wanted));
      const head = make("div", { class: "z-results__head" }, make("span", { class: "z-tag" }, what(entry)), link);
      if (entry.type === "unit") {
        return make("li", {}, head, make("p", { class: "z-results__who" }, [entry.unit.full, counts(entry.unit)].filter(Boolean).join(" · ")));
      }
      if (entry.type === "text") {
        return make("li", {}, head, make("p", { class: "z-results__who" }, all.plans[entry.plan].title));
      }
      const { item } = entry;
      const people = make("div", { class: "z-results__who" });
      for (const role of ["lead", "responsible", "support"]) {
        const found = chips(all, item, role);
        if (found.length) people.append(`${roles[role].slice(0, 2)} `, ...found);
      }
      if (item.due.length) people.append(make("span", { class: "z-dim" }, ` ${item.due.map((due) => due[0]).join("、")}`));
      head.append(make("span", { class: "z-dim" }, `${item.place} ${item.label}${all.plans.length > 1 ? ` · ${all.plans[item.plan].title}` : ""}`));
      return make("li", {}, head, make("p", { class: "z-results__text" }, highlight(snippet(item.text, wanted), wanted)), people);
    };
    const draw = () => {
      const wanted = words(input.value);
      const kindsFound = new Map();
      for (const hit of hits) kindsFound.set(what(hit), (kindsFound.get(what(hit)) || 0) + 1);
      if (only && !kindsFound.has(only)) only = "";
      bar.replaceChildren(...(kindsFound.size > 1 ? [["", hits.length], ...kindsFound] : []).map(([kind, number]) => {
        const button = make("button", { type: "button", class: "z-pill", "aria-pressed": String(only === kind) }, `${kind || "全部"} ${number}`);
        button.addEventListener("click", () => { only = kind; shown = 50; draw(); });
        return button;
      }));
      const chosen = hits.filter((hit) => !only || what(hit) === only);
      list.replaceChildren(...chosen.slice(0, shown).map((entry) => entryNode(index.all, entry, wanted)));
      more.hidden = chosen.length <= shown;
      if (!wanted.length) count.textContent = "请输入要找的文字：单位、任务、指标或原文中的任意两个字以上。";
      else if (wanted.join("").length < 2) count.textContent = "请至少输入两个字。";
      else count.textContent = hits.length ? `找到 ${hits.length} 条` : `没有找到“${input.value.trim()}”。可以换一个说法，或只输入其中两个字。`;
    };
    const run = async () => {
      const { entries } = await ready();
      hits = find(entries, input.value);
      shown = 50;
      draw();
      zeren.remember(new URLSearchParams(input.value.trim() ? { q: input.value.trim() } : {}));
    };
    input.value = new URLSearchParams(location.search).get("q") || "";
    input.addEventListener("input", run);
    page.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); run(); });
    more.querySelector("button").addEventListener("click", () => { shown += 50; draw(); });
    if (input.value) run();
    else input.focus();
  };

  document.querySelectorAll("input[data-search]").forEach(suggestions);
  const page = document.getElementById("z-results");
  if (page) results(page);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector("#z-page-search, #z-home-search") || document.getElementById("z-header-search");
    box.focus();
    event.preventDefault();
  });
})();
