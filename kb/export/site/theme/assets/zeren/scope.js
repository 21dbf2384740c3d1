/* What the theme's scripts keep in the browser (light or dark), under the address of this site: what the theme does in an
   inline script of each page, which the site's policy forbids. Loaded before the page's body; the names are the theme's. */
/* eslint no-unused-vars: off */
var __md_scope = new URL("../../", document.currentScript.src);
var __md_hash = (text) => [...text].reduce((sum, character) => ((sum << 5) - sum) + character.charCodeAt(0), 0);
var __md_get = (name, held = localStorage, scope = __md_scope) => {
  try { return JSON.parse(held.getItem(`${scope.pathname}.${name}`)); } catch { return null; }
};
var __md_set = (name, value, held = localStorage, scope = __md_scope) => {
  try { held.setItem(`${scope.pathname}.${name}`, JSON.stringify(value)); } catch { /* a browser that keeps nothing */ }
};
