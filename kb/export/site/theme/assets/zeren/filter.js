/* Small helpers of pages that are already complete without script: choosers, filters over rows, switches, printing. */
"use strict";

(() => {
  const { fold, words, make, load, url } = zeren;

  /* Unit chooser: names, pinyin, initials. On the home page it looks in all units, not only the ones shown. */
  const chooser = (input) => {
    const list = document.getElementById(input.dataset.chooser);
    const said = input.parentElement.querySelector("[data-chooser-count]");
    const first = said.textContent;
    const shown = Array.from(list.querySelectorAll("[data-keys]"));
    let more = [];
    const line = (unit) => make("li", { "data-keys": unit.keys }, make("a", { href: url(`units/${unit.id}/index.html`) },
      make("span", { class: "z-ranks__name" }, unit.name), make("span", {}),
      make("span", { class: "z-ranks__n" }, `牵头 ${unit.counts[0]} 配合 ${unit.counts[1]} 责任 ${unit.counts[2]}`)));
    const run = async () => {
      const wanted = words(input.value);
      if (wanted.length && list.dataset.more && !more.length) {
        const names = new Set(shown.map((node) => node.dataset.keys));
        more = (await load("items")).units.filter((unit) => !names.has(unit.keys)).map(line);
        list.append(...more);
      }
      let count = 0;
      for (const node of [...shown, ...more]) {
        const keys = fold(node.dataset.keys);
        const match = wanted.length ? wanted.every((word) => keys.includes(word)) : !more.includes(node);
        node.hidden = !match;
        count += match;
      }
      said.textContent = wanted.length ? (count ? `${count} 个单位` : "没有这样的单位") : first;
    };
    input.addEventListener("input", run);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const link = [...shown, ...more].find((node) => !node.hidden)?.querySelector("a");
      if (input.value.trim() && link) link.click();
    });
  };

  /* Filter over the rows of the page's tables: words, and the year in which something falls due. */
  const rowFilter = (bar) => {
    const input = bar.querySelector("input");
    const said = bar.querySelector("[role=status]");
    const first = said.textContent;
    const pills = Array.from(bar.querySelectorAll("[data-year]"));
    const rows = Array.from(document.querySelectorAll(".z-table tbody tr"))
      .filter((row) => bar.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING)
      .filter((row) => !pills.length || row.hasAttribute("data-years"));
    const texts = rows.map((row) => fold(row.textContent));
    const run = () => {
      const wanted = words(input.value);
      const years = pills.filter((pill) => pill.getAttribute("aria-pressed") === "true").map((pill) => pill.dataset.year);
      let count = 0;
      const bodies = new Map();
      rows.forEach((row, place) => {
        const own = (row.dataset.years || "").split(" ");
        const match = wanted.every((word) => texts[place].includes(word)) && (!years.length || years.some((year) => own.includes(year)));
        row.hidden = !match;
        count += match;
        const body = row.closest("tbody");
        bodies.set(body, (bodies.get(body) || false) || match);
      });
      for (const [body, any] of bodies) body.hidden = !any;
      document.querySelectorAll(".z-group").forEach((group) => {
        group.hidden = !Array.from(group.querySelectorAll("tbody tr")).some((row) => !row.hidden);
      });
      said.textContent = wanted.length || years.length ? `${count} 项符合` : first;
    };
    input.addEventListener("input", run);
    pills.forEach((pill) => pill.addEventListener("click", () => {
      pill.setAttribute("aria-pressed", String(pill.getAttribute("aria-pressed") !== "true"));
      run();
    }));
  };

  /* Which findings are marked in the source text. */
  const switches = (set) => {
    const article = set.closest("article");
    set.addEventListener("change", (event) => article.classList.toggle(`z-off-${event.target.value}`, !event.target.checked));
  };

  /* Material opens its navigation by a label, which a keyboard cannot press. */
  const drawer = (label) => label.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    label.click();
    if (document.getElementById("__drawer").checked) document.querySelector(".md-nav--primary a")?.focus();
  });

  document.querySelectorAll("[data-drawer]").forEach(drawer);
  document.querySelectorAll("[data-chooser]").forEach(chooser);
  document.querySelectorAll("[data-rowfilter]").forEach(rowFilter);
  document.querySelectorAll("[data-switches]").forEach(switches);
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  const year = new Date().getFullYear();
  document.querySelectorAll("time[data-due]").forEach((time) => {
    const due = Number(time.dateTime);
    time.textContent = due < year ? "已过。" : due === year ? "本年。" : "";
  });
})();
