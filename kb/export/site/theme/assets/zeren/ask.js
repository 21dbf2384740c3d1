/* Questions answered in the browser: what kb/ask does, over the scripts that kb/ask/browser.py writes. Understood by the
   same patterns and frames (ask-words.js) in the same order; a test holds both against each other. */
"use strict";

(() => {
  const { load, search } = zeren;
  const { FACET } = search;
  const ROLES = { 牵头: ["lead"], 配合: ["support"], 负责: ["lead", "responsible"], "": ["lead", "support", "responsible"] };
  const FACETS = { lead: "牵头", support: "配合", responsible: "责任" };
  const VERBS = { lead: "牵头", support: "配合", responsible: "负责" };
  const SAID = { lead: "牵头", support: "配合", responsible: "责任单位" };
  const unique = (values) => [...new Set(values)];

  let head = null;
  let words = null;
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
    ? found(`${said}：${items.length} 项`, items.map((item) => item.label), items, items.map((item) => [item.quote, item.href])) : found(none));

  /* Units. */
  const namesOf = async () => (await load("search/facets"))["单位"] ?? [];
  /** Whether the characters of a name, three or more, stand in the form in the same order, ending with the same one. */
  const shortens = (short, form) => {
    let at = 0;
    for (const character of form) if (character === short[at]) at += 1;
    return short.length > 2 && form.at(-1) === short.at(-1) && at === short.length;
  };
  const meant = async (asked, plan) => {
    const among = plan && new Set(await load(`ask/p${head.held[plan]}`));
    const names = (await namesOf()).filter(([id]) => !among || among.has(id));
    if (asked.length < 2) return [];
    const ids = (fits) => names.filter(([, ...known]) => known.some(fits)).map(([id]) => id);
    const exact = ids((form) => form === asked);
    if (exact.length) return exact;
    const ends = ids((form) => form.endsWith(asked));
    if (ends.length) return asked.length > 2 ? ends : [];
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
    const forms = unique((await namesOf()).flatMap(([, ...known]) => known)).filter((form) => form.length > 2);
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
  const within = async (asked) => (asked.in ? new Set(await search.facet(`计划=${asked.in}`)) : null);
  /** Numbers of the items, of the question's year and plan, in which the unit has one of the roles, in document order. */
  const numbersOf = async (asked, id, roles) => {
    const lists = await Promise.all(roles.map((role) => search.facet(`${FACETS[role]}=${id}`)));
    const due = asked.year ? new Set(await search.facet(`年份=${asked.year}`)) : null;
    const own = await within(asked);
    return unique(lists.flat()).filter((n) => search.kindOf(n)[0] === "item" && (!due || due.has(n)) && (!own || own.has(n)))
      .sort((a, b) => a - b);
  };
  const itemsOf = async (asked, id, roles) => entriesOf(await numbersOf(asked, id, roles));

  const duties = (verb, roles) => async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const when = asked.year ? `${asked.year}年` : "";
    return listing(`${known.name}${when}${verb}的事项`, await itemsOf(asked, known.id, roles), `${known.name}没有${when}${verb}的事项`);
  };
  const projects = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const items = (await itemsOf(asked, known.id, ROLES[""])).filter((item) => item.kind === "project");
    return listing(`${known.name}负责的项目`, items, `${known.name}没有负责的项目`);
  };
  const dueOf = async (asked) => {
    const known = await unit(asked);
    return known && listing(`${known.name}${asked.year}年到期的事项`, await itemsOf(asked, known.id, ROLES[""]),
      `${known.name}没有${asked.year}年到期的事项`);
  };
  const targetsOf = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const when = asked.year ? `${asked.year}年` : "";
    const verb = asked.role ?? "牵头或负责";
    const items = await itemsOf({ ...asked, year: "" }, known.id, ROLES[asked.role ?? "负责"]);
    const pairs = items.flatMap((item) => item.targets.map((target) => [item, target])).filter(([, [, year]]) => !when || year === Number(asked.year));
    if (!pairs.length) return found(`${known.name}${verb}的事项没有写明${when}指标`);
    return found(`${known.name}${verb}的${when}指标：${pairs.length} 个`, pairs.map(([, [value]]) => value), pairs.map(([item]) => item),
      pairs.map(([item, [, , quote]]) => [quote, item.href]));
  };
  const partners = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    const shared = new Map();
    const own = await itemsOf(asked, known.id, ROLES[""]);
    for (const item of own) {
      for (const other of unique(item.duties.map((duty) => duty[1]))) {
        if (other !== known.id) shared.set(other, [...shared.get(other) ?? [], item]);
      }
    }
    if (!shared.size) return found(`没有与${known.name}共同承担事项的单位`);
    const ranked = [...shared].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    const kept = ranked.filter(([, items]) => !asked.most || items.length === ranked[0][1].length);
    const many = asked.most ? `最多的单位：共同事项 ${kept[0][1].length} 项` : `单位，按共同事项数：${kept.length} 个`;
    const both = new Set(kept.flatMap(([, theirs]) => theirs));
    const items = own.filter((item) => both.has(item));
    const names = await Promise.all(kept.map(async ([id]) => (await unitOf(id)).name));
    return found(`与${known.name}共同承担事项${asked.most ? "" : "的"}${many}`, names, items, items.map((item) => [item.quote, item.href]));
  };
  const two = async (asked) => {
    const [one, other] = [await unit(asked), await unitFor(asked.other, asked)];
    return one && other && one.id !== other.id ? [one, other] : null;
  };
  const shared = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const roles = ROLES[asked.role ?? ""];
    const theirs = new Set(await numbersOf(asked, other.id, roles));
    const items = await entriesOf((await numbersOf(asked, one.id, roles)).filter((n) => theirs.has(n)));
    const verb = asked.role ?? "承担";
    return listing(`${one.name}和${other.name}共同${verb}的事项`, items, `${one.name}和${other.name}没有共同${verb}的事项`);
  };
  const helps = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const led = new Set(await numbersOf(asked, other.id, ROLES["负责"]));
    const items = await entriesOf((await numbersOf(asked, one.id, ROLES["配合"])).filter((n) => led.has(n)));
    return listing(`由${other.name}牵头、${one.name}配合的事项`, items, `没有由${other.name}牵头、${one.name}配合的事项`);
  };
  const succession = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    if (!known.became.length) return found(`${known.name}没有已知的更名或合并`, [], [], known.quotes);
    return found(`${known.name}在机构改革后（据通行的改革方案，以当地文件为准）`, known.became, [], known.quotes);
  };
  const fullName = async (asked) => {
    const known = await unit(asked);
    if (!known) return null;
    return known.full ? found(`${known.name}的全称`, [known.full], [], known.quotes) : found(`${known.name}的全称没有登记`, [], [], known.quotes);
  };

  /* Matters. */
  const inPlan = (plan) => (plan ? [[`${FACET}计划=${plan}`]] : []);
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
    const names = ((await load("search/facets"))["行动"] ?? []).map(([name]) => name).filter((name) => bare(name).includes(bare(text)));
    return names.length && names.length <= head.limits.headings ? entriesWith([names.map((name) => `${FACET}行动=${name}`)], plan) : [];
  };
  const aboutItems = (entries) => entries.some((n) => !["text", "unit"].includes(search.kindOf(n)[0]));
  const bare = (text) => text.replace(head.around, "");
  /** Numbers of the entries that speak of the matter, best first. */
  const topic = async (text, plan) => {
    const asked = search.fold(text).replace(/^["'《》]+|["'《》]+$/gu, "");
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
        if (words.isLight(word)) add(cost + 3, rarest, parts);
        const number = word.length > 1 ? await count(word) : 0;
        if (number) add(cost + 2, Math.max(rarest, -number), [...parts, word]);
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
    return about.length ? found(`没有读到“${asked.topic}”${what}，写到它的原文如下`, [], about) : null;
  };
  const naming = (text, verb, pairs) => {
    const items = unique(pairs.map(([item]) => item.n));
    const where = items.length > 1 ? `（据 ${items.length} 项任务）` : "";
    const inferred = pairs.some(([, duty]) => duty[4] === "inferred") ? "；部分单位据位置推断" : "";
    const names = new Map();
    for (const [, duty] of pairs) if (!names.has(duty[1])) names.set(duty[1], duty[3]);
    return found(`“${text}”的${verb}单位${where}${inferred}`, [...names.values()], pairs.map(([item]) => item), pairs.map(([item, duty]) => [duty[5], item.href]));
  };
  /** Those that the unit of the question leads; all of them where it names none. */
  const led = async (asked, about) => {
    if (!asked.unit) return about;
    const ids = await unitsMeant(asked.unit, asked.in);
    return about.filter((item) => item.duties.some((duty) => ids.includes(duty[1]) && duty[0] !== "support"));
  };
  const unitsWith = (roles, verb) => async (asked) => {
    for await (const about of lookedAt(asked)) {
      const items = await led(asked, about);
      for (const role of roles) {
        const pairs = items.flatMap((item) => item.duties.filter((duty) => role.includes(duty[0])).map((duty) => [item, duty]));
        const kept = new Set(unique(pairs.map(([item]) => item)).slice(0, head.limits.items));
        if (pairs.length) return naming(asked.topic, verb, pairs.filter(([item]) => kept.has(item)));
      }
    }
    return unsaid(`由哪个单位${verb}`, asked);
  };
  const allUnits = async (asked) => {
    for await (const about of lookedAt(asked)) {
      const pairs = about.slice(0, head.limits.items).flatMap((item) => item.duties.map((duty) => [item, duty]));
      if (pairs.length) return naming(asked.topic, "参与", pairs);
    }
    return unsaid("有哪些单位参与", asked);
  };
  const deadline = async (asked) => {
    if ((await unitsMeant(asked.topic)).length) return null;
    for await (const about of lookedAt(asked)) {
      const all = about.slice(0, head.limits.items).flatMap((item) => item.due.map((due) => [item, due]));
      const near = all.filter(([item]) => item.kind === "task" || item.kind === "project");
      const pairs = near.length ? near : all;
      if (pairs.length) {
        return found(`“${asked.topic}”的时限`, pairs.map(([, [text]]) => text), pairs.map(([item]) => item), pairs.map(([item, [, quote]]) => [quote, item.href]));
      }
    }
    return unsaid("的时限", asked);
  };
  const target = async (asked) => {
    const entries = (await unitsMeant(asked.topic)).length ? [] : await entriesAbout(asked);
    if (!entries.length) return null;
    const when = asked.year ? `${asked.year}年` : "";
    const told = (pairs) => {
      const fitting = pairs.filter(([, [, year]]) => !when || year === Number(asked.year));
      return fitting.length ? found(`“${asked.topic}”${when}的指标`, fitting.map(([, [value]]) => value), fitting.map(([item]) => item),
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
    return unsaid(`${when}的指标`, asked);
  };
  const source = async (asked) => {
    const about = (await itemsAbout(asked)).filter((item) => (asked.kind ?? item.kind) === item.kind);
    return about.length ? listing(`写到“${asked.topic}”的${asked.kind ? "项目" : "事项"}`, about.slice(0, head.limits.items), "") : null;
  };
  const roleIn = async (asked) => {
    const known = await unit(asked);
    const about = known ? await itemsAbout(asked) : [];
    if (!about.length) return null;
    for await (const looking of lookedAt(asked)) {
      const pairs = looking.flatMap((item) => item.duties.filter((duty) => duty[1] === known.id).map((duty) => [item, duty]));
      if (pairs.length) {
        return found(`${known.name}在“${asked.topic}”中的责任`, pairs.map(([item, duty]) => `${SAID[duty[0]]}：${item.label}`),
          pairs.map(([item]) => item), pairs.map(([item, duty]) => [duty[5], item.href]));
      }
    }
    return found(`没有读到${known.name}在“${asked.topic}”中的责任，写到它的原文如下`, [], about.slice(0, head.limits.few));
  };
  /** The item with who answers for it, its times and targets. */
  const factsOf = (item) => {
    const facts = [];
    for (const role of ["lead", "responsible", "support"]) {
      const names = unique(item.duties.filter((duty) => duty[0] === role).map((duty) => duty[3]));
      if (names.length) facts.push(`${VERBS[role]} ${names.join("、")}`);
    }
    const times = unique(item.due.map(([text]) => text));
    const values = unique(item.targets.map(([value]) => value));
    if (times.length) facts.push(`时限 ${times.join("、")}`);
    if (values.length) facts.push(`指标 ${values.join("、")}`);
    return item.label + (facts.length ? `（${facts.join("，")}）` : "");
  };
  const compare = async (asked) => {
    const names = (await load("search/facets"))["计划"] ?? [];
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
      said.push(`${title}：${own.length ? own.map(factsOf).join("；") : "没有写到"}`);
    }
    return items.length ? found(`各计划对“${asked.topic}”的规定`, said, items, items.map((item) => [item.quote, item.href])) : null;
  };

  /* Answers without words of the reader's: made when the site was, of one plan from its items. */
  const made = (intent, none) => async (asked) => {
    const told = intent === "plan-fact" ? Object.keys(asked).slice(0, 1) : [asked.role ?? "", asked.kind ? "项目" : "", asked.year ?? ""];
    const number = head.ready[[intent, ...told].join("|")];
    return number === undefined ? found(none(asked)) : load(`ask/f${number}`);
  };
  const itemsIn = async (plan) => entriesOf((await search.facet(`计划=${plan}`)).filter((n) => search.kindOf(n)[0] === "item"));
  const isDuty = (item) => item.kind === "task" || item.kind === "project";
  const OF_PLAN = {
    "due-in": async ({ year, in: plan }) => {
      const due = new Set(await search.facet(`年份=${year}`));
      const numbers = (await search.facet(`计划=${plan}`)).filter((n) => search.kindOf(n)[0] === "item" && due.has(n));
      return listing(`${year}年到期的事项`, await entriesOf(numbers), `没有${year}年到期的事项`);
    },
    "targets-in": async ({ year, in: plan }) => {
      const all = (await itemsIn(plan)).flatMap((item) => item.targets.slice(0, item.own).map((one) => [item, one]));
      const pairs = all.filter(([, [, when]]) => when === Number(year));
      if (!pairs.length) return found(`没有${year}年的指标`);
      return found(`${year}年要达到的指标：${pairs.length} 个`, pairs.map(([, [value]]) => value), pairs.map(([item]) => item),
        pairs.map(([item, [, , quote]]) => [quote, item.href]));
    },
    "no-lead": async ({ in: plan }) => listing("没有写明牵头或责任单位的任务和项目",
      (await itemsIn(plan)).filter((item) => isDuty(item) && item.duties.every((duty) => duty[0] === "support")), "每项任务和项目都写明了牵头或责任单位"),
    "no-deadline": async ({ in: plan }) => listing("没有写明时限的任务和项目",
      (await itemsIn(plan)).filter((item) => isDuty(item) && !item.due.length), "每项任务和项目都写明了时限"),
  };

  const ANSWERS = {
    "leads-of": duties("牵头", ROLES["牵头"]), "supports-of": duties("配合", ROLES["配合"]), "duties-of": duties("承担", ROLES[""]),
    "projects-of": projects, "due-of": dueOf, "targets-of": targetsOf, "partners-of": partners, shared, helps, "role-in": roleIn,
    succession, "full-name": fullName, compare, "source-of": source, "target-of": target, "deadline-of": deadline, "units-of": allUnits,
    "lead-of": unitsWith([["lead"], ["responsible"]], "牵头"), "support-of": unitsWith([["support"]], "配合"),
    "responsible-of": unitsWith([["lead", "responsible"]], "负责"),
    "due-in": made("due-in", ({ year }) => `没有${year}年到期的事项`), "targets-in": made("targets-in", ({ year }) => `没有${year}年的指标`),
    ...Object.fromEntries(["no-lead", "no-deadline", "most", "plan-fact"].map((intent) => [intent, made(intent, () => "")])),
  };

  const OF_SEVERAL = new Set(["compare", "plan-fact"]);

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
    ? answers.length ? [`${name}：${answers.join("、")}`] : [] : answers.map((answer) => `${name}：${answer}`));
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
    const told = said.map(([plan, one]) => `${called(plan)}：${one.said}`).join("；");
    if (many === 1) return { ...said[0][1], said: told };
    const lines = said.flatMap(([plan, one]) => linesOf(called(plan), unique(one.answer)));
    return found(`${many} 份计划分列——${told}`, [...lines, ...silent.map((plan) => `${called(plan)}：没有写到`)],
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
    const parts = [`问${head.told[intent]}`];
    for (const slot of head.read.filter((name) => slots[name])) {
      rest = slots[slot].split("|").reduce(without, rest);
      parts.push(`${head.told[slot]}“${slots[slot].replaceAll("|", "、")}”`);
    }
    const other = rest.split("\n").filter((part) => part.replace(/[?!。.,;:、…]/gu, "")).join("…");
    return [...parts, ...(other ? [`其余的话“${other}”`] : [])].join("；");
  };
  const answered = async (asked, question) => {
    for (const [intent, slots] of await readings(asked)) {
      const answer = await (OF_SEVERAL.has(intent) ? ANSWERS[intent](slots) : byPlans(intent, slots));
      const quotes = answer?.quotes.length ? answer.quotes : answer?.items.map((item) => [item.quote, item.href]);
      if (answer) return { ...answer, quotes, intent, reading: toldOf(question, intent, slots), answer: unique(answer.answer), items: unique(answer.items.map((item) => item.id ?? item)) };
    }
    return null;
  };
  /** Whether the words may be a question at all; decides whether the scripts of questions are loaded. */
  const asks = (text) => /谁|誰|怎|干|什么|啥|哪|几|多少|何时|何|吗|有没有|比较|对比|区别|不同|列|牵头|领头|挑头|主抓|主牵|要完成|上限|下限|主办|归口|协助|协办|支撑|参与|配合|负责|单位|目标|指标|时限|期限|时间|节点|截止|项目|全称|文号|任务|要求|清单|考核|角色|主角|配角|多高|多大|多长|[?？]/u.test(text.normalize("NFKC"));

  zeren.ask = { ask, asks };
})();
