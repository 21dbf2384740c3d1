/* The search box with its suggestions, and the page of results. What is found, and in which order, is decided in
   search-index.js. */
"use strict";

(() => {
  const { url, make, highlight, search, ask } = zeren;
  const FIRST = 20;
  const ANSWERS = 8;
  const { kinds, verbs, types } = zeren.wording;

  const what = (entry) => {
    const [type, kind] = search.kindOf(entry);
    return types[type] ?? kinds[kind];
  };
  /** The forms to be marked in the texts. */
  const wantedOf = (found) => found.clauses.flat().filter((form) => form[0] !== search.FACET);
  const who = (one) => ["lead", "responsible", "support"].map((role) => {
    const names = one.duties.filter((duty) => duty[0] === role).map((duty) => duty[1]);
    return names.length ? `${verbs[role]} ${names.join("、")}` : "";
  }).filter(Boolean).join(" · ");
  const counts = (unit) => Object.values(verbs).map((verb, at) => `${verb} ${unit.counts[at]}`).join(" · ");
  const isItem = (one) => Boolean(one.item);

  /** The part of the text around the first word found. */
  const snippet = (text, wanted) => {
    const folded = zeren.fold(text);
    const places = wanted.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
    const at = places.length ? Math.min(...places) : 0;
    const start = Math.max(0, at - 36);
    return (start ? "…" : "") + text.slice(start, start + 130) + (start + 130 < text.length ? "…" : "");
  };

  /** The answer to a question, where the words are one that is understood. */
  const answerTo = async (query) => ((await ask.asks(query)) ? ask.ask(query) : null);
  /** The answer in one line. */
  const brief = (answer) => (answer.answer.length
    ? `${answer.said}：${answer.answer.slice(0, 3).join("、")}${answer.answer.length > 3 ? " 等" : ""}` : answer.said);

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
      const answer = await answerTo(query);
      const found = await search.find(query);
      const first = await search.shown(found.hits.slice(0, 8).map(([entry]) => entry));
      if (mine !== turn) return undefined;
      if (!first.length && !answer) return close();
      const wanted = wantedOf(found);
      const options = first.map((one, at) => {
        const note = isItem(one) ? who(one) : one.counts ? counts(one) : "";
        const option = make("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" },
          make("span", { class: "z-suggest__what" }, what(found.hits[at][0])),
          make("b", {}, highlight(snippet(isItem(one) || one.counts ? one.name : one.text, wanted).slice(0, 60), wanted)),
          note && make("span", { class: "z-suggest__note" }, note));
        option.dataset.href = url(one.href);
        return option;
      });
      const page = `${url("search/index.html")}?q=${encodeURIComponent(query)}`;
      const rest = make("li", { role: "option", id: `${list.id}-all`, "aria-selected": "false" }, `查看全部 ${found.hits.length} 条结果`);
      rest.dataset.href = page;
      if (answer) {
        const option = make("li", { role: "option", id: `${list.id}-answer`, "aria-selected": "false", class: "z-suggest__answer" },
          make("span", { class: "z-suggest__what" }, "回答"), make("b", {}, brief(answer)), make("span", { class: "z-suggest__note" }, "附原文依据"));
        option.dataset.href = page;
        options.unshift(option);
      }
      list.replaceChildren(...options, ...(found.hits.length ? [rest] : []));
      list.hidden = false;
      chosen = -1;
      input.setAttribute("aria-expanded", "true");
      return undefined;
    };

    input.addEventListener("input", show);
    input.addEventListener("focus", () => { if (input.value) show(); });
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
    const answered = page.querySelector(".z-answer");
    let found = { hits: [], clauses: [], note: "" };
    let shown = FIRST;
    let only = "";
    let turn = 0;

    const chip = ([, name, href, level, mention]) => make("span", {},
      make("a", { class: "z-chip", href: url(href), title: mention === name ? null : `原文写作“${mention}”` }, name), zeren.sure(level), " ");
    const entryNode = (entry, one, wanted) => {
      const named = isItem(one) || one.counts ? one.name : snippet(one.text, wanted);
      const link = make("a", { href: url(one.href), class: isItem(one) ? "z-item" : null, "data-item": one.item || null }, highlight(named, wanted));
      const line = make("div", { class: "z-results__head" }, make("span", { class: "z-tag" }, what(entry)), link);
      if (one.counts) return make("li", {}, line, make("p", { class: "z-results__who" }, [one.full, counts(one)].filter(Boolean).join(" · ")));
      if (!isItem(one)) return make("li", {}, line, make("p", { class: "z-results__who" }, one.plan));
      const people = make("div", { class: "z-results__who" });
      for (const role of ["lead", "responsible", "support"]) {
        const held = one.duties.filter((duty) => duty[0] === role);
        if (held.length) people.append(`${verbs[role]} `, ...held.map(chip));
      }
      if (one.due.length) people.append(make("span", { class: "z-dim" }, ` ${one.due.join("、")}`));
      line.append(make("span", { class: "z-dim" }, [one.where, one.plan].filter(Boolean).join(" · ")));
      return make("li", {}, line, make("p", { class: "z-results__text" }, highlight(snippet(one.text, wanted), wanted)), people);
    };
    /** What was understood, the answers, and the words they rest on, each with its place. */
    const answerNodes = (answer) => {
      const several = (values, node) => (values.length > ANSWERS
        ? [make("ul", {}, ...values.slice(0, ANSWERS).map(node)), make("details", {},
          make("summary", {}, `其余 ${values.length - ANSWERS} 条`), make("ul", {}, ...values.slice(ANSWERS).map(node)))]
        : [make("ul", {}, ...values.map(node))]);
      const quotes = answer.quotes.filter(([words, href]) => words && href);
      return [
        make("p", { class: "z-answer__said" }, answer.said),
        make("p", { class: "z-dim" }, `理解为：${answer.reading}`),
        ...(answer.answer.length ? several(answer.answer, (text) => make("li", {}, make("b", {}, text))) : []),
        ...(quotes.length ? [make("p", { class: "z-answer__from" }, "依据原文："),
          ...several(quotes, ([words, href]) => make("li", {}, make("q", {}, words), " ", make("a", { href: url(href) }, "查看出处")))] : []),
      ];
    };
    const said = () => {
      const query = input.value.trim();
      if (!query) return "请输入要找的文字：单位、任务、指标或原文中的任意文字。";
      if (found.refused) return `${found.refused}。${search.shorter()}。`;
      if (!found.hits.length) return `没有找到“${query}”。${found.note ? `${found.note}。` : ""}可以换一个说法，或只输入其中两个字。`;
      return (found.note ? `没有与“${query}”完全相同的文字。${found.note}。` : "") + `找到 ${found.hits.length} 条`;
    };
    const draw = async () => {
      const mine = turn;
      const wanted = wantedOf(found);
      const kindsFound = new Map();
      for (const [entry] of found.hits) kindsFound.set(what(entry), (kindsFound.get(what(entry)) || 0) + 1);
      if (only && !kindsFound.has(only)) only = "";
      bar.replaceChildren(...(kindsFound.size > 1 ? [["", found.hits.length], ...kindsFound] : []).map(([kind, number]) => {
        const button = make("button", { type: "button", class: "z-pill", "aria-pressed": String(only === kind) }, `${kind || "全部"} ${number}`);
        button.addEventListener("click", () => { only = kind; shown = FIRST; draw(); });
        return button;
      }));
      const chosen = found.hits.map(([entry]) => entry).filter((entry) => !only || what(entry) === only);
      const first = chosen.slice(0, shown);
      const known = await search.shown(first);
      if (mine !== turn) return;
      list.replaceChildren(...first.map((entry, at) => entryNode(entry, known[at], wanted)));
      more.hidden = chosen.length <= shown;
      count.textContent = said();
    };
    const run = async () => {
      turn += 1;
      const mine = turn;
      const answer = await answerTo(input.value);
      const hits = await search.find(input.value);
      if (mine !== turn) return;
      found = hits;
      answered.hidden = !answer;
      answered.replaceChildren(...(answer ? answerNodes(answer) : []));
      shown = FIRST;
      draw();
      zeren.remember(new URLSearchParams(input.value.trim() ? { q: input.value.trim() } : {}));
    };
    input.value = new URLSearchParams(location.search).get("q") || "";
    input.addEventListener("input", run);
    page.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); run(); });
    more.querySelector("button").addEventListener("click", () => { shown += FIRST; draw(); });
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
