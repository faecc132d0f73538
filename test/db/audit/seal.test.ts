// Seals: the log cannot be changed without being seen, not by the owner of the server either.
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { openTenant, type Tenancy } from "../../support/tenants.ts";

interface Finding extends Record<string, unknown> {
  seal_id: string | null;
  entry_id: string | null;
  problem: string;
}

let tenancy: Tenancy;
const rename = (name: string) =>
  tenancy.as("admin").rows("update tenancy.tenants set name = $1", [name]);
const verify = (head?: string) =>
  tenancy.as("admin").rows<Finding>("select * from audit.verify($1)", [head ?? null]);
const problems = async (head?: string) => (await verify(head)).map((it) => it.problem);

// Transactions of other tests hold a seal back; it covers what had ended before the oldest.
async function sealAll(): Promise<string> {
  for (let i = 0; i < 200; i++) {
    await tenancy.as("worker").rows("select audit.seal()");
    const left = await tenancy.root.value<string>(
      `select (select count(*) from audit.tallies where tenant_id = $1)
        + (select count(*) from audit.unsealed_rows where tenant_id = $1)`,
      [tenancy.tenantId],
    );
    if (Number(left) === 0) return await head();
    await sleep(50);
  }
  throw new Error("Some transaction has been open for ten seconds.");
}

// What was taken out leaves its tally, which goes with the seal that covers it.
async function sealTallies(): Promise<void> {
  const left = `select count(*)::int from audit.tallies where ${mine()}`;
  await expect
    .poll(
      async () => {
        await tenancy.as("worker").rows("select audit.seal()");
        return await tenancy.root.value<number>(left);
      },
      { timeout: 20_000 },
    )
    .toBe(0);
}

const head = () =>
  tenancy.root.value<string>(
    "select encode(hash, 'hex') from audit.seals where tenant_id = $1 order by id desc limit 1",
    [tenancy.tenantId],
  );

// What someone with the superuser's password can do.
const tamper = (...statements: string[]) =>
  tenancy.root.transaction(async (client) => {
    await client.query("set local session_replication_role to replica");
    for (const sql of statements) await client.query(sql);
  });
const mine = () => `tenant_id = '${tenancy.tenantId}'`;
const oneOf = (place: "first" | "last") =>
  tenancy.root.value<string>(
    `select id from audit.entries where ${mine()}
    order by id ${place === "last" ? "desc" : ""} limit 1`,
  );
const ALL_SEALS = () => [
  `delete from audit.seals where ${mine()}`,
  `delete from audit.heads where ${mine()}`,
];

beforeEach(async () => {
  tenancy = await openTenant();
  for (const name of ["One", "Two", "Three"]) await rename(name);
});

describe("in health", () => {
  test("a chain grows, covers everything once, and nothing is found", async () => {
    const first = await sealAll();
    await rename("Four");
    const second = await sealAll();
    expect(second).not.toBe(first);
    expect(await problems()).toEqual([]);
    expect(await problems(first)).toEqual([]);
    expect(await problems(second.toUpperCase())).toEqual([]);
    const ids = await tenancy.root.rows(
      `select unnest(entry_ids) as id from audit.seals where ${mine()}
      except all select id from audit.entries where ${mine()}`,
    );
    expect(ids).toEqual([]);
  });

  test("where nothing is new, nothing is sealed", async () => {
    await sealAll();
    const again = await tenancy.as("worker").one("select (audit.seal()).id");
    expect(again).toEqual({ id: null });
  });

  test("an entry of a transaction still open waits for the next seal", async () => {
    const admin = tenancy.as("admin");
    const before = await sealAll();
    const slow = admin.transaction(async (client) => {
      await client.query("insert into tenancy.members (subject, role) values ('slow', 'viewer')");
      await sleep(300);
    });
    await sleep(100);
    await admin.rows("insert into tenancy.members (subject, role) values ('fast', 'viewer')");
    await tenancy.as("worker").rows("select audit.seal()");
    await slow;
    await sealAll();
    expect(await problems(before)).toEqual([]);
  });

  test("two seals at once make one chain", async () => {
    const worker = tenancy.as("worker");
    await Promise.all(Array.from({ length: 6 }, () => worker.rows("select audit.seal()")));
    await sealAll();
    expect(await problems()).toEqual([]);
  });

  test("a tenant's chain is its own", async () => {
    const kept = await sealAll();
    const other = await openTenant();
    expect(await other.as("admin").rows("select * from audit.verify()")).toEqual([]);
    const [finding] = await other
      .as("admin")
      .rows<Finding>("select * from audit.verify($1)", [kept]);
    expect(finding?.problem).toMatch(/kept head/);
  });
});

describe("after the superuser's hand", () => {
  test("a changed entry is named", async () => {
    await sealAll();
    const id = await oneOf("first");
    await tamper(`update audit.entries set actor = 'mallory' where ${mine()} and id = '${id}'`);
    expect(await verify()).toEqual([
      { seal_id: expect.any(String), entry_id: id, problem: "entry was changed" },
    ]);
  });

  test.each([
    "recorded_at = recorded_at + interval '1 second'",
    'new_values = new_values || \'{"name": "X"}\'',
    "old_values = null",
    "actor_role = 'tenor_viewer'",
    "client_ip = '198.51.100.1'",
    "request_id = null",
    "operation = 'delete'",
    "row_id = uuidv7()",
  ])("whatever was changed: %s", async (change) => {
    await sealAll();
    await tamper(
      `update audit.entries set ${change} where ${mine()} and id = '${await oneOf("last")}'`,
    );
    expect(await problems()).toEqual(["entry was changed"]);
  });

  test("a missing entry is named", async () => {
    await sealAll();
    const id = await oneOf("last");
    await tamper(`delete from audit.entries where ${mine()} and id = '${id}'`);
    expect(await verify()).toEqual([
      { seal_id: expect.any(String), entry_id: id, problem: "entry is missing" },
    ]);
  });

  test("an entry slipped in behind the seal is named", async () => {
    await sealAll();
    await tamper(
      `insert into audit.entries (tenant_id, transaction_id, table_name, operation)
      select tenant_id, transaction_id, 'a.b', 'insert' from audit.entries
      where ${mine()} order by id limit 1`,
    );
    expect(await problems()).toEqual(["entry was added after sealing"]);
  });

  test("a change with a seal that fits it breaks the chain", async () => {
    await sealAll();
    await rename("Four");
    await sealAll();
    await tamper(
      `update audit.entries set actor = 'mallory'
        where ${mine()} and id = '${await oneOf("first")}'`,
      `update audit.seals as s set entry_hashes = fresh.hashes,
          hash = audit.seal_hash(s.previous_hash, fresh.hashes, s.expected_count)
        from (
          select s.id, string_agg(audit.entry_hash(e), ''::bytea order by l.place) as hashes
          from audit.seals as s
          cross join unnest(s.entry_ids) with ordinality as l (entry_id, place)
          join audit.entries as e on e.tenant_id = s.tenant_id and e.id = l.entry_id
          where s.${mine()} group by s.id
        ) as fresh
        where s.${mine()} and s.id = fresh.id and s.id = 1`,
    );
    expect(await problems()).toEqual(["seal does not follow from the one before"]);
  });

  test("a seal taken out of the middle is missed", async () => {
    for (const name of ["A", "B", "C"]) {
      await sealAll();
      await rename(name);
    }
    await sealAll();
    await tamper(`delete from audit.seals where ${mine()} and id = 2`);
    expect(await problems()).toContain("a seal is missing before this one");
  });

  const cutTail = async () => {
    const last = `(select max(id) from audit.seals where ${mine()})`;
    await tamper(
      `delete from audit.entries where ${mine()} and id = any ((
        select entry_ids from audit.seals where ${mine()} and id = ${last})::uuid[])`,
      `delete from audit.seals where ${mine()} and id = ${last}`,
    );
  };

  test("a cut tail is missed", async () => {
    await sealAll();
    await rename("Last");
    await sealAll();
    await cutTail();
    expect(await problems()).toEqual(["seals are missing at the end of the chain"]);
  });

  test("a cut tail whose head was moved too shows against the head kept elsewhere", async () => {
    await sealAll();
    await rename("Last");
    const kept = await sealAll();
    await cutTail();
    await tamper(
      `update audit.heads as h set seal = s.id, hash = s.hash from audit.seals as s
        where h.${mine()} and s.${mine()}
          and s.id = (select max(id) from audit.seals where ${mine()})`,
    );
    expect(await problems()).toEqual([]);
    expect(await problems(kept)).toEqual([
      "the kept head is not in the chain: it was cut or written anew",
    ]);
  });

  test("that all seals are gone is seen, also when a new chain was begun", async () => {
    await sealAll();
    await tamper(...ALL_SEALS());
    expect(await problems()).toEqual(["entries were taken out or added that have no seal yet"]);
    await rename("Four");
    await sealAll();
    expect(await problems()).toEqual(["entries were taken out or added before this seal"]);
  });

  test("an entry taken out before its seal is missed, before and after it", async () => {
    await sealAll();
    await rename("Four");
    await tamper(`delete from audit.entries where ${mine()} and id = '${await oneOf("last")}'`);
    expect(await problems()).toEqual(["entries were taken out or added that have no seal yet"]);
    await sealTallies();
    expect(await problems()).toEqual(["entries were taken out or added before this seal"]);
  });

  test("a chain written anew as a whole shows against the kept head", async () => {
    const kept = await sealAll();
    await tamper(
      `update audit.entries set actor = 'mallory' where ${mine()}`,
      ...ALL_SEALS(),
      // Their counts as well: to the database itself this is a log like any other.
      `insert into audit.tallies (tenant_id, transaction_id, entry_count)
        select tenant_id, transaction_id, count(*) from audit.entries where ${mine()}
        group by tenant_id, transaction_id`,
    );
    await sealAll();
    expect(await problems()).toEqual([]);
    expect(await problems(kept)).toEqual([
      "the kept head is not in the chain: it was cut or written anew",
    ]);
  });
});

describe("books and documents", () => {
  const POSTING = `select ledger.post(array(
    select (tenancy.default_legal_entity_id(), 'test.source', source.id, 'made', null, 'X-1',
      tenancy.today(), 'USD', 'cash', null, income.code, null, income.amount)::ledger.posting
    from (select uuidv7() as id) as source
    cross join (values ('revenue', 1000), ('exchange_gain_loss', 190)) as income (code, amount)))`;
  // As the house's own functions do, for which the worker stands here.
  const post = () =>
    tenancy.root.transaction(async (client) => {
      await client.query("set local role tenor_owner");
      await client.query(POSTING);
    });
  const one = (table: string) =>
    tenancy.root.value<string>(`select max(id::text) from ${table} where ${mine()}`);

  const DEFERRED_REVENUE = `(select a.id from ledger.ledger_accounts as a
    where a.tenant_id = transfers.tenant_id and a.code = 'deferred_revenue'
      and a.currency = transfers.currency)`;

  beforeEach(post);

  test("are sealed with the log, and nothing is found in health", async () => {
    expect(await problems()).toEqual([]);
    const first = await sealAll();
    await post();
    expect(await problems(first)).toEqual([]);
    expect(await sealAll()).not.toBe(first);
    expect(await problems(first)).toEqual([]);
    expect(
      await tenancy.root.rows(
        `select distinct table_name from audit.sealed_rows where ${mine()} order by 1`,
      ),
    ).toEqual([{ table_name: "ledger.journals" }, { table_name: "ledger.transfers" }]);
  });

  test.each([
    ["ledger.transfers", "amount", "amount + 1"],
    ["ledger.transfers", "posted_on", "posted_on + 1"],
    ["ledger.transfers", "credit_account_id", DEFERRED_REVENUE],
    ["ledger.journals", "document_date", "document_date - 1"],
    ["ledger.journals", "posted_at", "posted_at - interval '1 second'"],
    ["ledger.journals", "actor", "'mallory'"],
  ])("one flipped row is found: %s.%s", async (table, column, value) => {
    await sealAll();
    const id = await one(table);
    const row = `${mine()} and id = '${id}'`;
    const before = await tenancy.root.value<string | null>(
      `select ${column}::text from ${table} where ${row}`,
    );
    await tamper(`update ${table} set ${column} = ${value} where ${row}`);
    expect(await verify()).toEqual([
      { seal_id: expect.any(String), entry_id: id, problem: `a row of ${table} was changed` },
    ]);
    await tamper(
      `update ${table} set ${column} = ${before === null ? "null" : `'${before}'`} where ${row}`,
    );
    expect(await problems()).toEqual([]);
  });

  test("numbers of journals that changed places are found", async () => {
    await post();
    await tenancy.root.transaction(async (client) => {
      await client.query("set local role tenor_owner");
      await client.query("select set_config('tenor.tenant_id', $1, true)", [tenancy.tenantId]);
      await client.query("select ledger.number_journals()");
    });
    await sealAll();
    expect(await problems()).toEqual([]);
    const give = (from: number, to: number) =>
      `update ledger.journal_numbers set number = ${to} where ${mine()} and number = ${from}`;
    await tamper(give(1, 99), give(2, 1), give(99, 2));
    expect(new Set(await problems())).toEqual(
      new Set(["a row of ledger.journal_numbers was changed"]),
    );
  });

  test("who did what of a controlled act is under seal", async () => {
    const ann = tenancy.as("finance", { subject: "ann" });
    await tenancy.as("sales").rows("select customers.create_account('Acme')");
    await ann.rows("select payments.record_payment(10, (select id from customers.accounts))");
    await sealAll();
    await tamper(`update controls.acts set actor = 'bob' where ${mine()} and actor = 'ann'`);
    expect(await problems()).toEqual(["a row of controls.acts was changed"]);
    await tamper(`delete from controls.acts where ${mine()} and actor = 'bob'`);
    expect(await problems()).toEqual(["a row of controls.acts is missing"]);
  });

  test("whatever zone the reader's clock is in, they are as they were", async () => {
    await sealAll();
    await tenancy.as("admin").transaction(async (client) => {
      await client.query("set local timezone to 'Asia/Tokyo'");
      expect((await client.query("select * from audit.verify()")).rows).toEqual([]);
    });
  });

  test("the hash of a file and what a paper says are under seal", async () => {
    await tenancy.as("admin").rows("select customers.create_account('Acme')");
    await tenancy.as("admin").rows(
      `select billing.finalize_invoice((billing.create_invoice(
        (select id from customers.accounts), items => array[(null, null, 'Work', 1, 100, null, null,
          null, null, null)]::billing.invoice_item_input[])).id)`,
    );
    await tenancy.as("worker").rows(
      `select billing.begin_document($1), billing.record_document($1, 'pdf', 'c', 'pdf/c.pdf', 1,
        repeat('0', 64), true)`,
      [await one("billing.invoices")],
    );
    await sealAll();
    for (const [table, change] of [
      ["billing.documents", "file_hash = repeat('1', 64)"],
      ["billing.issued_documents", "content = '{}'"],
    ]) {
      await tamper(`update ${table} set ${change} where ${mine()}`);
      expect(await problems()).toContain(`a row of ${table} was changed`);
    }
  });

  test("a row that is taken out is missed, before its seal and after it", async () => {
    await tamper(
      `delete from ledger.transfers where ${mine()} and id = '${await one("ledger.transfers")}'`,
    );
    const missing = "a row of ledger.transfers";
    expect(await problems()).toEqual([`${missing} that has no seal yet is missing`]);
    await sealAll();
    expect(await problems()).toEqual([`${missing} is missing`]);
  });

  test("a row slipped in is named", async () => {
    await sealAll();
    await tamper(
      `insert into ledger.transfers (tenant_id, journal_id, debit_account_id, credit_account_id,
        amount, currency, posted_on)
      select tenant_id, journal_id, debit_account_id, credit_account_id, amount, currency, posted_on
      from ledger.transfers where ${mine()} limit 1`,
    );
    expect(await problems()).toEqual(["a row of ledger.transfers was added beside the seals"]);
  });

  test("hashes that were made to fit break the seal", async () => {
    const kept = await sealAll();
    await tamper(
      `update ledger.transfers set amount = 1 where ${mine()}`,
      `update audit.sealed_rows as s set row_hashes = array(
          select h.hash from audit.hash_rows(s.table_name, s.row_ids) as h order by h.row_id)
        where ${mine()}`,
    );
    expect(await problems(kept)).toEqual(["hashes of rows that the seal covers were changed"]);
    await tamper(`delete from audit.sealed_rows where ${mine()}`);
    expect(await problems(kept)).toContain("hashes of rows that the seal covers were changed");
  });
});
