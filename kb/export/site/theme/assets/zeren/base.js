/* What every script of the site shares. Data come as scripts that call zeren.set, because a page opened from a folder
   (file://) may load a script but not fetch a file. Nothing here asks any other server. */
"use strict";

const zeren = (() => {
  const base = JSON.parse(document.getElementById("__config").textContent).base;
  const data = new Map();
  const waiting = new Map();

  /** Address of a page of the site, from its path below the site's root. */
  const url = (path) => `${base}/${path}`;

  /** Called by a data file. */
  const set = (name, value) => data.set(name, value);

  /** The script at `path`, loaded once. */
  const script = (path) => {
    if (!waiting.has(path)) {
      waiting.set(path, new Promise((resolve, reject) => {
        const node = document.createElement("script");
        node.src = url(path);
        node.onload = resolve;
        node.onerror = () => reject(new Error(`${path} 未能载入`));
        document.head.append(node);
      }));
    }
    return waiting.get(path);
  };

  /** The data file `name`. */
  const load = (name) => script(`assets/data/${name}.js`).then(() => data.get(name));

  /** A library of the site, with its style where it has one. Only the pages that need it ask for it. */
  const library = (name, styled) => {
    const path = `assets/lib/${name}`;
    if (styled && !waiting.has(`${path}.js`)) document.querySelector("link[rel=stylesheet]").before(make("link", { rel: "stylesheet", href: url(`${path}.css`) }));
    return script(`${path}.js`);
  };

  /** Text as it is compared: width and case folded. Keeps the length wherever it can, so that hits can be shown. */
  const fold = (text) => Array.from(text, (char) => {
    const folded = char.normalize("NFKC").toLowerCase();
    return folded.length === char.length ? folded : char.toLowerCase();
  }).join("");

  /* From data to page there are two ways. `make` builds elements, whose strings become text; a library that takes nothing
     but HTML gets `escape`. Nothing of ours writes HTML that holds data (a test looks). */

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;" };
  /** The text as HTML. */
  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

  /** What a program may take for a formula is text: an apostrophe before it, as kb/export/csv_table.py writes it. */
  const guarded = (text) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);

  /** An element with attributes and children; strings become text. */
  const make = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) node.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  /** `text` with every occurrence of the (folded) words marked. */
  const highlight = (text, words) => {
    const folded = fold(text);
    const spans = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); word && at >= 0; at = folded.indexOf(word, at + word.length)) {
        spans.push([at, at + word.length]);
      }
    }
    spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const out = document.createDocumentFragment();
    let at = 0;
    for (const [start, end] of spans) {
      if (end <= at) continue;
      out.append(text.slice(at, Math.max(at, start)), make("mark", {}, text.slice(Math.max(at, start), end)));
      at = end;
    }
    out.append(text.slice(at));
    return out;
  };

  /** The words of a query: folded, parted by blanks. */
  const words = (query) => fold(query).split(/\s+/).filter(Boolean);

  /** Put the state into the address, without a new step in the history. */
  const remember = (parameters) => {
    const query = parameters.toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
    } catch { /* some browsers refuse this for files: the page works without */ }
  };

  const copy = async (text, button) => {
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", {});
      area.value = text;
      (button.closest("dialog") || document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = said; }, 1500);
  };

  /** How things are called, from kb/wording.py: the data file `wording`, which stands on every page before the other scripts. */
  const wording = () => data.get("wording");

  /** A small mark that says how sure a value is; null for what the document states. */
  const sure = (name) => wording().marks[name]
    ? make("sup", { class: "z-cert", title: `可信度：${wording().certainties[name]}` }, wording().marks[name]) : null;

  /** A class for what is too long to be kept in one line. */
  const long = (text) => (text.length > wording().line ? " z-long" : "");

  /** The chips of the item's units in one role. */
  const chips = (all, item, role) => item.duties.filter((duty) => duty[0] === role).flatMap(([, place, level, mention]) => {
    const unit = all.units[place];
    const title = mention === unit.name ? null : `原文写作“${mention}”`;
    const chip = make("a", {
      class: `z-chip${role === "support" ? "" : " z-chip--lead"}${long(unit.name)}`, href: url(`units/${unit.id}/index.html`), title,
    }, unit.name);
    return [make("span", { class: "z-one" }, chip, sure(level)), " "];
  });

  const none = (text) => make("span", { class: "z-none" }, text);

  return { url, set, load, library, fold, escape, guarded, make, highlight, words, remember, copy, sure, long, chips, none, get wording() { return wording(); } };
})();
