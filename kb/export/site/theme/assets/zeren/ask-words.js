/* A question understood by its words: what kb/ask/known_words.py and kb/ask/frames.py do, over the same data; a test holds both
   against each other. */
"use strict";

(() => {
  /** What reads plain questions, from the head of the scripts of questions and the length of a unit's name at a place. */
  const reader = (head, mention) => {
    const { words, frames } = head.frames;
    const { limits } = head;
    const places = new Set(Object.keys(head.places));
    const now = new Set(head.now);
    const cuts = head.frames.cuts.map(([name, pattern]) => [name, new RegExp(pattern, "gu")]);
    const asking = new Set(cuts.map(([name]) => name).filter((name) => name !== "year"));
    const refuse = new RegExp(head.frames.refuse, "u");
    const longest = limits.known;
    const isKnown = (word) => Object.hasOwn(words, word) || places.has(word) || now.has(word);
    const [light, dropped] = [new Set(head.frames.light), new Set(head.frames.dropped)];
    /** Whether the word may be left out inside a matter. */
    const isLight = (word) => dropped.has(word) || (Object.hasOwn(words, word) && words[word].every((name) => light.has(name)));
    const fewer = (best, way) => (best === null || way.length < best.length ? way : best);

    /** For every beginning of the text, by its length, the fewest known words that make it up; null where none do. */
    const beginnings = (text) => {
      const best = [[]];
      for (let end = 1; end <= text.length; end += 1) {
        let made = null;
        for (let start = Math.max(0, end - longest); start < end; start += 1) {
          if (best[start] && isKnown(text.slice(start, end))) made = fewer(made, [...best[start], text.slice(start, end)]);
        }
        best.push(made);
      }
      return best;
    };
    /** The same for every end of the text, by where it begins. */
    const endings = (text) => {
      const best = [...Array(text.length).fill(null), []];
      for (let start = text.length - 1; start >= 0; start -= 1) {
        for (let end = start + 1; end <= Math.min(text.length, start + longest); end += 1) {
          if (best[end] && isKnown(text.slice(start, end))) best[start] = fewer(best[start], [text.slice(start, end), ...best[end]]);
        }
      }
      return best;
    };
    /** The text without the marks at its ends. */
    const stripped = (text, marks) => {
      let [start, end] = [0, text.length];
      while (start < end && marks.includes(text[start])) start += 1;
      while (end > start && marks.includes(text[end - 1])) end -= 1;
      return text.slice(start, end);
    };
    const strip = (text) => stripped(text, limits.marks);
    /** The stretch as a matter between known words, the longest matter first; as known words alone where it is that. */
    const ways = (stretch) => {
      const text = strip(stretch);
      const [before, after] = [beginnings(text), endings(text)];
      if (before[text.length]) return [{ matter: "", known: before[text.length] }];
      const found = [];
      before.forEach((front, start) => after.forEach((back, end) => {
        if (front && back && end - start > 1 && !limits.leading.includes(text[start]) && !limits.trailing.includes(text[end - 1])) {
          found.push({ matter: strip(text.slice(start, end)), known: [...front, ...back] });
        }
      }));
      return found.sort((a, b) => b.matter.length - a.matter.length).slice(0, limits.stretch);
    };

    const split = (piece, name, pattern) => {
      if (piece.name) return [piece];
      const found = [];
      let at = 0;
      for (const told of piece.text.matchAll(pattern)) {
        if (told.index > at) found.push({ name: "", text: piece.text.slice(at, told.index) });
        found.push({ name, text: told[0] });
        at = told.index + told[0].length;
      }
      if (at < piece.text.length) found.push({ name: "", text: piece.text.slice(at) });
      return found;
    };
    const units = async (text) => {
      const found = [];
      let [at, begun] = [0, 0];
      while (at < text.length) {
        const length = await mention(text, at);
        if (length) {
          if (begun < at) found.push({ name: "", text: text.slice(begun, at) });
          found.push({ name: "unit", text: text.slice(at, at + length) });
          at += length;
          begun = at;
        } else at += 1;
      }
      if (begun < text.length) found.push({ name: "", text: text.slice(begun) });
      return found;
    };
    const piecesOf = async (asked) => {
      let pieces = [{ name: "", text: asked }];
      for (const [name, pattern] of cuts) pieces = pieces.flatMap((piece) => split(piece, name, pattern));
      return (await Promise.all(pieces.map((piece) => (piece.name ? [piece] : units(piece.text))))).flat();
    };

    const fitting = (told, known) => frames.find(([, of, has, may]) => {
      const wanted = has.map((names) => names.split("|"));
      const allowed = new Set([...wanted.flat(), ...may]);
      return of.length === Object.keys(told).length && of.every((slot) => slot in told)
        && wanted.every((names) => known.some((classes) => names.some((name) => classes.includes(name))))
        && known.every((classes) => !classes.length || classes.some((name) => allowed.has(name)));
    });
    const refused = (asked) => refuse.test(asked);
    /** What the plain question may mean, those first that leave the most to the matter: [[intent, slots]]. */
    const framed = async (asked) => {
      const pieces = await piecesOf(asked);
      const named = [...new Set(pieces.filter((piece) => piece.name === "unit").map((piece) => piece.text))];
      const years = new Set(pieces.filter((piece) => piece.name === "year").map((piece) => (piece.text.endsWith(limits.yearEnd) ? piece.text.slice(0, -limits.yearEnd.length) : piece.text)));
      if (named.length > limits.units || years.size > 1) return [];
      const slots = {};
      if (named.length) slots.unit = named[0];
      if (named.length > 1) slots.other = named[1];
      for (const year of years) slots.year = year;
      const sure = pieces.filter((piece) => asking.has(piece.name)).flatMap((piece) => piece.name.split("+").map((name) => [name]));
      /* Only the likeliest ways are kept after each stretch, as frames.py does it; the first where they leave as much. */
      const earlier = (a, b) => { const at = a.findIndex((place, i) => place !== b[i]); return at < 0 ? 0 : a[at] - b[at]; };
      let all = [{ left: 0, places: [], way: [] }];
      for (const piece of pieces) {
        if (!piece.name) {
          const options = ways(piece.text);
          all = all.flatMap((one) => options.map((option, place) => ({
            left: one.left + option.matter.length, places: [...one.places, place], way: [...one.way, option],
          }))).sort((a, b) => b.left - a.left || earlier(a.places, b.places)).slice(0, limits.ways);
        }
      }
      const found = [];
      for (const { way } of all) {
        const topic = way.map((part) => part.matter).join("");
        if (topic.length > limits.matter) continue;
        const known = way.flatMap((part) => part.known);
        const told = topic ? { ...slots, topic } : slots;
        const frame = fitting(told, [...sure, ...known.map((word) => (Object.hasOwn(words, word) ? words[word] : []))]);
        if (!frame) continue;
        const regions = [...new Set(known.filter((word) => places.has(word)))].join("|");
        found.push([frame[0], { ...told, ...frame[4], ...(regions ? { places: regions } : {}) }]);
      }
      return found;
    };
    return { framed, refused, isLight, stripped };
  };

  zeren.askWords = { reader };
})();
