/* Questions answered in the browser: what kb/ask does, over the scripts that kb/ask/browser.py writes. Understood by the
   same patterns in the same order; a test holds both against each other. */
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
    };
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
  const unitNamed = async (name) => {
    const asked = search.fold(name);
    const names = (await load("search/facets"))["单位"] ?? [];
    if (asked.length < 2) return null;
    const exact = names.filter(([, ...known]) => known.includes(asked));
    if (exact.length === 1) return exact[0][0];
    const ends = exact.length ? [] : names.filter(([, ...known]) => known.some((form) => form.endsWith(asked)));
    if (ends.length === 1 && asked.length > 2) return ends[0][0];
    for (const form of exact.length || ends.length ? [] : await search.formsOf(asked)) {
      const meant = search.named(form, names);
      if (meant.length === 1) return meant[0];
    }
    return null;
  };
  const unit = async (name) => {
    const id = await unitNamed(name);
    const known = id && await unitOf(id);
    return known ? { id, ...known } : null;
  };
  /** Numbers of the items in which the unit has one of the roles, in document order. */
  const numbersOf = async (id, roles, year) => {
    const lists = await Promise.all(roles.map((role) => search.facet(`${FACETS[role]}=${id}`)));
    const due = year ? new Set(await search.facet(`年份=${year}`)) : null;
    return unique(lists.flat()).filter((n) => search.kindOf(n)[0] === "item" && (!due || due.has(n))).sort((a, b) => a - b);
  };
  const itemsOf = async (id, roles, year) => entriesOf(await numbersOf(id, roles, year));

  const duties = (verb, roles) => async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    const when = asked.year ? `${asked.year}年` : "";
    return listing(`${known.name}${when}${verb}的事项`, await itemsOf(known.id, roles, asked.year), `${known.name}没有${when}${verb}的事项`);
  };
  const projects = async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    const items = (await itemsOf(known.id, ROLES[""])).filter((item) => item.kind === "project");
    return listing(`${known.name}负责的项目`, items, `${known.name}没有负责的项目`);
  };
  const dueOf = async (asked) => {
    const known = await unit(asked.unit);
    return known && listing(`${known.name}${asked.year}年到期的事项`, await itemsOf(known.id, ROLES[""], asked.year),
      `${known.name}没有${asked.year}年到期的事项`);
  };
  const targetsOf = async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    const pairs = (await itemsOf(known.id, ROLES["负责"])).flatMap((item) => item.targets.map((target) => [item, target]));
    if (!pairs.length) return found(`${known.name}牵头或负责的事项没有写明指标`);
    return found(`${known.name}牵头或负责的指标：${pairs.length} 个`, pairs.map(([, [value]]) => value), pairs.map(([item]) => item),
      pairs.map(([item, [, , quote]]) => [quote, item.href]));
  };
  const partners = async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    const shared = new Map();
    const own = await itemsOf(known.id, ROLES[""]);
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
    const [one, other] = [await unit(asked.unit), await unit(asked.other)];
    return one && other && one.id !== other.id ? [one, other] : null;
  };
  const shared = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const roles = ROLES[asked.role ?? ""];
    const theirs = new Set(await numbersOf(other.id, roles));
    const items = await entriesOf((await numbersOf(one.id, roles)).filter((n) => theirs.has(n)));
    const verb = asked.role ?? "承担";
    return listing(`${one.name}和${other.name}共同${verb}的事项`, items, `${one.name}和${other.name}没有共同${verb}的事项`);
  };
  const helps = async (asked) => {
    const both = await two(asked);
    if (!both) return null;
    const [one, other] = both;
    const led = new Set(await numbersOf(other.id, ROLES["负责"]));
    const items = await entriesOf((await numbersOf(one.id, ROLES["配合"])).filter((n) => led.has(n)));
    return listing(`由${other.name}牵头、${one.name}配合的事项`, items, `没有由${other.name}牵头、${one.name}配合的事项`);
  };
  const succession = async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    if (!known.became.length) return found(`${known.name}没有已知的更名或合并`, [], [], known.quotes);
    return found(`${known.name}在机构改革后（据通行的改革方案，以当地文件为准）`, known.became, [], known.quotes);
  };
  const fullName = async (asked) => {
    const known = await unit(asked.unit);
    if (!known) return null;
    return known.full ? found(`${known.name}的全称`, [known.full], [], known.quotes) : found(`${known.name}的全称没有登记`, [], [], known.quotes);
  };

  /* Matters. */
  const entriesFound = async (text) => {
    const clauses = await search.clausesOf(text);
    if (clauses.flat().some((form) => form[0] === FACET)) return [];
    const first = (hits) => hits.slice(0, head.limits.most).map(([entry]) => entry);
    const whole = await search.match(clauses);
    if (whole.length) return first(whole);
    for await (const step of search.loosened(text)) {
      if (step.least !== undefined || step.kind === "asked") continue;
      let best = first(step.clauses.length ? await search.match(step.clauses) : []);
      if (step.kind === "parts") {
        const length = step.clauses.reduce((sum, clause) => sum + clause[0].length, 0);
        best = length >= text.length ? search.close(best, step.clauses, length + head.limits.slack) : [];
      }
      if (best.length) return best;
    }
    for (let at = text.length - 2; at > 1; at -= 1) {
      const clauses = await Promise.all([text.slice(0, at), text.slice(at)].map(search.known));
      const best = search.close(first(await search.match(clauses)), clauses, text.length + head.limits.slack);
      if (best.length) return best;
    }
    return [];
  };
  const bare = (text) => text.replace(head.around, "");
  /** Numbers of the entries that speak of the topic, best first. */
  const topic = async (words) => {
    const asked = search.fold(words).replace(/^["'《》]+|["'《》]+$/gu, "");
    for (const text of unique([asked, bare(asked), bare(bare(asked))])) {
      if (text.length < 2) continue;
      const entries = await entriesFound(text);
      if (entries.length) return entries;
    }
    return [];
  };
  const vague = (asked, entries) => {
    const plans = new Map();
    for (const n of entries) if (search.kindOf(n)[0] === "item") plans.set(planOf(n), (plans.get(planOf(n)) ?? 0) + 1);
    return asked.length <= head.limits.short && Math.max(0, ...plans.values()) > head.limits.items;
  };
  /** The items about the topic, each with its number as `n`. */
  const itemsAbout = async (words) => {
    const entries = await topic(words);
    const asked = search.fold(words);
    if (vague(asked, entries)) return [];
    const known = await entriesOf(entries);
    const numbers = unique(entries.map((n, at) => (known[at] ? known[at].item ?? n : -1)).filter((n) => n >= 0));
    const items = (await entriesOf(numbers)).map((item, at) => ({ ...item, n: numbers[at] }));
    const called = items.filter((item) => item.called && item.called === asked);
    return called.length ? called : items;
  };
  const naming = (words, verb, pairs) => {
    const items = unique(pairs.map(([item]) => item));
    const where = items.length > 1 ? `（据 ${items.length} 项任务）` : "";
    const inferred = pairs.some(([, duty]) => duty[4] === "inferred") ? "；部分单位据位置推断" : "";
    return found(`“${words}”的${verb}单位${where}${inferred}`, pairs.map(([, duty]) => duty[2]), items, pairs.map(([item, duty]) => [duty[5], item.href]));
  };
  const unitsWith = (roles, verb) => async ({ topic: words }) => {
    const about = await itemsAbout(words);
    if (!about.length) return null;
    for (const role of roles) {
      const pairs = about.flatMap((item) => item.duties.filter((duty) => duty[0] === role).map((duty) => [item, duty]));
      const kept = new Set(unique(pairs.map(([item]) => item)).slice(0, head.limits.items));
      if (pairs.length) return naming(words, verb, pairs.filter(([item]) => kept.has(item)));
    }
    return found(`原文没有写明“${words}”由哪个单位${verb}`, [], about.slice(0, 3));
  };
  const allUnits = async ({ topic: words }) => {
    const about = await itemsAbout(words);
    if (!about.length) return null;
    const pairs = about.slice(0, head.limits.items).flatMap((item) => item.duties.map((duty) => [item, duty]));
    return pairs.length ? naming(words, "参与", pairs) : found(`原文没有写明参与“${words}”的单位`, [], about.slice(0, 3));
  };
  const deadline = async ({ topic: words }) => {
    const about = (await unitNamed(words)) ? [] : await itemsAbout(words);
    if (!about.length) return null;
    const all = about.slice(0, head.limits.items).flatMap((item) => item.due.map((due) => [item, due]));
    const near = all.filter(([item]) => item.kind === "task" || item.kind === "project");
    const pairs = near.length ? near : all;
    if (!pairs.length) return found(`原文没有写明“${words}”的时限`, [], about.slice(0, 3));
    return found(`“${words}”的时限`, pairs.map(([, [text]]) => text), pairs.map(([item]) => item), pairs.map(([item, [, quote]]) => [quote, item.href]));
  };
  const target = async ({ topic: words, year }) => {
    const entries = (await topic(words)).filter((n) => search.kindOf(n)[0] !== "text" && search.kindOf(n)[0] !== "unit");
    if (!entries.length || await unitNamed(words) || vague(search.fold(words), entries)) return null;
    const known = await entriesOf(entries);
    const stated = known.filter((one) => one.item !== undefined);
    let pairs = await Promise.all(stated.map(async (one) => [await entryOf(one.item), [one.value, one.year, one.quote]]));
    if (!pairs.length) pairs = (await itemsAbout(words)).slice(0, 3).flatMap((item) => item.targets.map((one) => [item, one]));
    pairs = pairs.filter(([, [, when]]) => !year || when === Number(year));
    const when = year ? `${year}年` : "";
    if (!pairs.length) {
      const items = await entriesOf(unique(entries.map((n, at) => known[at].item ?? n)).slice(0, 3));
      return found(`原文没有写明“${words}”${when}的指标`, [], items);
    }
    return found(`“${words}”${when}的指标`, pairs.map(([, [value]]) => value), pairs.map(([item]) => item), pairs.map(([item, [, , quote]]) => [quote, item.href]));
  };
  const source = async ({ topic: words }) => {
    const about = await itemsAbout(words);
    return about.length ? listing(`写到“${words}”的事项`, about.slice(0, head.limits.items), "") : null;
  };
  const roleIn = async ({ unit: name, topic: words }) => {
    const known = await unit(name);
    const about = known ? await itemsAbout(words) : [];
    if (!about.length) return null;
    const pairs = about.flatMap((item) => item.duties.filter((duty) => duty[1] === known.id).map((duty) => [item, duty]));
    if (!pairs.length) return found(`原文没有写明${known.name}在“${words}”中的责任`, [], about.slice(0, 3));
    return found(`${known.name}在“${words}”中的责任`, pairs.map(([item, duty]) => `${SAID[duty[0]]}：${item.label}`),
      pairs.map(([item]) => item), pairs.map(([item, duty]) => [duty[5], item.href]));
  };
  const factsOf = (own) => {
    const facts = [];
    for (const role of ["lead", "responsible", "support"]) {
      const names = unique(own.flatMap((item) => item.duties.filter((duty) => duty[0] === role).map((duty) => duty[3])));
      if (names.length) facts.push(`${VERBS[role]} ${names.join("、")}`);
    }
    const times = unique(own.flatMap((item) => item.due.map(([text]) => text)));
    const values = unique(own.flatMap((item) => item.targets.map(([value]) => value)));
    if (times.length) facts.push(`时限 ${times.join("、")}`);
    if (values.length) facts.push(`指标 ${values.join("、")}`);
    return facts.length ? facts.join("；") : own.map((item) => item.label).join("、");
  };
  const compare = async (asked) => {
    let plans = head.plans;
    if (asked.plan) {
      const names = (await load("search/facets"))["计划"] ?? [];
      const chosen = [asked.plan, asked.plan2].map((words) => search.named(search.fold(words), names));
      if (chosen.some((ids) => ids.length !== 1) || chosen[0][0] === chosen[1][0]) return null;
      plans = chosen.map(([id]) => head.plans.find(([plan]) => plan === id)).filter(Boolean);
    } else if (plans.length < 2) return null;
    const about = await itemsAbout(asked.topic);
    const groups = plans.map((plan) => [plan[2], about.filter((item) => planOf(item.n) === plan).slice(0, head.limits.items)]);
    const items = groups.flatMap(([, own]) => own);
    if (!items.length) return null;
    return found(`各计划对“${asked.topic}”的规定`, groups.map(([title, own]) => `${title}：${own.length ? factsOf(own) : "没有写到"}`),
      items, items.map((item) => [item.quote, item.href]));
  };

  /** Answers made when the site was: what needs no words of the reader's. */
  const made = (intent, none) => async (asked) => {
    const told = intent === "plan-fact" ? Object.keys(asked).slice(0, 1) : [asked.role ?? "", asked.kind ? "项目" : "", asked.year ?? ""];
    const number = head.ready[[intent, ...told].join("|")];
    return number === undefined ? found(none(asked)) : load(`ask/f${number}`);
  };

  const ANSWERS = {
    "leads-of": duties("牵头", ROLES["牵头"]), "supports-of": duties("配合", ROLES["配合"]), "duties-of": duties("承担", ROLES[""]),
    "projects-of": projects, "due-of": dueOf, "targets-of": targetsOf, "partners-of": partners, shared, helps, "role-in": roleIn,
    succession, "full-name": fullName, compare, "source-of": source, "target-of": target, "deadline-of": deadline, "units-of": allUnits,
    "lead-of": unitsWith(["lead", "responsible"], "牵头"), "support-of": unitsWith(["support"], "配合"),
    "responsible-of": unitsWith(["lead", "responsible"], "负责"),
    "due-in": made("due-in", ({ year }) => `没有${year}年到期的事项`), "targets-in": made("targets-in", ({ year }) => `没有${year}年的指标`),
    ...Object.fromEntries(["no-lead", "no-deadline", "most", "plan-fact"].map((intent) => [intent, made(intent, () => "")])),
  };

  /** The answer to a question: {intent, said, answer, items, quotes: [[words, address]]}; null where it is not understood. */
  const ask = async (question) => {
    if (!/[\p{L}\p{N}]/u.test(question)) return null;
    await ready();
    const asked = head.plainer.reduce((text, [pattern, put]) => text.replace(pattern, put), search.fold(search.simple(question)));
    for (const [intent, pattern] of head.patterns) {
      const told = pattern.exec(asked);
      const slots = told ? Object.fromEntries(Object.entries(told.groups ?? {}).filter(([, words]) => words)) : null;
      if (slots && told.groups && ("before" in told.groups || "after" in told.groups)) {
        slots.topic = (slots.before ?? "") + (slots.after ?? "");
        if (!slots.topic || head.asking.test(slots.topic)) continue;
      }
      if (!slots || head.names.some((name) => head.nothing.test(slots[name] ?? ""))) continue;
      const answer = await ANSWERS[intent](slots);
      const quotes = answer?.quotes.length ? answer.quotes : answer?.items.map((item) => [item.quote, item.href]);
      if (answer) return { ...answer, quotes, intent, answer: unique(answer.answer), items: unique(answer.items.map((item) => item.id ?? item)) };
    }
    return null;
  };
  /** Whether the words may be a question at all; decides whether the scripts of questions are loaded. */
  const asks = (text) => /谁|誰|怎|干|什么|啥|哪|几|多少|何时|何|吗|有没有|比较|对比|牵头|配合|负责|单位|目标|指标|时限|期限|时间|全称|文号|任务|[?？]/u.test(text.normalize("NFKC"));

  zeren.ask = { ask, asks };
})();
