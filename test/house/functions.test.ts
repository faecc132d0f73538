import { describe, expect, test } from "vitest";
import { ask, names } from "./catalogue.ts";
import { dbFiles, withoutDescriptions, withoutStrings, type DbFile } from "./db_files.ts";

const PINNED = `(settings @> array['search_path=""'] or has_sql_body)`;

// Queries that see more than row level security shows their caller, each with its reason.
const QUERIES_OF_THE_OWNER: Record<string, string> = {
  "audit.verify": "reads every entry to prove the chain; answers with numbers of places alone",
  "billing.account_credit": "sums payments by a routine that was entered, granted to nobody",
  "billing.change_order_document": "the worker, who prints, may not read the tables",
  "billing.contract_schedule": "computes charges with internal functions of sales",
  "billing.credit_note_document": "the worker, who prints, may not read the tables",
  "billing.invoice_document": "the worker, who prints, may not read the tables",
  "billing.invoice_statement": "the worker, who prints, may not read the tables",
  "billing.invoices_deposit_left": "what is left of items is not for people",
  "billing.invoices_sections": "a deleted account keeps its name on what it was billed",
  "billing.number_sequences": "the counters are nobody's to read; documents are its readers'",
  "billing.preflight": "judges with internal functions what the invoice's readers may read anyway",
  "billing.subsidiary_statement_document": "the worker, who prints, may not read the tables",
  "catalog.preview_price": "reads no row of a tenant; computes with internal functions",
  "events.queue_depths": "reads the queue, which is closed to all; counts without tenants",
  "ledger.period_hindrances": "calls the routines that were entered, which are granted to nobody",
  "ledger.prove_period": "reckons with internal functions",
  "ledger.find_discrepancies": "calls the routines that were entered, which are granted to nobody",
  "ledger.tie_out": "calls the routines that were entered, which are granted to nobody",
  "search.find": "the index is nobody's to read; answers with ids, which the walls decide on",
  "tax.ec_sales": "calls the routines that were entered, which are granted to nobody",
  "tax.oss_return": "calls the routines that were entered, which are granted to nobody",
  "tax.quote": "assesses and rounds with internal functions",
  "tax.tax_return_details": "calls the routines that were entered, which are granted to nobody",
  "tax.tax_return_sums": "calls the routines that were entered, which are granted to nobody",
  "tax.tax_returns_hash_now": "digests with an internal function",
  "tax.us_sales": "calls the routines that were entered, which are granted to nobody",
  "tenancy.clock": "the worker may not read the settings of its tenant",
  "tenancy.analyst_tenant_id": "the table of analysts is nobody's to read; finds the own row alone",
  "tenancy.tenant_ids": "whoever does something in every tenant stands outside them all",
  "webhooks.secrets_to_reseal": "the table is nobody's to read; sealed text alone, in the tenant",
  "tenancy.default_legal_entity_id": "a default of columns, for whoever may insert",
  "tenancy.now": "analysts may not read the settings of their tenant",
  "tenancy.today": "analysts may not read the settings of their tenant",
  "tenancy.today_of": "reads the clock of the tenant, as today does",
};

// Routines that the house calls by the name under which they were entered.
const REGISTERED = `select routine from tenancy.duties union select due from tenancy.duties
  union select routine from ledger.subledgers union select routine from ledger.hindrance_sources
  union select routine from billing.cash_sources`;

const ENTERED =
  /\bselect (ledger\.register_(subledger|hindrances)|tenancy\.register_duty|tax\.register_tax_entries|billing\.register_cash_source)\(/;

const inFolder = (folder: string) => [
  ...new Set(dbFiles.filter((it) => it.folder === folder).map((it) => `${it.context}.${it.name}`)),
];

describe("every function", () => {
  test("finds nothing by a path that its caller sets", async () => {
    expect(await names(`select signature from house_functions where not ${PINNED}`)).toEqual([]);
  });

  test("is run by nobody until it is granted", async () => {
    const found = await names(
      `select signature from house_functions
      where is_for_everybody_by_default or 'everybody' = any (roles)`,
    );
    expect(found).toEqual([]);
  });

  test("has a comment, which is its documentation", async () => {
    const found = `select signature from house_functions where coalesce(comment, '') = ''`;
    expect(await names(found)).toEqual([]);
  });

  test("says whether it changes anything, and how its names are found", () => {
    const silent = dbFiles.flatMap((file) => headsOf(file).filter((head) => !isComplete(head)));
    expect(silent).toEqual([]);
  });

  // Text in front of the body: from the name to `as $$`, `return` or `begin atomic`.
  function headsOf(file: DbFile): string[] {
    const code = withoutStrings(file.code);
    return [
      ...code.matchAll(/create or replace function ([\s\S]*?)\s(?=as \$|return\b|begin atomic)/g),
    ].map((it) => it[1] ?? "");
  }

  function isComplete(head: string): boolean {
    return /\blanguage \w+ (volatile|stable|immutable)\b/.test(head);
  }

  test("that takes input is told by its head, not lost to this test", () => {
    for (const file of dbFiles.filter((it) => /^(commands|queries|internal)$/.test(it.folder))) {
      expect(headsOf(file).length, file.path).toBeGreaterThan(0);
    }
  });
});

describe("commands", () => {
  const commands = inFolder("commands");

  test("run as the owner, inside the wall", async () => {
    const found = await names(
      `select signature from house_functions
      where name = any ($1) and not (is_definer and volatility = 'v')`,
      [commands],
    );
    expect(found).toEqual([]);
  });

  test("are granted to someone, or done by the house itself", async () => {
    const found = await names(
      `select name from house_functions
      where name = any ($1) and roles = '{}' and name not in (${REGISTERED})`,
      [commands],
    );
    expect(found).toEqual([]);
  });
});

describe("queries", () => {
  const queries = inFolder("queries");

  test("change nothing", async () => {
    const found = `select signature from house_functions where name = any ($1) and volatility = 'v'`;
    expect(await names(found, [queries])).toEqual([]);
  });

  test("answer with the rights of who asks", async () => {
    const found = await names(
      `select distinct name from house_functions where name = any ($1) and is_definer order by 1`,
      [queries],
    );
    expect(found).toEqual(Object.keys(QUERIES_OF_THE_OWNER).sort());
  });

  test("are granted to someone", async () => {
    const found = `select signature from house_functions where name = any ($1) and roles = '{}'`;
    expect(await names(found, [queries])).toEqual([]);
  });
});

describe("internal functions", () => {
  test("are granted to nobody", async () => {
    const found = await names(
      `select signature || ': ' || array_to_string(roles, ', ') from house_functions
      where name = any ($1) and roles <> '{}'`,
      [inFolder("internal")],
    );
    expect(found).toEqual([]);
  });

  test("trigger functions are internal too", async () => {
    const found = `select signature from house_functions where is_trigger and roles <> '{}'`;
    expect(await names(found)).toEqual([]);
  });

  test("trigger functions are called so", async () => {
    const found = await names(
      `select signature from house_functions
      where is_trigger <> (name ~ '\\.tg_([a-z]+_)*_[a-z_]+$')`,
    );
    expect(found).toEqual([]);
  });
});

test("what is entered to be called by its name is there", async () => {
  const found = await ask(
    `select routine from (${REGISTERED}) as entered
    where not exists (select from house_functions as f where f.name = entered.routine)`,
  );
  expect(found).toEqual([]);
});

test("no function is called anew for each column of its answer", () => {
  const found = dbFiles
    .filter((file) => /\w\s*\([^()]*(\([^()]*\)[^()]*)*\)\)\s*\.\s*\*/.test(file.code))
    .map((file) => file.path);
  expect(found).toEqual([]);
});

describe("the clock", () => {
  // Where real time is meant: technical columns, the age of kept answers, the audit, deliveries.
  const MAY_LOOK_AT_THE_WALL = ["kernel", "tenancy", "audit", "events", "webhooks"];
  const WALL_CLOCK =
    /(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|pg_catalog\.now|\b(current_date|current_time|current_timestamp|localtime|localtimestamp)\b|'(now|today|tomorrow|yesterday)'/gi;

  test("of the domain is the tenant's", () => {
    const found = dbFiles
      .filter((file) => !MAY_LOOK_AT_THE_WALL.includes(file.context))
      .flatMap((file) => [...file.code.matchAll(WALL_CLOCK)].map((it) => `${file.path}: ${it[0]}`));
    expect(found).toEqual([]);
  });

  test("the test sees a look at the wall", () => {
    for (const text of ["now()", "pg_catalog.now()", "current_date + 1", "'today'::date"]) {
      expect(text.match(WALL_CLOCK), text).not.toBeNull();
    }
    expect("tenancy.now()".match(WALL_CLOCK)).toBeNull();
  });
});

describe("tables of changes", () => {
  // A plan is kept from the session's first statement: one that changed nothing, or thousands of
  // rows. Before and after are brought together by grouping, or by taking one from the other.
  const JOINED = /\bjoin (old|new|changed)_rows\b/;

  test("are joined with none that would be read again for each row", () => {
    const found = dbFiles.filter((file) => JOINED.test(file.code)).map((file) => file.path);
    expect(found).toEqual([]);
  });

  test("the test sees such a join", () => {
    expect("from new_rows as n join old_rows as o using (id)").toMatch(JOINED);
  });
});

test("statistics are taken in a transaction of their own, not inside one of money", () => {
  const MAY: Record<string, string> = {
    "billing/commands/bill_due.sql": "a sandbox's days pass in one transaction, with nobody beside",
  };
  const inside = dbFiles.filter(({ code }) => /keep_statistics\(\);|\banalyze [a-z]/.test(code));
  expect(inside.map(({ path }) => path)).toEqual(Object.keys(MAY));
});

// It never answers, and is immutable: of constants alone it is worked out when the plan is made,
// whether there is a row or not.
test("who refuses by rows says something of the row", () => {
  const wrong = dbFiles.flatMap((file) =>
    [...withoutStrings(file.code).matchAll(/\bperform kernel\.fail\(/g)].flatMap(({ index }) => {
      const [given, after] = argumentsAt(withoutStrings(file.code), index);
      const isByRows = /^\s*from\b/.test(after);
      return isByRows && !/\b[a-z]\w*\.[a-z]\w*\b(?!\()/.test(given) ? [file.path] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

/** What stands between the parentheses of a call, and what comes after. */
function argumentsAt(code: string, call: number): [string, string] {
  const open = code.indexOf("(", call);
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === "(") depth += 1;
    if (code[at] === ")") depth -= 1;
    if (depth === 0) return [code.slice(open + 1, at), code.slice(at + 1)];
  }
  throw new Error("A call is not closed.");
}

describe("loops", () => {
  // 50,000 contracts are a join, not a loop. What goes round here is few.
  const GO_ROUND: Record<string, string> = {
    "billing/commands/keep_statistics.sql": "tables, twelve of them",
    "billing/internal/cash_applied.sql": "sources: each answers for all invoices at once",
    "billing/internal/lock_cash.sql": "sources: each locks for all accounts at once",
    "billing/internal/unapplied_cash.sql": "sources: each is asked for all accounts at once",
    "billing/internal/use_cash.sql": "sources: each pays all invoices at once",
    "kernel/internal/unmet_claims.sql": "rounds: each decides many claims at once",
    "ledger/queries/find_discrepancies.sql": "sub-ledgers: each is compared in one statement",
    "ledger/queries/tie_out.sql": "sub-ledgers: each is compared in one statement",
    "ledger/queries/period_hindrances.sql":
      "sources of what hinders: each answers in one statement",
    "tax/internal/tax_entries.sql": "sources of what was taxed: each answers in one statement",
    "tenancy/commands/advance_clock.sql": "days: each day's work is set-based",
    "tenancy/commands/perform_duties.sql": "duties, in batches: each is one call",
  };

  test("go over no rows", () => {
    const found = dbFiles
      .filter((file) => /\bloop\b|\bcursor\b|\bfetch\b/i.test(withoutStrings(file.code)))
      .map((file) => file.path);
    expect(found.sort()).toEqual(Object.keys(GO_ROUND).sort());
  });
});

test("what is granted to nobody is called, or entered by name", () => {
  const internal = dbFiles.filter((it) => it.folder === "internal" && !it.name.startsWith("tg_"));
  const idle = internal.filter((file) => {
    const name = new RegExp(`\\b${file.context}\\.${file.name}\\b`);
    const callers = dbFiles.filter((it) => it.path !== file.path);
    return (
      !callers.some((it) => name.test(withoutDescriptions(it.code))) && !ENTERED.test(file.code)
    );
  });
  expect(idle.map((it) => it.path)).toEqual([]);
});
