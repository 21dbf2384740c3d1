/* Light or dark as the reader has chosen, before the page is painted: what the theme does in an inline script. */
"use strict";

(() => {
  const chosen = __md_get("__palette");
  if (!chosen || !chosen.color) return;
  const { color } = chosen;
  if (color.media === "(prefers-color-scheme)") {
    const light = matchMedia("(prefers-color-scheme: light)").matches;
    const input = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${light ? "light" : "dark"})']`);
    for (const name of ["media", "scheme", "primary", "accent"]) color[name] = input.getAttribute(`data-md-color-${name}`);
  }
  for (const [name, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${name}`, value);
})();
