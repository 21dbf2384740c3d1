/* Questions answered in the browser: what kb/ask does, over the scripts that kb/ask/browser.py writes. Understood by the
   same patterns and frames (ask-words.js) in the same order; a test holds both against each other. */
"use strict";

(() => {
  const { load, search } = zeren;
  const { FACET } = search;
  const unique = (values) => [...new Set(values)];

  /* What the scripts of questions say first: limits, words and sentences, all of them written by kb/ask/browser.py. */
  let head = null;
  let words = null;
  /** The sentence of that name with the words put in; the same for a year, empty for none. */
  const say = (name, put = {}) => head.said[name].replace(/\{(\w+)\}/gu, (_, slot) => put[slot]);
  const inYear = (year) => (year ? say("year", { year }) : "");
  const facetOf = (name, value) => search.facetOf(name, value);
  /** Of one question: what was found for a matter, by its words, plan and the way it was looked for. */
  let looked = new Map();
  const ready = async () => {
    if (head) return head;
    await search.ready();
    const raw = await load("ask/head");
    head = {
      ...raw,
      plainer: raw.plainer.map(([pattern, put]) => [new RegExp(pattern, "gu"), put]),
      patterns: raw.patterns.map(([intent, pattern]) => [intent, new RegExp(`^(?:${pattern})$`, "u")]),
      nothing: new RegExp(`^(?:${raw.nothing})$`, "u"),
      asking: new RegExp(raw.asking, "u"),
      around: new RegExp(raw.around, "gu"),
      preamble: new RegExp(raw.preamble, "u"),
      joints: new RegExp(raw.joints, "gu"),
    };
    words = zeren.askWords.reader(head, mention);
    return head;
  };
  const held = async (name, firsts, key) => {
    const place = search.placeOf(firsts, key);
    return place < 0 ? undefined : (await load(`ask/${name}${place}`))[key];
  };
  const entryOf = (number) => held("i", head.blocks, number);
  const unitOf = (id) => held("u", head.units, id);
  const entriesOf = (numbers) => Promise.all(numbers.map(entryOf));
  const planOf = (number) => head.plans[search.placeOf(head.plans.map(([, start]) => start), number)];

  /** What answers: the words that say so, answers, the items and quotes they rest on. */
  const found = (said, answer = [], items = [], quotes = []) => ({ said, answer, items, quotes });
  const listing = (said, items, none) => (items.length
    ? found(say("counted", { said, count: items.length }), items.map((item) => item.label), items, items.map((item) => [item.quote, item.href])) : found(none));

  /* Units. */
  const namesOf = async () => search.namesOf("unit");
  /** Whether the characters of a name, three or more, stand in the form in the same order, ending with the same one. */
  const shortens = (short, form) => {
    let at = 0;
    for (const character of form) if (character === short[at]) at += 1;
    return short.length > head.limits.shortest && form.at(-1) === short.at(-1) && at === short.length;
  };
  const meant = async (asked, plan) => {
    const among = plan && new Set(await load(`ask/p${head.held[plan]}`));
    const names = (await namesOf()).filter(([id]) => !among || among.has(id));
    if (asked.length < head.limits.shortest) return [];
    const ids = (fits) => names.filter(([, ...known]) => known.some(fits)).map(([id]) => id);
    const exact = ids((form) => form === asked);
    if (exact.length) return exact;
    const ends = ids((form) => form.endsWith(asked));
    if (ends.length) return asked.length > head.limits.shortest ? ends : [];
    for (const form of [...await search.formsOf(asked), ...await search.synonymsOf(asked)]) {
      const found = search.named(form, names);
      if (found.length === 1) return found;
    }
    const short = ids((form) => form[0] === asked[0] && shortens(asked, form));
    return short.length === 1 ? short : [];
  };
  /** The one name of a unit that sounds like this one and differs from it in one character. */
  const likeName = async (name) => {
    const syllables = await load("search/syllables");
    const sound = (word) => Array.from(word, (character) => syllables[character] ?? character).join(" ");
    const asked = sound(name);
    const forms = unique((await namesOf()).flatMap(([, ...known]) => known)).filter((form) => form.length > head.limits.shortest);
    const alike = forms.filter((form) => form.length === name.length && search.oneOther(form, name) && sound(form) === asked);
    return alike.length === 1 ? alike[0] : "";
  };
  /** Ids of the units of the plans, or of the one plan, that the name may mean. */
  const unitsMeant = async (name, plan) => {
    const asked = search.fold(name);
    const found = await meant(asked, plan);
    return found.length ? found : meant(await likeName(asked), plan);
  };
  /** Characters of the longest name of a unit that begins there. */
  const mention = async (text, at) => {
    for (let end = Math.min(text.length, at + head.limits.name); end > at + 1; end -= 1) {
      if (head.endings.includes(text[end - 1]) && (await unitsMeant(text.slice(at, end))).length) return end - at;
    }
    return 0;
  };
  const unitFor = async (name, asked) => {
    const ids = await unitsMeant(name, asked.in);
    const known = ids.length === 1 && await unitOf(ids[0]);
    return known ? { id: ids[0], ...known } : null;
  };
  const unit = (asked) => unitFor(asked.unit, asked);
  const within = async (asked) => (asked.in ? new Set(await search.facet(facetOf("plan", asked.in))) : null);
  /** Numbers of the items, of the question's year and plan, in which the unit has one of the roles, in document order. */
  const numbersOf = async (asked, id, roles) => {
    const lists = await Promise.all(roles.map((role) => search.facet(facetOf(role, id))));
    const due = asked.year ? new Set(await search.facet(facetOf("year", asked.year))) : null;
    const own = await within(asked);
    return unique(lists.flat()).filter((n) => search.kindOf(n)[0] === "item" && (!due || due.has(n)) && (!own || own.has(n)))
      .sort((a, b) => a - b);
  };
  const itemsOf = async (asked, id, roles) => entriesOf(await numbersOf(asked, id, roles));

  const dutiesOf = (intent) => async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const role = head.unitDuties[intent];
    const put = { unit: known.name, when: inYear(asked.year), verb: role || head.whole };
    return listing(say("unit-duties", put), await itemsOf(asked, known.id, head.roles[role]), say("unit-duties-none", put));
  };
  const projects = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const items = (await itemsOf(asked, known.id, head.roles[""])).filter((item) => item.kind === "project");
    return listing(say("unit-projects", { unit: known.name }), items, say("unit-projects-none", { unit: known.name }));
  };
  const dueOf = async (asked) => {
    const known = await unit(asked);
    const put = known && { unit: known.name, when: inYear(asked.year) };
    return known && listing(say("unit-due", put), await itemsOf(asked, known.id, head.roles[""]), say("unit-due-none", put));
  };
  const targetsOf = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const [main, mainRoles] = head.main;
    const put = { unit: known.name, when: inYear(asked.year), verb: asked.role ?? main };
    const items = await itemsOf({ ...asked, year: "" }, known.id, asked.role ? head.roles[asked.role] : mainRoles);
    const pairs = items.flatMap((item) => item.targets.map((target) => [item, target])).filter(([, [, year]]) => !asked.year || year === Number(asked.year));
    if (!pairs.length) return found(say("unit-targets-none", put));
    return found(say("unit-targets", { ...put, count: pairs.length }), pairs.map(([, [value]]) => value), pairs.map(([item]) => item),
      pairs.map(([item, [, , quote]]) => [quote, item.href]));
  };
  const partners = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const shared = new Map();
    const own = await itemsOf(asked, known.id, head.roles[""]);
    for (const item of own) {
      for (const other of unique(item.duties.map((duty) => duty[1]))) {
        if (other !== known.id) shared.set(other, [...shared.get(other) ?? [], item]);
      }
    }
    if (!shared.size) return found(say("partners-none", { unit: known.name }));
    const ranked = [...shared].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    const kept = ranked.filter(([, items]) => !asked.most || items.length === ranked[0][1].length);
    const said = asked.most ? say("partners-most", { unit: known.name, count: kept[0][1].length }) : say("partners", { unit: known.name, count: kept.length });
    const both = new Set(kept.flatMap(([, theirs]) => theirs));
    const items = own.filter((item) => both.has(item));
    const names = await Promise.all(kept.map(async ([id]) => (await unitOf(id)).name));
    return found(said, names, items, items.map((item) => [item.quote, item.href]));
  };
  const two = async (asked) => {
    const [one, other] = [await unit(asked), await unitFor(asked.other, asked)];
    return one && other && one.id !== other.id ? [one, other] : null;
  };
  const shared = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const roles = head.roles[asked.role ?? ""];
    const theirs = new Set(await numbersOf(asked, other.id, roles));
    const items = await entriesOf((await numbersOf(asked, one.id, roles)).filter((n) => theirs.has(n)));
    const put = { unit: one.name, other: other.name, verb: asked.role ?? head.whole };
    return listing(say("shared", put), items, say("shared-none", put));
  };
  const helps = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const led = new Set(await numbersOf(asked, other.id, head.main[1]));
    const items = await entriesOf((await numbersOf(asked, one.id, ["support"])).filter((n) => led.has(n)));
    const put = { unit: one.name, other: other.name };
    return listing(say("helps", put), items, say("helps-none", put));
  };
  const succession = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    if (!known.became.length) return found(say("succession-none", { unit: known.name }), [], [], known.quotes);
    return found(say("succession", { unit: known.name }), known.became, [], known.quotes);
  };
  const fullName = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    return known.full ? found(say("full-name", { unit: known.name }), [known.full], [], known.quotes) : found(say("full-name-none", { unit: known.name }), [], [], known.quotes);
  };

  /* Matters. */
  const inPlan = (plan) => (plan ? [[FACET + facetOf("plan", plan)]] : []);
  const entriesWith = async (clauses, plan) => {
    const all = [...clauses, ...inPlan(plan)];
    return (all.length ? await search.match(all) : []).slice(0, head.limits.most).map(([entry]) => entry);
  };
  const entriesFound = async (text, plan) => {
    const clauses = await search.clausesOf(text);
    if (clauses.flat().some((form) => form[0] === FACET)) return [];
    const whole = await entriesWith(clauses, plan);
    if (whole.length) return whole;
    for await (const step of search.loosened(text)) {
      if (step.least !== undefined) break;
      if (step.kind === "asked") continue;
      let best = step.clauses.length ? await entriesWith(step.clauses, plan) : [];
      if (step.kind === "parts") {
        const length = step.clauses.reduce((sum, clause) => sum + clause[0].length, 0);
        best = length >= text.length ? search.close(best, step.clauses, length + head.limits.slack) : [];
      }
      if (best.length) return best;
    }
    for (let at = text.length - 2; at > 1; at -= 1) {
      const halves = await Promise.all([text.slice(0, at), text.slice(at)].map(search.known));
      const best = search.close(await entriesWith(halves, plan), halves, text.length + head.limits.slack);
      if (best.length) return best;
    }
    return [];
  };
  /** The items under the headings that hold the text, quotation marks apart; none where too many do. */
  const headed = async (text, plan) => {
    const bare = (name) => name.replaceAll('"', "");
    const names = (await search.namesOf("action")).map(([name]) => name).filter((name) => bare(name).includes(bare(text)));
    return names.length && names.length <= head.limits.headings ? entriesWith([names.map((name) => FACET + facetOf("action", name))], plan) : [];
  };
  const aboutItems = (entries) => entries.some((n) => !["text", "unit"].includes(search.kindOf(n)[0]));
  const bare = (text) => text.replace(head.around, "");
  /** Numbers of the entries that speak of the matter, best first. */
  const topic = async (text, plan) => {
    const asked = words.stripped(search.fold(text), head.limits.quotes);
    for (const find of [entriesFound, headed]) {
      for (const words of unique([asked, bare(asked), bare(bare(asked))])) {
        const entries = words.length > 1 ? await find(words, plan) : [];
        if (aboutItems(entries)) return entries;
      }
    }
    return [];
  };
  /** The fewest parts that stand in the plans and make up the text, but for light words; of several cuts the most frequent. */
  const partsOf = async (text, plan, alike, longest) => {
    const counts = new Map();
    const count = async (part) => {
      if (!counts.has(part)) {
        const forms = await variants(part, alike);
        let may = part.length < 3 || forms.length > 1;
        if (!may) {
          may = true;
          for (let i = 0; may && i < part.length - 1; i += 1) may = await count(part.slice(i, i + 2)) > 0;
        }
        counts.set(part, may ? (await search.match([forms, ...inPlan(plan)])).length : 0);
      }
      return counts.get(part);
    };
    const best = [[0, -Infinity, []]];
    for (let end = 1; end <= text.length; end += 1) {
      let made = null;
      const add = (cost, rarest, parts) => {
        if (!made || cost < made[0] || (cost === made[0] && rarest < made[1])) made = [cost, rarest, parts];
      };
      for (let start = Math.max(0, end - longest); start < end; start += 1) {
        const word = text.slice(start, end);
        if (!best[start]) continue;
        const [cost, rarest, parts] = best[start];
        if (words.isLight(word)) add(cost + head.limits.left, rarest, parts);
        const number = word.length > 1 ? await count(word) : 0;
        if (number) add(cost + head.limits.part, Math.max(rarest, -number), [...parts, word]);
      }
      best.push(made);
    }
    return best[text.length]?.[2] ?? [];
  };
  const variants = async (part, alike) => {
    const forms = await search.known(part);
    return alike ? unique([...forms, ...await search.sounding(part)]) : forms;
  };
  /** Entries in which all parts of the matter stand in one sentence, the closest together; light words may be left out. */
  const apart = async (text, plan, longest) => {
    const pieces = search.fold(text).split(head.joints).filter((piece) => piece);
    const ways = pieces.length > 1 ? [pieces, [pieces.join("")]] : [pieces];
    for (const way of ways) for (const alike of [false, true]) {
      const found = await Promise.all(way.map((piece) => partsOf(piece, plan, alike, longest)));
      const parts = found.every((some) => some.length) ? found.flat() : [];
      const clauses = await Promise.all(parts.map((part) => variants(part, alike)));
      const best = clauses.length ? await entriesWith(clauses, plan) : [];
      for (const room of head.limits.wider) {
        const near = clauses.length ? search.close(best, clauses, parts.join("").length + room) : [];
        if (near.length) return near;
      }
    }
    return [];
  };
  const vague = (asked, entries) => {
    const plans = new Map();
    for (const n of entries) if (search.kindOf(n)[0] === "item") plans.set(planOf(n), (plans.get(planOf(n)) ?? 0) + 1);
    return asked.length <= head.limits.short && Math.max(0, ...plans.values()) > head.limits.items;
  };
  /** Numbers of the entries that speak of the topic, best first. */
  const entriesAbout = async (asked) => {
    const key = JSON.stringify([asked.topic, asked.in, asked.wide]);
    if (!looked.has(key)) {
      const found = asked.wide ? await apart(asked.topic, asked.in, head.limits.longest[asked.wide]) : await topic(asked.topic, asked.in);
      const entries = found.filter((n) => aboutItems([n]));
      looked.set(key, vague(search.fold(asked.topic), entries) ? [] : entries);
    }
    return looked.get(key);
  };
  /** The items about the topic, each with its number as `n`. */
  const itemsAbout = async (asked) => {
    const entries = await entriesAbout(asked);
    const name = search.fold(asked.topic);
    const known = await entriesOf(entries);
    const numbers = unique(entries.map((n, at) => known[at].item ?? n));
    const items = (await entriesOf(numbers)).map((item, at) => ({ ...item, n: numbers[at] }));
    const called = items.filter((item) => item.called && item.called === name);
    return called.length ? called : items;
  };
  /** The items about the topic; where they do not say what was asked, those that hold its parts. */
  async function* lookedAt(asked) {
    const about = await itemsAbout(asked);
    if (!about.length) return;
    yield about;
    if (asked.wide) return;
    for (const wide of Object.keys(head.limits.longest)) yield itemsAbout({ ...asked, wide });
  }
  const unsaid = async (what, asked) => {
    const about = (await itemsAbout(asked)).slice(0, head.limits.few);
    return about.length ? found(say("unsaid", { topic: asked.topic, what }), [], about) : null;
  };
  const naming = (text, verb, pairs) => {
    const items = unique(pairs.map(([item]) => item.n));
    const where = items.length > 1 ? say("units-where", { count: items.length }) : "";
    const doubt = pairs.some(([, duty]) => duty[4] === "inferred") ? say("units-doubt") : "";
    const names = new Map();
    for (const [, duty] of pairs) if (!names.has(duty[1])) names.set(duty[1], duty[3]);
    return found(say("units", { topic: text, verb, where, doubt }), [...names.values()], pairs.map(([item]) => item), pairs.map(([item, duty]) => [duty[5], item.href]));
  };
  /** Those that the unit of the question leads; all of them where it names none. */
  const led = async (asked, about) => {
    if (!asked.unit) return about;
    const ids = await unitsMeant(asked.unit, asked.in);
    return about.filter((item) => item.duties.some((duty) => ids.includes(duty[1]) && duty[0] !== "support"));
  };
  const unitsBy = (intent) => async (asked) => {
    const [verb, roles] = head.topicUnits[intent];
    for await (const about of lookedAt(asked)) {
      const items = await led(asked, about);
      for (const role of roles) {
        const pairs = items.flatMap((item) => item.duties.filter((duty) => role.includes(duty[0])).map((duty) => [item, duty]));
        const kept = new Set(unique(pairs.map(([item]) => item)).slice(0, head.limits.items));
        if (pairs.length) return naming(asked.topic, verb, pairs.filter(([item]) => kept.has(item)));
      }
    }
    return unsaid(say("units-what", { verb }), asked);
  };
  const allUnits = async (asked) => {
    for await (const about of lookedAt(asked)) {
      const pairs = about.slice(0, head.limits.items).flatMap((item) => item.duties.map((duty) => [item, duty]));
      if (pairs.length) return naming(asked.topic, say("all-units"), pairs);
    }
    return unsaid(say("all-units-what"), asked);
  };
  const deadline = async (asked) => {
    if ((await unitsMeant(asked.topic)).length) return null;
    for await (const about of lookedAt(asked)) {
      const all = about.slice(0, head.limits.items).flatMap((item) => item.due.map((due) => [item, due]));
      const near = all.filter(([item]) => item.kind === "task" || item.kind === "project");
      const pairs = near.length ? near : all;
      if (pairs.length) {
        return found(say("deadline", { topic: asked.topic }), pairs.map(([, [text]]) => text), pairs.map(([item]) => item), pairs.map(([item, [, quote]]) => [quote, item.href]));
      }
    }
    return unsaid(say("deadline-what"), asked);
  };
  const target = async (asked) => {
    const entries = (await unitsMeant(asked.topic)).length ? [] : await entriesAbout(asked);
    if (!entries.length) return null;
    const when = inYear(asked.year);
    const told = (pairs) => {
      const fitting = pairs.filter(([, [, year]]) => !when || year === Number(asked.year));
      return fitting.length ? found(say("target", { topic: asked.topic, when }), fitting.map(([, [value]]) => value), fitting.map(([item]) => item),
        fitting.map(([item, [, , quote]]) => [quote, item.href])) : null;
    };
    const stated = (await entriesOf(entries)).filter((one) => one.item !== undefined);
    let pairs = await Promise.all(stated.map(async (one) => [await entryOf(one.item), [one.value, one.year, one.quote]]));
    if (told(pairs)) return told(pairs);
    if (!pairs.length) {
      for await (const about of lookedAt(asked)) {
        pairs = about.slice(0, head.limits.few).flatMap((item) => item.targets.map((one) => [item, one]));
        if (told(pairs)) return told(pairs);
        if (pairs.length) break;
      }
    }
    return unsaid(say("target-what", { when }), asked);
  };
  const source = async (asked) => {
    const about = (await itemsAbout(asked)).filter((item) => (asked.kind ?? item.kind) === item.kind);
    return about.length ? listing(say(asked.kind ? "source-projects" : "source", { topic: asked.topic }), about.slice(0, head.limits.items), "") : null;
  };
  const roleIn = async (asked) => {
    const known = await unit(asked);
    const about = known ? await itemsAbout(asked) : [];
    if (!about.length) return null;
    for await (const looking of lookedAt(asked)) {
      const pairs = looking.flatMap((item) => item.duties.filter((duty) => duty[1] === known.id).map((duty) => [item, duty]));
      if (pairs.length) {
        return found(say("role-in", { unit: known.name, topic: asked.topic }),
          pairs.map(([item, duty]) => say("role-in-line", { share: head.shares[duty[0]], item: item.label })),
          pairs.map(([item]) => item), pairs.map(([item, duty]) => [duty[5], item.href]));
      }
    }
    return found(say("role-in-none", { unit: known.name, topic: asked.topic }), [], about.slice(0, head.limits.few));
  };
  /** The item with who answers for it, its times and targets. */
  const factsOf = (item) => {
    const facts = [];
    const joined = (names) => names.join(say("answers"));
    for (const [role, name] of Object.entries(head.facts)) {
      const names = unique(item.duties.filter((duty) => duty[0] === role).map((duty) => duty[3]));
      if (names.length) facts.push(say("facts-role", { role: name, names: joined(names) }));
    }
    const times = unique(item.due.map(([text]) => text));
    const values = unique(item.targets.map(([value]) => value));
    if (times.length) facts.push(say("facts-times", { names: joined(times) }));
    if (values.length) facts.push(say("facts-targets", { names: joined(values) }));
    return facts.length ? say("facts", { item: item.label, facts: facts.join(say("parts")) }) : item.label;
  };
  const compare = async (asked) => {
    const names = await search.namesOf("plan");
    const chosen = ["plan", "plan2"].filter((slot) => asked[slot]).map((slot) => search.named(search.fold(asked[slot]), names));
    if (chosen.some((ids) => ids.length !== 1)) return null;
    const ids = unique([...chosen.flat(), ...placesOf(asked)]);
    const plans = ids.length ? ids.map((id) => head.plans.find(([plan]) => plan === id)) : head.plans;
    if (plans.length < 2) return null;
    const said = [];
    const items = [];
    for (const [plan, , title] of plans) {
      const own = (await itemsAbout({ ...asked, in: plan })).slice(0, head.limits.compared);
      items.push(...own);
      said.push(say("by-plan", { plan: title, said: own.length ? own.map(factsOf).join(say("clauses")) : say("not-written") }));
    }
    return items.length ? found(say("compare", { topic: asked.topic }), said, items, items.map((item) => [item.quote, item.href])) : null;
  };

  /* Answers without words of the reader's: made when the site was, of one plan from its items. */
  const made = (intent, none) => async (asked) => {
    const told = intent === "plan-fact" ? Object.keys(asked).slice(0, 1) : [asked.role ?? "", asked.kind ? "kind" : "", asked.year ?? ""];
    const number = head.ready[[intent, ...told].join("|")];
    return number === undefined ? found(none(asked)) : load(`ask/f${number}`);
  };
  const itemsIn = async (plan) => entriesOf((await search.facet(facetOf("plan", plan))).filter((n) => search.kindOf(n)[0] === "item"));
  const isDuty = (item) => head.duties.includes(item.kind);
  const OF_PLAN = {
    "due-in": async ({ year, in: plan }) => {
      const due = new Set(await search.facet(facetOf("year", year)));
      const numbers = (await search.facet(facetOf("plan", plan))).filter((n) => search.kindOf(n)[0] === "item" && due.has(n));
      return listing(say("due-in", { year }), await entriesOf(numbers), say("due-in-none", { year }));
    },
    "targets-in": async ({ year, in: plan }) => {
      const all = (await itemsIn(plan)).flatMap((item) => item.targets.slice(0, item.own).map((one) => [item, one]));
      const pairs = all.filter(([, [, when]]) => when === Number(year));
      if (!pairs.length) return found(say("targets-in-none", { year }));
      return found(say("targets-in", { year, count: pairs.length }), pairs.map(([, [value]]) => value), pairs.map(([item]) => item),
        pairs.map(([item, [, , quote]]) => [quote, item.href]));
    },
    "no-lead": async ({ in: plan }) => listing(say("no-lead"),
      (await itemsIn(plan)).filter((item) => isDuty(item) && item.duties.every((duty) => duty[0] === "support")), say("no-lead-none")),
    "no-deadline": async ({ in: plan }) => listing(say("no-deadline"),
      (await itemsIn(plan)).filter((item) => isDuty(item) && !item.due.length), say("no-deadline-none")),
  };

  const ANSWERS = {
    ...Object.fromEntries(["leads-of", "supports-of", "duties-of"].map((intent) => [intent, dutiesOf(intent)])),
    "projects-of": projects, "due-of": dueOf, "targets-of": targetsOf, "partners-of": partners, shared, helps, "role-in": roleIn,
    succession, "full-name": fullName, compare, "source-of": source, "target-of": target, "deadline-of": deadline, "units-of": allUnits,
    ...Object.fromEntries(["lead-of", "support-of", "responsible-of"].map((intent) => [intent, unitsBy(intent)])),
    "due-in": made("due-in", ({ year }) => say("due-in-none", { year })), "targets-in": made("targets-in", ({ year }) => say("targets-in-none", { year })),
    ...Object.fromEntries(["no-lead", "no-deadline", "most", "plan-fact"].map((intent) => [intent, made(intent, () => "")])),
  };

  /* Several plans. */
  const placesOf = (asked) => unique((asked.places ?? "").split("|").filter(Boolean).flatMap((place) => head.places[place]));
  /** The plans that hold the matter, or the units where the name means several; none where that parts nothing. */
  const holding = async (asked) => {
    let plans = head.plans.map(([id]) => id);
    let parted = false;
    if (asked.topic) {
      plans = unique((await entriesAbout(asked)).map((n) => planOf(n)[0]));
      parted = true;
    }
    for (const slot of ["unit", "other"]) {
      const ids = asked[slot] ? await unitsMeant(asked[slot]) : [];
      if (ids.length > 1) {
        const theirs = new Set((await Promise.all(ids.map(unitOf))).flatMap((known) => known.plans));
        plans = plans.filter((plan) => theirs.has(plan));
        parted = true;
      }
    }
    return parted ? plans : [];
  };
  const called = (id) => head.plans.find(([plan]) => plan === id)[3];
  const linesOf = (name, answers) => (answers.every((answer) => answer.length <= head.limits.line)
    ? answers.length ? [say("by-plan", { plan: name, said: answers.join(say("answers")) })] : []
    : answers.map((said) => say("by-plan", { plan: name, said })));
  /** The answer; where several plans have one, that of each of them apart, so that no regions are mixed. */
  const byPlans = async (intent, asked) => {
    const answer = ANSWERS[intent];
    if (head.plans.length === 1) return answer(asked);
    const named = placesOf(asked);
    const plans = named.length ? named : await holding(asked);
    if (!plans.length) return answer(asked);
    const each = [];
    for (const plan of plans) {
      const one = await (OF_PLAN[intent] ?? answer)({ ...asked, in: plan });
      if (one) each.push([plan, one]);
    }
    const full = each.filter(([, one]) => one.answer.length);
    const said = full.length ? full : each.slice(0, 1);
    if (!said.length) return null;
    const silent = named.filter((plan) => said.every(([id]) => id !== plan));
    const many = said.length + silent.length;
    const told = said.map(([plan, one]) => say("by-plan", { plan: called(plan), said: one.said })).join(say("clauses"));
    if (many === 1) return { ...said[0][1], said: told };
    const lines = said.flatMap(([plan, one]) => linesOf(called(plan), unique(one.answer)));
    return found(say("several", { count: many, said: told }),
      [...lines, ...silent.map((plan) => say("by-plan", { plan: called(plan), said: say("not-written") }))],
      said.flatMap(([, one]) => one.items), said.flatMap(([, one]) => one.quotes));
  };
  /** What the plain question may mean: [[intent, slots]], the likeliest first; none where it asks for what no plan answers. */
  const readings = async (asked) => {
    const fitting = [];
    for (const [intent, pattern] of head.patterns) {
      const told = pattern.exec(asked);
      if (!told) continue;
      const slots = Object.fromEntries(Object.entries(told.groups ?? {}).filter(([, text]) => text));
      if (told.groups && ("before" in told.groups || "after" in told.groups)) {
        slots.topic = (slots.before ?? "") + (slots.after ?? "");
        delete slots.before;
        delete slots.after;
      }
      if (slots.topic !== undefined && (!slots.topic || head.asking.test(slots.topic))) continue;
      fitting.push([intent, slots]);
    }
    const framed = await words.framed(asked);
    const longest = framed.filter(([, slots]) => slots.topic).slice(0, head.limits.wide);
    const wide = Object.keys(head.limits.longest).flatMap((name) => longest.map(([intent, slots]) => [intent, { ...slots, wide: name }]));
    return [...fitting, ...framed, ...wide].filter(([, slots]) => !head.names.some((name) => head.nothing.test(slots[name] ?? "")));
  };
  /** The answer to a question: {intent, reading, said, answer, items, quotes: [[words, address]]}; null where it is not understood. */
  const ask = async (question) => {
    if (!/[\p{L}\p{N}]/u.test(question)) return null;
    await ready();
    if (search.tooLong(question)) return null;
    looked = new Map();
    const folded = search.fold(search.simple(question));
    const asked = head.plainer.reduce((text, [pattern, put]) => text.replace(pattern, put), folded);
    if (words.refused(asked) || words.refused(folded)) return null;
    for (const text of unique([asked, asked.replace(head.preamble, "")])) {
      const answer = await answered(text, folded);
      if (answer) return answer;
    }
    return null;
  };
  const without = (text, word) => {
    if (text.includes(word)) return text.replace(word, "\n");
    let at = 0;
    const kept = Array.from(text, (character) => (character === word[at] ? ((at += 1), "\n") : character)).join("");
    return at === word.length ? kept : text;
  };
  /** What was understood: the kind of question, the words of each slot, the other words. */
  const toldOf = (question, intent, slots) => {
    let rest = question;
    const parts = [say("understood", { question: head.told[intent] })];
    for (const slot of head.read.filter((name) => slots[name])) {
      rest = slots[slot].split("|").reduce(without, rest);
      parts.push(say("slot", { slot: head.told[slot], words: slots[slot].replaceAll("|", say("answers")) }));
    }
    const other = rest.split("\n").filter((part) => words.stripped(part, head.limits.ends)).join(say("cut"));
    return [...parts, ...(other ? [say("rest", { words: other })] : [])].join(say("clauses"));
  };
  const answered = async (asked, question) => {
    for (const [intent, slots] of await readings(asked)) {
      const answer = await (head.several.includes(intent) ? ANSWERS[intent](slots) : byPlans(intent, slots));
      const quotes = answer?.quotes.length ? answer.quotes : answer?.items.map((item) => [item.quote, item.href]);
      if (answer) return { ...answer, quotes, intent, reading: toldOf(question, intent, slots), answer: unique(answer.answer), items: unique(answer.items.map((item) => item.id ?? item)) };
    }
    return null;
  };
  let questions = null;
  /** Whether the words may be a question at all; decides whether the scripts of questions are loaded. */
  const asks = async (text) => {
    questions ??= new RegExp(await load("ask/asks"), "u");
    return questions.test(text.normalize("NFKC"));
  };

  zeren.ask = { ask, asks };
})();
