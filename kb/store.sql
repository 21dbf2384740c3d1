-- The tables of the knowledge base. Columns stand in the order in which kb/store.py fills them.
-- Names and meanings are those of the plan record (kb/schema.py); span_start and span_end count in the record's text.

PRAGMA journal_mode = OFF;

CREATE TABLE records (
    plan TEXT PRIMARY KEY,
    json TEXT NOT NULL -- the whole record, as `zeren extract --json` prints it
);

CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    document_number TEXT,
    index_number TEXT,
    issuer TEXT,
    region TEXT,
    issued_on TEXT,
    start_year INTEGER,
    end_year INTEGER,
    source_name TEXT NOT NULL,
    source_sha256 TEXT NOT NULL
);

CREATE TABLE items (
    id TEXT PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES plans (id),
    place INTEGER NOT NULL, -- order in the document, from 0
    kind TEXT NOT NULL,
    number TEXT,
    part INTEGER,
    path TEXT NOT NULL, -- JSON list, outermost first
    title TEXT,
    text TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    locator_part TEXT NOT NULL,
    locator_heading TEXT,
    locator_row INTEGER,
    locator_line INTEGER,
    locator_page INTEGER
);

CREATE TABLE duties (
    item TEXT NOT NULL REFERENCES items (id),
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    mention TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    certainty TEXT NOT NULL
);

CREATE TABLE cells ( -- every filled cell of the rows that items are
    item TEXT NOT NULL REFERENCES items (id),
    place INTEGER NOT NULL, -- from the left, from 0
    header TEXT NOT NULL,
    text TEXT NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    inherited INTEGER NOT NULL
);

CREATE TABLE deadlines (
    item TEXT NOT NULL REFERENCES items (id),
    text TEXT NOT NULL,
    relation TEXT NOT NULL,
    start_date TEXT,
    end_date TEXT,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    certainty TEXT NOT NULL
);

CREATE TABLE targets (
    id TEXT PRIMARY KEY, -- item id / target-1
    item TEXT NOT NULL REFERENCES items (id),
    indicator TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT,
    comparator TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT,
    year INTEGER,
    per TEXT,
    commitment TEXT,
    baseline_year INTEGER,
    text TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    certainty TEXT NOT NULL,
    normal_value REAL,
    normal_unit TEXT
);

CREATE TABLE units (
    plan TEXT NOT NULL REFERENCES plans (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT,
    aliases TEXT NOT NULL, -- JSON list
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    reviewed INTEGER NOT NULL,
    PRIMARY KEY (plan, id)
);

CREATE TABLE issues (
    plan TEXT NOT NULL REFERENCES plans (id),
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    item TEXT,
    span_start INTEGER,
    span_end INTEGER
);

CREATE TABLE repairs (
    plan TEXT NOT NULL REFERENCES plans (id),
    span_start INTEGER NOT NULL, -- in the raw text
    span_end INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    certainty TEXT NOT NULL,
    alternatives TEXT NOT NULL, -- JSON list
    fix TEXT NOT NULL
);

CREATE TABLE links (
    plan TEXT NOT NULL REFERENCES plans (id),
    source TEXT NOT NULL REFERENCES items (id), -- the item that details, funds or repeats the other
    target TEXT NOT NULL REFERENCES items (id), -- the other, the more general one
    kind TEXT NOT NULL,
    score REAL NOT NULL
);

CREATE TABLE findings (
    id TEXT PRIMARY KEY, -- as `zeren check` names it
    plan TEXT NOT NULL REFERENCES plans (id),
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    items TEXT NOT NULL, -- JSON list of item ids
    dismissed TEXT -- the reason a person gave for setting it aside
);

CREATE TABLE unit_views (
    place INTEGER PRIMARY KEY, -- most duties first
    unit TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL -- kb.views.UnitView
);

CREATE TABLE revisions (
    plan TEXT NOT NULL REFERENCES plans (id),
    edition INTEGER NOT NULL, -- the earlier edition of the two, from 1
    json TEXT NOT NULL, -- kb.views.Revision: what the next edition changed
    PRIMARY KEY (plan, edition)
);

CREATE TABLE unread (
    plan TEXT PRIMARY KEY, -- the id of a plan that the build could not read, or the name of a folder that is none
    "where" TEXT NOT NULL,
    what TEXT NOT NULL,
    advice TEXT NOT NULL,
    kept INTEGER NOT NULL -- 1: the plan stands as the build before has it; 0: it is left out
);

CREATE INDEX items_of_plan ON items (plan, place);
CREATE INDEX duties_of_unit ON duties (unit, role);
CREATE INDEX duties_of_item ON duties (item);
CREATE INDEX targets_of_item ON targets (item);
CREATE INDEX links_of_source ON links (source);
CREATE INDEX links_of_target ON links (target);
CREATE INDEX deadlines_of_item ON deadlines (item);
