/* Charts: the SVG on the page is drawn again by Vega when it comes into sight, so that it can be pointed at and fits the
   width. Every mark that leads somewhere can be reached by keyboard. Vega is loaded only then. It walks the trees of its
   expressions (`ast`) and brings no style of its own, since the policy of the page allows neither eval nor inline style. */
"use strict";

(() => {
  const LEADS = "[role='graphics-symbol']";
  /** What the keyboard reaches is told to Vega as if it were pointed at: it says what it is, and stands out. */
  const point = (mark, ...types) => {
    const { left: clientX, bottom: clientY } = mark.getBoundingClientRect();
    types.forEach((type) => mark.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX, clientY })));
  };
  /** What a mark says when it is pointed at: names and values as text. */
  const tip = zeren.make("div", { id: "vg-tooltip-element", class: "z-tip", role: "tooltip", hidden: true });
  const AWAY = 10;
  const within = (at, size, room) => (at + AWAY + size <= room ? at + AWAY : Math.max(0, at - AWAY - size));
  const tell = (handler, event, item, value) => {
    tip.hidden = !value;
    if (!value) return;
    tip.replaceChildren(zeren.make("table", {}, ...Object.entries(value).map(([name, said]) => zeren.make("tr", {},
      zeren.make("td", { class: "key" }, `${name}`), zeren.make("td", { class: "value" }, `${said}`)))));
    document.body.append(tip);
    tip.style.left = `${within(event.clientX, tip.offsetWidth, window.innerWidth)}px`;
    tip.style.top = `${within(event.clientY, tip.offsetHeight, window.innerHeight)}px`;
  };
  const draw = async (figure) => {
    await zeren.library("vega");
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const held = figure.querySelector(".z-chart__svg");
    if (spec.columns) spec.columns = Math.max(1, Math.min(spec.columns, Math.floor(held.clientWidth / 230)));
    // On a phone the names take a third of the width at most.
    if (held.clientWidth < 500 && spec.encoding?.y?.axis?.labelLimit) Object.assign(spec.encoding.y.axis, { labelLimit: held.clientWidth / 2.6, minExtent: 0 });
    const place = zeren.make("div", { role: "group", "aria-label": held.getAttribute("aria-label"), tabindex: "0" });
    held.after(place);
    await window.vegaEmbed(place, spec, { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: tell });
    held.remove();
    for (const mark of place.querySelectorAll(LEADS)) {
      if (!mark.__data__?.href) continue;
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("role", "link");
      mark.addEventListener("focus", () => point(mark, "pointerover", "pointermove"));
      mark.addEventListener("blur", () => point(mark, "pointerout"));
      mark.addEventListener("keydown", (event) => { if (event.key === "Enter") location.href = mark.__data__.href; });
    }
  };
  if (!window.IntersectionObserver) return;
  const seen = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach((one) => {
    seen.unobserve(one.target);
    draw(one.target);
  }), { rootMargin: "200px" });
  document.querySelectorAll("[data-chart]").forEach((figure) => seen.observe(figure));
})();
