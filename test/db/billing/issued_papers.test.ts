// What was issued says for ever what it said: whatever is changed of all that papers are made of.
import { beforeAll, expect, test } from "vitest";
import type { PoolClient } from "pg";
import { openTenant, type Tenancy } from "../../support/tenants.ts";

// What these read is found by their text, so that what is added to papers is tried as well.
const COMPOSERS = [
  "billing.compose_invoice",
  "billing.compose_statement",
  "billing.compose_credit_note",
  "billing.compose_change_order",
];

// Comes with a release, for all tenants; people cannot change it.
const OF_THE_HOUSE = ["tax.jurisdictions", "tax.required_content"];
// What has its own paper, and changes for no other.
const PAPERS = ["billing.credit_notes"];

interface Column {
  table: string;
  column: string;
  type: string;
  values: string[];
}

let tenancy: Tenancy;
let said: string;
let columns: Column[];

const papers = async (client: PoolClient): Promise<string> => {
  const { rows } = await client.query(
    `select jsonb_object_agg(said.id || said.kind, said.document)::text as papers from (
      select i.id, 'invoice' as kind, billing.invoice_document(i.id) as document
      from billing.invoices as i where i.tenant_id = $1
      union all
      select i.id, 'statement' || s.account_id, billing.invoice_statement(i.id, s.account_id)
      from billing.invoices as i cross join lateral billing.invoices_statements(i) as s
      where i.tenant_id = $1
      union all
      select n.id, 'note', billing.credit_note_document(n.id)
      from billing.credit_notes as n where n.tenant_id = $1
      union all
      select a.id, 'change', billing.change_order_document(a.id)
      from sales.amendments as a where a.tenant_id = $1) as said`,
    [tenancy.tenantId],
  );
  return rows[0].papers;
};

/** Tries it, looks at the papers, and takes it back; undefined where it was refused. */
async function after(
  client: PoolClient,
  sql: string,
  values?: unknown[],
): Promise<string | undefined> {
  await client.query("savepoint tried");
  try {
    const { rowCount } = await client.query(sql, values);
    return rowCount === 0 ? undefined : await papers(client);
  } catch {
    return undefined;
  } finally {
    await client.query("rollback to savepoint tried");
  }
}

beforeAll(async () => {
  tenancy = await openTenant({
    currency: "EUR",
    timeZone: "Europe/Berlin",
    clockAt: "2026-03-02T09:00:00Z",
  });
  await tenancy.root.rows(
    `update tenancy.legal_entities set country = 'DE', line1 = 'Ring 1', city = 'Berlin',
      postal_code = '10115', currency = 'EUR' where tenant_id = $1`,
    [tenancy.tenantId],
  );
  const admin = tenancy.as("admin");
  await admin.rows("select currencies.set_exchange_rate('USD', 'EUR', 0.9, '2026-03-01')");
  await admin.rows("select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01')");
  const account = (name: string, more = "") =>
    admin.value<string>(`select id from customers.create_account($1 ${more})`, [name]);
  const group = await account("Group", ", locale => 'de-DE', tax_id => 'DE129273398'");
  const lab = await account("Lab", `, parent_account_id => '${group}', payer => 'parent'`);
  for (const [id, city] of [
    [group, "Berlin"],
    [lab, "Hamburg"],
  ]) {
    await admin.rows(
      `select customers.set_address($1, 'billing', ('Street 1', null, $2, null, '10115', 'DE'))`,
      [id, city],
    );
  }
  await admin.rows(
    `insert into customers.contacts (account_id, kind, name, email)
      values ($1, 'billing', 'Ada', 'ada@group.example')`,
    [group],
  );
  const contract = await admin.value<string>(
    `select id from sales.create_contract($1, '2026-03-01', '2027-02-28', contract_number => 'C-1',
      billing_frequency => 'annual', currency => 'USD', seat_count => 10, seat_price => 20)`,
    [group],
  );
  await admin.rows("select billing.finalize_invoice((billing.generate_invoice($1)).id)", [
    contract,
  ]);
  await admin.rows(
    `select billing.amend_contract($1, '2026-09-01', array[
      (l.id, 15, null, null, null, null)::sales.contract_change_input], 'More', true)
    from sales.contract_lines as l where l.contract_id = $1`,
    [contract],
  );
  const consolidated = await admin.value<string>(
    `select id from billing.create_invoice($1, items => array[
      (null, null, 'Work', 1, 100, null, null, null, null, null),
      (null, $2::uuid, 'Hours', 2, 50, null, null, '2026-02-01', '2026-02-28', null)
    ]::billing.invoice_item_input[])`,
    [group, lab],
  );
  await admin.rows("select billing.finalize_invoice($1)", [consolidated]);
  await admin.rows("select billing.create_credit_note($1, 'Too many')", [consolidated]);
  await admin.rows(
    "select billing.finalize_invoice(id) from billing.invoices where status = 'draft'",
  );
  said = await tenancy.root.transaction(papers);
  columns = await tenancy.root.rows<Column & Record<string, unknown>>(READ, [COMPOSERS]);
}, 60_000);

const READ = `
  with recursive functions as (
    select n.nspname || '.' || p.proname as name,
      p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), '') as body
    from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname !~ '^(pg_|information_schema|pgtap|public)'
  ),
  reached as (
    select f.name, f.body from functions as f where f.name = any ($1)
    union
    select f.name, f.body
    from reached as r
    cross join lateral regexp_matches(r.body, '[a-z_]+\\.[a-z_]+', 'g') as word
    join functions as f on f.name = word[1]
  )
  select distinct c.oid::regclass::text as table, a.attname as column,
    coalesce(b.oid, t.oid)::regtype::text as type,
    array(
      select literal[1] from pg_constraint as k
      cross join lateral regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''', 'g') as literal
      where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)) as values
  from reached as r
  cross join lateral regexp_matches(r.body, '[a-z_]+\\.[a-z_]+', 'g') as word
  join pg_class as c on c.oid = to_regclass(word[1]) and c.relkind = 'r'
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = '' and a.attname not in ('tenant_id', 'id', 'created_at', 'updated_at')
  join pg_type as t on t.oid = a.atttypid
  left join pg_type as b on b.oid = t.typbasetype
  order by 1, 2`;

/** What a column may be changed to, as SQL; some of it is refused. */
function changes({ table, column, type, values }: Column): string[] {
  const named = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  if (type === "text") {
    return ["'XX'", "'fr-FR'", "'DE129273398'", `"${column}" || 'X'`, ...named.slice(0, 5), "null"];
  }
  if (type === "uuid") {
    const other = `(select max(o."${column}"::text)::uuid from ${table} as o
      where o."${column}" <> t."${column}")`;
    return [other, "null"];
  }
  if (type === "boolean") return [`not "${column}"`, "true"];
  if (type.startsWith("timestamp")) return [`"${column}" + interval '1 day'`, "now()", "null"];
  if (type === "date") return [`"${column}" + 1`, `"${column}" - 1`, "'2026-03-02'", "null"];
  if (type === "daterange")
    return [`daterange(lower("${column}"), upper("${column}") + 1)`, "null"];
  if (type.endsWith("[]")) return ["'{}'", "null"];
  if (type === "jsonb") return [`'{"a": 1}'`, "'[]'", "null"];
  if (type === "bytea") return [`'\\x00'`, "null"];
  return [`"${column}" + 1`, `"${column}" - 1`, "0", "null"];
}

test("nothing that is changed afterwards changes a paper", async () => {
  const changed = new Set<string>();
  const found = new Set<string>();
  // A transaction each: one that stays open keeps others from being sealed.
  for (const it of columns.filter(({ table }) => ![...OF_THE_HOUSE, ...PAPERS].includes(table))) {
    const owner = it.table === "tenancy.tenants" ? "id" : "tenant_id";
    await tenancy.root.transaction(async (client) => {
      for (const value of changes(it)) {
        const now = await after(
          client,
          `update ${it.table} as t set "${it.column}" = ${value}
            where t.${owner} = $1 and t."${it.column}" is distinct from (${value})`,
          [tenancy.tenantId],
        );
        if (now === undefined) continue;
        changed.add(`${it.table}.${it.column}`);
        if (now !== said) found.add(`${it.table}.${it.column} = ${value}`);
        break;
      }
    });
  }
  expect([...found]).toEqual([]);
  // Not for want of trying.
  for (const it of [
    "currencies.exchange_rates.rate",
    "customers.accounts.account_name",
    "customers.accounts.locale",
    "customers.accounts.tax_id",
    "customers.addresses.city",
    "customers.contacts.name",
    "tenancy.brands.footer",
    "tenancy.legal_entities.legal_name",
    "tenancy.tenants.locale",
  ]) {
    expect([...changed]).toContain(it);
  }
}, 120_000);

test("nor what comes or goes", async () => {
  await tenancy.root.transaction(async (client) => {
    const id = tenancy.tenantId;
    for (const sql of [
      `delete from customers.addresses where tenant_id = '${id}'`,
      `delete from customers.contacts where tenant_id = '${id}'`,
      `insert into customers.contacts (tenant_id, account_id, kind, name, email, is_default)
        select '${id}', a.id, 'billing', 'Zoe', 'zoe@x.example', true
        from customers.accounts as a where a.tenant_id = '${id}' and a.account_name = 'Group'`,
      `update billing.invoices set paid_amount = 1, status = 'partially_paid'
        where tenant_id = '${id}' and status = 'open'`,
      `select billing.write_off_invoice(i.id, 'Gone') from billing.invoices as i
        where i.tenant_id = '${id}' and i.status = 'open' limit 1`,
      "select tax.add_tax_registration('FR', 'FR40303265045', '2020-01-01', is_established => true)",
      "select currencies.set_exchange_rate('USD', 'EUR', 0.8, '2026-03-02')",
      `select customers.delete_account(a.id) from customers.accounts as a
        where a.tenant_id = '${id}' and a.account_name = 'Lab'`,
    ]) {
      expect(await after(client, sql), sql).toBe(said);
    }
  });
});

test("a change would be seen: without what writes papers down they say something else", async () => {
  await tenancy.root.transaction(async (client) => {
    await client.query("set local session_replication_role to replica");
    for (const sql of [
      "update customers.accounts set account_name = 'Other' where tenant_id = $1",
      "update tenancy.legal_entities set legal_name = 'Other' where tenant_id = $1",
      "update currencies.exchange_rates set rate = 0.5 where tenant_id = $1",
    ]) {
      const now = await after(client, sql, [tenancy.tenantId]);
      expect(now, sql).toBeDefined();
      expect(now, sql).not.toBe(said);
    }
  });
});
