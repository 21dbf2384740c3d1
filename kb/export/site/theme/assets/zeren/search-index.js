/* The search engine of the site: what kb/search does, in the browser, over the scripts that kb/search/browser.py writes.
   A phrase is found by the positions of its pairs of characters, so it is exact without the texts; rating, order and
   loosening are those of rating.py, query.py and loosening.py, and a test holds both against each other. */
"use strict";

(() => {
  const { load } = zeren;
  const FACET = "\0";
  const FORMS = "\u0001";
  const SYNONYMS = "\u0002";
  const BREAK = "\n";
  const LEVELS = 9;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));
  /** What is folded to what, from the head of the scripts: nothing is folded before it is read. */
  let same = new Map();

  const foldCharacter = (character) => {
    if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(character)) return "";
    return Array.from(character.normalize("NFKC").toLowerCase(), (c) => same.get(c) ?? c).join("").replace(/\s/gu, "");
  };
  /** Half width, lower case, straight quotes, no blanks. */
  const fold = (text) => Array.from(text, foldCharacter).join("");

  const unique = (values) => [...new Set(values)];
  const decode = (text) => {
    const numbers = [];
    let value = 0;
    let scale = 1;
    for (const digit of text) {
      const held = VALUE.get(digit);
      value += (held & 31) * scale;
      scale *= 32;
      if (held < 32) { numbers.push(value); value = 0; scale = 1; }
    }
    return numbers;
  };
  const ascending = (text) => {
    let last = 0;
    return decode(text).map((step) => (last += step));
  };

  let head = null;
  const shards = new Map();

  const ready = async () => {
    if (head) return head;
    const raw = await load("search/head");
    const table = decode(raw.entries);
    const simplified = new Map();
    const pairs = Array.from(raw.simplified);
    for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]);
    let at = 0;
    const starts = [];
    const lengths = [];
    const titles = [];
    for (let i = 0; i < table.length; i += 2) {
      starts.push(at);
      lengths.push(table[i]);
      titles.push(table[i + 1]);
      at += table[i] + 1;
    }
    const runs = decode(raw.codes);
    const codes = [];
    for (let i = 0; i < runs.length; i += 2) for (let left = runs[i]; left > 0; left -= 1) codes.push(runs[i + 1]);
    same = new Map(Object.entries(raw.same));
    const { quoted, filter } = raw.reading;
    head = {
      ...raw, starts, lengths, titles, codes, simplified, quoted: new RegExp(quoted, "gu"), filter: new RegExp(`^${filter}$`, "u"),
      filterTerm: new RegExp(`^${raw.loosening.filter}$`, "u"), letterTerm: new RegExp(`^${raw.loosening.letters}$`, "u"),
    };
    return head;
  };

  /** Place of the last of the sorted values that is not above `wanted`. */
  const placeOf = (values, wanted) => {
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] <= wanted) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const shardOf = (key) => Math.max(0, placeOf(head.shards, key));
  const loadShards = (places) => Promise.all([...new Set(places)].map(async (place) => {
    if (!shards.has(place)) shards.set(place, await load(`search/g${place}`));
  }));
  const valueOf = (key) => {
    const shard = shards.get(shardOf(key));
    return shard && Object.hasOwn(shard, key) ? shard[key] : undefined;
  };
  const lookUp = async (key) => { await loadShards([shardOf(key)]); return valueOf(key); };

  const pairsOf = (form) => Array.from({ length: form.length - 1 }, (_, i) => form.slice(i, i + 2));
  /** Where pairs are looked at so that every character is: 0, 2, 4 … and the last pair. */
  const cover = (form) => unique(Array.from({ length: form.length - 1 }, (_, i) => (i % 2 ? form.length - 2 : i)));
  const shardsOf = (form) => {
    if (form[0] === FACET) return [shardOf(form)];
    if (form.length > 1) return cover(form).map((at) => shardOf(form.slice(at, at + 2)));
    const first = shardOf(form);
    const last = shardOf(form + "\uffff");
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };

  const decoded = new Map();
  const positionsOf = (key) => {
    if (!decoded.has(key)) {
      const value = valueOf(key);
      decoded.set(key, value === undefined ? [] : ascending(value));
    }
    return decoded.get(key);
  };

  /** Where the form stands: [position, border before, border behind]. The shards are loaded. */
  const places = (form) => {
    if (form.length === 1) {
      const found = [];
      for (const place of shardsOf(form)) {
        for (const key of Object.keys(shards.get(place))) {
          if (key[0] === form && key.length === 2) found.push(...positionsOf(key).map((value) => [Math.floor(value / LEVELS), 0, 0]));
        }
      }
      return found.sort((a, b) => a[0] - b[0]);
    }
    const lists = cover(form).map((offset) => [offset, positionsOf(form.slice(offset, offset + 2))]);
    const rarest = lists.reduce((best, one) => (one[1].length < best[1].length ? one : best));
    const found = [];
    for (const value of rarest[1]) {
      const start = Math.floor(value / LEVELS) - rarest[0];
      let first = 0;
      let last = 0;
      const fits = start >= 0 && lists.every(([offset, list]) => {
        const at = placeOf(list, (start + offset) * LEVELS + LEVELS - 1);
        if (at < 0 || Math.floor(list[at] / LEVELS) !== start + offset) return false;
        if (offset === 0) first = Math.floor((list[at] % LEVELS) / 3);
        if (offset === form.length - 2) last = list[at] % 3;
        return true;
      });
      if (fits) found.push([start, first, last]);
    }
    return found;
  };

  /** Worth of the form in every entry that holds it. */
  const worths = (form) => {
    const { weights: w } = head;
    const found = new Map();
    if (form[0] === FACET) {
      const value = valueOf(form);
      for (const entry of value === undefined ? [] : ascending(value)) found.set(entry, w.filtered);
      return found;
    }
    for (const [at, first, last] of places(form)) {
      const entry = placeOf(head.starts, at);
      const titled = head.kinds[head.codes[entry]][2];
      const inTitle = at - head.starts[entry] + form.length <= (titled ? head.titles[entry] : 0);
      let worth = inTitle ? w.any + w.title : w.any;
      if (form.length > 1) {
        if (first && last) worth += w.word;
        if (first === 2 && last === 2) worth += titled === 2 || inTitle ? w.whole : w.wholeField;
      }
      const held = found.get(entry);
      if (held) { held[0] = Math.max(held[0], worth); held[1] += 1; } else found.set(entry, [worth, 1]);
    }
    for (const [entry, [best, count]] of found) found.set(entry, best + Math.min(count - 1, w.further) * w.again);
    return found;
  };

  /** All entries that match at least `least` of the clauses, best first: [[entry, rating]]. */
  const match = async (clauses, least = clauses.length) => (await matches(clauses, least)).map(([, rated, entry]) => [entry, rated]);
  /** The same with the number of clauses that each matches: [[number, rating, entry]]. */
  const matches = async (clauses, least) => {
    await loadShards(clauses.flat().flatMap(shardsOf));
    const { weights: w } = head;
    const totals = new Map();
    for (const clause of clauses) {
      const best = new Map();
      clause.forEach((form, place) => {
        for (const [entry, worth] of worths(form)) {
          best.set(entry, Math.max(best.get(entry) ?? 0, place === 0 ? worth : worth * w.otherForm));
        }
      });
      for (const [entry, worth] of best) {
        const held = totals.get(entry) ?? [0, 0];
        totals.set(entry, [held[0] + 1, held[1] + worth]);
      }
    }
    const hits = [];
    for (const [entry, [matched, worth]] of totals) {
      if (matched < least) continue;
      let total = worth;
      if (total > w.filtered * clauses.length) total += w.short * w.middle / (w.middle + head.lengths[entry]);
      hits.push([matched, total * head.kinds[head.codes[entry]][3], entry]);
    }
    return hits.sort((a, b) => b[0] - a[0] || b[1] - a[1] || a[2] - b[2]);
  };

  /* Queries. */
  const split = (text) => text.split(/\s+/u).filter(Boolean);
  /** The sentence of that name with the words put in, see notes.py. */
  const note = (name, put = {}) => head.notes[name].replace(/\{(\w+)\}/gu, (_, slot) => put[slot]);
  /** The facet as entries have it, and the names of the values of one. */
  const facetOf = (name, value) => `${head.facets[name]}=${value}`;
  const namesOf = async (name) => (await load("search/facets"))[head.facets[name]] ?? [];
  const simple = (term) => Array.from(term, (c) => head.simplified.get(c) ?? c).join("");

  const named = (asked, names) => {
    for (const fits of [(n) => n === asked, (n) => n.endsWith(asked), (n) => n.includes(asked)]) {
      const found = names.filter((known) => known.some(fits)).map((known) => known[0]);
      if (found.length) return found;
    }
    return [];
  };
  const filterForms = async (term) => {
    const told = head.filter.exec(term);
    if (!told || !Object.hasOwn(head.filters, told[1])) return [];
    const [facet, table] = head.filters[told[1]];
    const values = table ? named(told[2], (await load("search/facets"))[table] ?? []) : [told[2].endsWith(head.reading.year) ? told[2].slice(0, -head.reading.year.length) : told[2]];
    return values.map((value) => `${FACET}${facet}=${value}`);
  };
  /** For each condition of the query whose value nothing has, the words that say so, as `kb.search.query.unknown_values`. */
  const unknownValues = async (query) => {
    const notes = [];
    for (const word of split(query)) {
      const told = head.filter.exec(cut(fold(word)));
      const table = told && Object.hasOwn(head.filters, told[1]) && head.filters[told[1]][1];
      if (!table) continue;
      const names = (await load("search/facets"))[table] ?? [];
      const few = names.length && names.length <= head.reading.few ? note("few", { values: names.map(([value]) => value).join(note("values")) }) : "";
      if (!named(told[2], names).length) notes.push(note("unknown", { name: told[1], value: told[2], few }));
    }
    return notes;
  };
  /** The term in the traditional characters that the texts have; the most traditional first. */
  const traditional = (term) => {
    const options = Array.from(term, (c) => [...Array.from(head.traditional[c] ?? ""), c]);
    if (options.every((option) => option.length === 1)) return [];
    const written = [];
    const grow = (begun, at) => {
      if (written.length === head.reading.scripts) return;
      if (at === options.length) written.push(begun);
      else options[at].forEach((c) => grow(begun + c, at + 1));
    };
    grow("", 0);
    return written;
  };
  const others = async (term) => {
    const plain = simple(term);
    const forms = [
      ...(plain === term ? [] : [plain]), ...traditional(plain), ...(await lookUp(FORMS + term)) ?? [], ...(await lookUp(FORMS + plain)) ?? [],
      ...await filterForms(plain),
    ];
    return unique(forms).filter((form) => form !== term);
  };
  const cut = (text) => Array.from(text).slice(0, head.longest).join("");
  const clausesOf = async (query) => {
    const found = [];
    for (const [, phrase] of query.matchAll(head.quoted)) {
      const form = cut(fold(phrase));
      if (form) found.push([`"${form}"`, form]);
    }
    for (const term of unique(split(query.replace(head.quoted, " ")).map((word) => cut(fold(word))).filter(Boolean))) {
      found.push([term, ...await others(term)]);
    }
    return unique(found.map((clause) => clause.join(BREAK))).map((clause) => clause.split(BREAK));
  };

  /* Looser readings, see loosening.py. */
  const isFilter = (term) => head.filterTerm.test(term);
  const without = (term) => split(head.unasked.reduce((text, word) => text.replaceAll(word, " "), term)).join(" ");
  const added = (before, after) => after.flatMap((clause, i) => clause.slice(before[i].length)).join(note("values"));
  const soundShard = (place) => load(`search/l${place}`);
  const soundsLike = async (key) => {
    const shard = head.letters.length ? await soundShard(Math.max(0, placeOf(head.letters, key))) : {};
    return Object.hasOwn(shard, key) ? shard[key] : [];
  };
  const spelled = async (term) => {
    if (!head.letterTerm.test(term)) return [];
    const exact = await soundsLike(term);
    if (exact.length || term.length < head.loosening.begun) return exact.slice(0, head.loosening.words);
    const keys = [];
    for (let place = Math.max(0, placeOf(head.letters, term)); place < head.letters.length; place += 1) {
      if (head.letters[place] > term && !head.letters[place].startsWith(term)) break;
      keys.push(...Object.entries(await soundShard(place)).filter(([key]) => key.startsWith(term)));
    }
    keys.sort((a, b) => a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1));
    return unique(keys.flatMap(([, words]) => words)).slice(0, head.loosening.words);
  };
  const oneOther = (part, word) => part.length === word.length && Array.from(part).filter((c, i) => c !== word[i]).length === 1;
  const righted = async (clause) => {
    if (clause.some((form) => form[0] === FACET)) return [];
    const term = clause.slice(0, 2).find((form) => form.length === clause[0].length) ?? clause[0];
    const syllables = await load("search/syllables");
    for (let size = Math.min(head.loosening.longest, term.length); size > 1; size -= 1) {
      for (let at = 0; at + size <= term.length; at += 1) {
        const part = term.slice(at, at + size);
        const alike = await soundsLike(Array.from(part, (c) => syllables[c] ?? " ").join(""));
        const word = alike.includes(part) ? undefined : alike.find((known) => oneOther(part, known));
        if (word) return [term.slice(0, at) + word + term.slice(at + size)];
      }
    }
    return [];
  };
  /** Part of a term with its other forms and synonyms. */
  const known = async (part) => {
    const found = [];
    for (const clause of await clausesOf(part)) found.push(...clause, ...(await lookUp(SYNONYMS + part)) ?? []);
    return found;
  };
  /** The fewest parts that are found and leave the fewest characters out; of several cuts that with the most frequent. */
  const parts = async (term) => {
    const forms = new Map();
    const counts = new Map();
    const found = async (part) => {
      if (!counts.has(part)) {
        forms.set(part, await known(part));
        let may = part.length < 3 || forms.get(part).length > 1;
        if (!may) {
          may = true;
          for (const pair of pairsOf(part)) may = may && (await found(pair)) > 0;
        }
        counts.set(part, may ? (await match([forms.get(part)])).length : 0);
      }
      return counts.get(part);
    };
    const best = [[0, -Infinity, []]];
    for (let end = 1; end <= term.length; end += 1) {
      const [left, kept, before] = best[end - 1];
      let option = [left + head.loosening.left, kept, before];
      for (let start = Math.max(0, end - head.loosening.part); start < end - 1; start += 1) {
        const number = await found(term.slice(start, end));
        const cost = best[start][0] + 1;
        const rarest = Math.max(best[start][1], -number);
        if (number && (cost < option[0] || (cost === option[0] && rarest < option[1]))) {
          option = [cost, rarest, [...best[start][2], term.slice(start, end)]];
        }
      }
      best.push(option);
    }
    return best[term.length][2].map((part) => forms.get(part));
  };

  async function* parted(clauses) {
    const found = [];
    let whole = 0;
    let filters = 0;
    for (const clause of clauses) {
      if (clause.some((form) => form[0] === FACET)) { filters += 1; found.push(clause); continue; }
      const term = clause[clause.length - 1];
      whole += term.length;
      if (clause.length > 1 && (await match([clause])).length) found.push(clause);
      else found.push(...await parts(term));
    }
    const held = unique(found.map((clause) => clause.join(BREAK))).map((clause) => clause.split(BREAK));
    const words = held.filter((clause) => clause[clause.length - 1][0] !== FACET).map((clause) => clause[0]);
    if (!words.length || words.join("").length * head.loosening.share[1] < whole * head.loosening.share[0]) return;
    const told = words.join(note("values"));
    yield { clauses: held, note: note("parts", { words: told }), kind: "parts" };
    if (filters || held.length < 2) return;
    const least = Math.min((await matches(held, 1))[0]?.[0] ?? 0, held.length - 1);
    if (least) yield { clauses: held, note: note("least", { count: least, words: told }), kind: "parts", least };
  }

  async function* loosened(query) {
    const plain = split(split(query).map((term) => (isFilter(term) ? term : term.replace(/[^\p{L}\p{N}_.]+/gu, " "))).join(" ")).join(" ");
    const asked = plain.split(" ").map((term) => (isFilter(term) ? term : without(term))).join(" ");
    let tried = split(query).join(" ");
    for (const [text, kind] of [[plain, "marks"], [asked, "asked"]]) {
      if (text.trim() && text !== tried) { yield { clauses: await clausesOf(text), note: note(kind), kind }; tried = text; }
    }
    const clauses = await clausesOf(tried);
    if (!clauses.length) return;
    const widen = async (base, more) => Promise.all(base.map(async (clause) => [...clause, ...await more(clause)]));
    const grown = (before, after) => after.some((clause, i) => clause.length > before[i].length);
    const wider = await widen(clauses, async (clause) => (await lookUp(SYNONYMS + clause[0])) ?? []);
    if (grown(clauses, wider)) yield { clauses: wider, note: note("synonyms", { words: added(clauses, wider) }), kind: "synonyms" };
    const bySpelling = await widen(wider, async (clause) => spelled(clause[0]));
    if (grown(wider, bySpelling)) yield { clauses: bySpelling, note: note("spelling", { words: added(wider, bySpelling) }), kind: "spelling" };
    const bySound = await widen(wider, async (clause) => righted(clause));
    if (grown(wider, bySound)) yield { clauses: bySound, note: note("sound", { words: added(wider, bySound) }), kind: "sound" };
    yield* parted(bySound);
  }

  /** Why the query is beyond the limit, see limits.py; empty where it is not. */
  const tooLong = (query) => {
    const [characters, words] = head.limits;
    let length = Array.from(query).length;
    if (length <= characters) length = Math.max(length, Array.from(fold(query)).length);
    if (length > characters) return note("long", { count: length, most: characters });
    const held = new Set(split(query).flatMap((part) => fold(part).match(/[\p{L}\p{N}_.]+/gu) ?? []));
    return held.size > words ? note("many", { count: held.size, most: words }) : "";
  };

  /** The answer to a query: {hits: [[entry, rating]], clauses, note}; beyond the limit no hits, and `refused` says why. */
  const find = async (query) => {
    await ready();
    const refused = tooLong(query);
    if (refused) return { hits: [], clauses: [], note: "", refused };
    const clauses = await clausesOf(query);
    if (!clauses.length) return { hits: [], clauses, note: "" };
    const hits = await match(clauses);
    if (hits.length) return { hits, clauses, note: "" };
    const unknown = await unknownValues(query);
    for await (const { clauses: looser, note, least } of loosened(query)) {
      const found = looser.length ? await match(looser, least ?? looser.length) : [];
      if (found.length) return { hits: found, clauses: looser, note: [...unknown, note].join("; ") };
    }
    return { hits: [], clauses, note: unknown.join("; ") };
  };

  /** The entries with these numbers as they are shown. */
  const shown = (entries) => Promise.all(entries.map(async (entry) => {
    const block = placeOf(head.blocks, entry);
    return (await load(`search/e${block}`))[entry - head.blocks[block]];
  }));

  /** Type and kind of an entry. */
  const kindOf = (entry) => head.kinds[head.codes[entry]];

  /** Numbers of the entries with a facet, ascending. */
  const facet = async (name) => {
    const value = await lookUp(FACET + name);
    return value === undefined ? [] : ascending(value);
  };
  /** Other forms of a unit's name. */
  const formsOf = async (term) => (await lookUp(FORMS + term)) ?? [];
  /** Those of the entries in which every clause stands within `room` characters of a place of the first; shards are loaded. */
  const close = (entries, clauses, room) => {
    const stand = clauses.map((clause) => clause.flatMap((form) => places(form).map(([at]) => at)).sort((a, b) => a - b));
    return entries.filter((entry) => {
      const end = head.starts[entry] + head.lengths[entry];
      const [first, ...others] = stand.map((list) => list.slice(placeOf(list, head.starts[entry] - 1) + 1, placeOf(list, end) + 1));
      return first.some((start) => others.every((list) => list.some((at) => Math.abs(at - start) <= room)));
    });
  };

  /** Synonyms of a word. */
  const synonymsOf = async (term) => (await lookUp(SYNONYMS + term)) ?? [];
  /** The words of the plans that sound like this one and differ from it in one character; none where it is one. */
  const sounding = async (word) => {
    const syllables = await load("search/syllables");
    const alike = await soundsLike(Array.from(word, (c) => syllables[c] ?? " ").join(""));
    return alike.includes(word) ? [] : alike.filter((other) => oneOther(word, other));
  };

  zeren.search = {
    shorter: () => note("shorter"),
    tooLong, synonymsOf, sounding, oneOther, find, shown, kindOf, fold, FACET, ready, match, loosened, clausesOf, named, simple, placeOf, facet, facetOf, namesOf, formsOf, close,
    known: async (part) => unique(await known(part)).filter((form) => form[0] !== FACET),
  };
})();
