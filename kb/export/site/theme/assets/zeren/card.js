/* The card of an item: opens in place from any link with data-item; without script the link leads to the source text. */
"use strict";

(() => {
  const { url, load, make, chips, copy, none } = zeren;
  const { kinds, roles } = zeren.wording;
  const LINKS = { details: "细化", funds: "由项目落实", repeats: "内容相同" };
  const SEVERITIES = { error: "✕ 矛盾", warning: "! 待核", info: "i 提示" };
  let dialog = null;

  const line = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];

  const citation = (all, item) => {
    const plan = all.plans[item.plan];
    const number = plan.number ? `（${plan.number}）` : "";
    return `《${plan.title}》${number}${item.place}${item.label}：${item.title}${item.text && item.text !== item.title ? `。${item.text}` : ""}`;
  };

  const facts = (all, item) => {
    const list = make("dl", {});
    for (const role of ["lead", "support", "responsible"]) {
      const found = chips(all, item, role);
      if (found.length) list.append(...line(roles[role], ...found));
    }
    if (!item.duties.length) list.append(...line("责任单位", none("原文没有写明")));
    list.append(...line("时限", item.due.length
      ? make("ul", {}, ...item.due.map(([text, title, level]) => make("li", { title }, text, zeren.sure(level))))
      : none("原文没有写明")));
    if (item.targets.length) {
      list.append(...line("指标", make("ul", {}, ...item.targets.map(([name, amount, spoken, year]) => make("li", {},
        `${name} `, make("b", { title: spoken }, amount), year ? ` ${year}年` : "")))));
    }
    for (const [header, text] of item.cells) list.append(...line(all.headers[header] ?? "表中另有", text));
    list.append(...line("原文", excerpt(all, item)));
    list.append(...line("位置", [item.where, ...item.path].join(" › ")));
    if (item.links.length) {
      const others = new Map(all.items.map((other) => [other.id, other]));
      list.append(...line("相关", make("ul", {}, ...item.links.filter(([, id]) => others.has(id)).map(([kind, id]) => {
        const other = others.get(id);
        return make("li", {}, `${LINKS[kind] || ""} `, make("a", { href: url(other.href), "data-item": id, class: "z-item" }, `${other.label} ${other.title}`));
      }))));
    }
    if (item.issues.length) {
      list.append(...line("核查", make("ul", {}, ...item.issues.map(([severity, message]) => make("li", {},
        make("span", { class: `z-sev z-sev--${severity}` }, SEVERITIES[severity]), ` ${message}`)))));
    }
    return list;
  };

  /** A piece of a line: words, or [the element's name, what it has, pieces]; a link counts from the site's root. */
  const piece = (told) => {
    if (typeof told === "string") return told;
    const [name, { href, ...held }, ...inside] = told;
    return make(name, href === undefined ? held : { ...held, href: url(href) }, ...inside.map(piece));
  };
  /** The item's words in the document, with what was read from them marked. */
  const excerpt = (all, item) => {
    const held = make("div", { class: "z-card__quote" });
    load(`quotes-${all.plans[item.plan].id}`).then((quotes) => {
      const [lines, outside] = quotes[item.id] || [[], []];
      held.replaceChildren(...lines.map((line) => make("p", {}, ...line.map(piece))), ...outside.map(([name, text, line]) => make("p", { class: "z-dim" },
        `${name}“${text}”写在全文第 ${line} 行（合并单元格或全文规则）`)));
    }).catch(() => { held.textContent = "原文未能载入。"; });
    return held;
  };

  const open = async (id) => {
    const all = await load("items");
    const item = all.items.find((one) => one.id === id);
    if (!item) return;
    if (!dialog) {
      dialog = make("dialog", { class: "z-card", "aria-labelledby": "z-card-title" });
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      document.body.append(dialog);
    }
    const close = make("button", { type: "button", class: "z-card__close", "aria-label": "关闭" }, "×");
    close.addEventListener("click", () => dialog.close());
    const cite = make("button", { type: "button", class: "z-button" }, "复制引用");
    cite.addEventListener("click", () => copy(citation(all, item), cite));
    const link = make("button", { type: "button", class: "z-button" }, "复制链接");
    link.addEventListener("click", () => copy(new URL(url(item.href), location.href).href, link));
    const source = make("a", { class: "z-button z-button--main", href: url(item.href) }, "查看原文");
    source.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(make("div", { class: "z-card__in" },
      make("div", { class: "z-card__top" },
        make("span", {}, `${all.plans[item.plan].title} · ${item.place} ${item.label} · ${kinds[item.kind]}`), close),
      make("h2", { id: "z-card-title" }, item.title),
      item.text && item.text !== item.title ? make("p", {}, item.text) : null,
      facts(all, item),
      make("div", { class: "z-card__acts" }, source, cite, link)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    close.focus({ preventScroll: true });
  };

  if (!window.HTMLDialogElement) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-item]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.item).catch(() => { location.href = link.href; });
  });
})();
