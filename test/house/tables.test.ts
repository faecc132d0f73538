import { describe, expect, test } from "vitest";
import { ask, names } from "./catalogue.ts";

const TENANT = "(tenant_id = ( SELECT tenancy.current_tenant_id() AS current_tenant_id))";

// Tables whose wall is another one, each with its reason.
const OTHER_WALL: Record<string, string> = {
  "tenancy.analysts": "current_tenant_id() itself reads it: a login finds its own row",
  "events.idempotency_keys": "the operator, who has no tenant, keeps answers too",
  "tenancy.begun_days": "the scheduler, which has no tenant, begins the days of all",
  "audit.security_events": "the operator reads all, and has some of its own",
  "tenancy.token_withdrawals": "tokens of operators, who have no tenant, end too",
};

// Tables of the house itself: for our own functions alone, or the law, for every tenant.
const OF_THE_HOUSE = [
  "audit.evidence_tables",
  "billing.cash_sources",
  "controls.doors",
  "events.subscriptions",
  "ledger.hindrance_sources",
  "ledger.subledgers",
  "tax.jurisdictions",
  "tax.statutory_rates",
  "tax.tax_entry_sources",
  "tenancy.duties",
  "tenancy.tenants",
];

describe("the wall between tenants", () => {
  test("what has no tenant_id belongs to the house, and is listed here", async () => {
    const found = await names(`select name from house_tables where not is_tenants order by name`);
    expect(found).toEqual(OF_THE_HOUSE);
  });

  test("every table has its wall, for its owner too", async () => {
    const open = `select name from house_tables where not (is_walled and is_walled_for_owner)`;
    expect(await names(open)).toEqual([]);
  });

  test("tenant_isolation stands before every table of tenants, in one form", async () => {
    const found = await names(
      `select t.name from house_tables as t
      where t.is_tenants and not t.is_partition and not exists (
        select from house_policies as p
        where p.relation = t.oid and p.name = 'tenant_isolation' and p.is_restrictive
          and p.command = '*' and p.roles = array['tenor_tenant']
          and p.using_expression = $1 and coalesce(p.check_expression, $1) = $1)
      order by t.name`,
      [TENANT],
    );
    expect(found).toEqual(Object.keys(OTHER_WALL).sort());
  });

  test("every policy that lets someone in names the tenant as well", async () => {
    const found = await names(
      `select p.relation_name || ' ' || p.name from house_policies as p
      join house_tables as t on t.oid = p.relation
      where t.is_tenants and not p.is_restrictive and t.name <> all ($2)
        and (position($1 in coalesce(p.using_expression, $1)) = 0
          or position($1 in coalesce(p.check_expression, $1)) = 0)`,
      [TENANT, Object.keys(OTHER_WALL)],
    );
    expect(found).toEqual([]);
  });

  test("policies name roles, never everybody", async () => {
    const everybody = `select relation_name || ' ' || name from house_policies
      where roles = '{}' or 'unknown (OID=0)' = any (roles)`;
    expect(await names(everybody)).toEqual([]);
  });

  test("a partition, which can be named directly, is closed to all but the owner", async () => {
    const found = await ask(
      `select t.name from house_tables as t
      where t.is_partition and (
        (select array_agg(p.name || ' ' || p.using_expression) from house_policies as p
          where p.relation = t.oid) is distinct from array['owner_all ' || $1]
        or exists (select from pg_class as c, aclexplode(c.relacl) as x
          where c.oid = t.oid and x.grantee <> c.relowner))`,
      [TENANT],
    );
    expect(found).toEqual([]);
  });
});

describe("keys", () => {
  test("a row of a tenant is known by tenant and id", async () => {
    const found = await names(
      `select t.name from house_tables as t
      where t.is_tenants and not exists (
        select from house_indexes as i
        where i.relation = t.oid and i.is_primary and i.columns[1] = 'tenant_id')`,
    );
    expect(found).toEqual([]);
  });

  test("an id is a uuid that Postgres makes", async () => {
    const found = await names(
      `select relation_name from house_columns
      where name = 'id' and is_table
        and (type, value) is distinct from ('uuid', 'uuidv7()') order by 1`,
    );
    // The order of the audit log is its meaning; it counts. A tax code's id says what it is, that of
    // a journal's number whose it is.
    expect(found).toEqual(["audit.seals", "ledger.journal_numbers", "tax.tax_codes"]);
  });

  test("tenant_id is never empty, and is nobody's to say", async () => {
    const found = await names(
      `select relation_name from house_columns
      where name = 'tenant_id' and is_table
        and not (type = 'uuid' and is_required
          and coalesce(value, 'tenancy.current_tenant_id()') = 'tenancy.current_tenant_id()')`,
    );
    expect(found).toEqual([]);
    const granted = await names(
      `select t.name || ' ' || x.privilege_type
      from house_tables as t
      join pg_attribute as a on a.attrelid = t.oid and a.attname = 'tenant_id'
      cross join lateral aclexplode(a.attacl) as x
      where x.privilege_type in ('INSERT', 'UPDATE')`,
    );
    expect(granted).toEqual([]);
  });

  test("every index of a tenant's table starts with the tenant, unique ones above all", async () => {
    const found = `select relation_name || ' ' || name from house_indexes
      where is_tenants and columns[1] <> 'tenant_id'`;
    expect(await names(found)).toEqual([]);
  });

  test("a foreign key between tenants' tables carries the tenant", async () => {
    const found = await names(
      `select relation_name || ' ' || name from house_constraints
      where kind = 'f' and is_tenants
        and not (columns[1] = 'tenant_id'
          and (target_columns[1] = 'tenant_id'
            or target_name = 'tenancy.tenants' and target_columns = array['id']))`,
    );
    expect(found).toEqual([]);
  });

  test("a key that is not enforced is looked at by a trigger, and points at what stays", async () => {
    const found = await ask(
      `select k.conrelid::regclass || ' ' || k.conname as name
      from pg_constraint as k
      where k.contype = 'f' and not k.conenforced
        and not (
          exists (
            select from pg_trigger as t
            where t.tgrelid = k.conrelid and t.tgname like '\\_300\\_refer%')
          and exists (
            select from pg_trigger as t
            join pg_proc as p on p.oid = t.tgfoid
            where t.tgrelid = k.confrelid
              and (p.proname in ('tg__append_only', 'tg__never_deleted')
                -- Or takes along what points at it.
                or t.tgname like '\\_500\\_take\\_along%')))`,
    );
    expect(found).toEqual([]);
  });

  test("a foreign key has an index that starts with its columns", async () => {
    const found = await names(
      `select k.relation_name || ' ' || k.name from house_constraints as k
      where k.kind = 'f' and not exists (
        select from house_indexes as i
        where i.relation = k.relation and i.columns[1:cardinality(k.columns)] @> k.columns)`,
    );
    expect(found).toEqual([]);
  });
});

describe("dates of a row", () => {
  // Tables that are dated in real time, each with its reason. All others go by the tenant's clock.
  const IN_REAL_TIME: Record<string, string> = {
    "billing.billing_runs": "work of machines",
    "billing.run_failures": "work of machines",
    "events.idempotency_keys": "an answer is kept for real hours; the operator has no clock",
    "events.jobs": "work of machines",
    "tenancy.analysts": "made by the operator, outside any clock",
    "tenancy.tenants": "the platform's row: its sandbox clock says nothing about it",
    "webhooks.deliveries": "other people's machines wait for it",
    "webhooks.endpoint_secrets": "expires by the clock of who checks it",
  };

  test("created_at and updated_at begin on one clock, the tenant's", async () => {
    const found = await names(
      `select distinct relation_name from house_columns
      where is_table and name in ('created_at', 'updated_at')
        and value is distinct from 'tenancy.now()' order by 1`,
    );
    expect(found).toEqual(Object.keys(IN_REAL_TIME).sort());
  });

  test("and updated_at moves on the clock on which it began", async () => {
    const found = await names(
      `select c.relation_name from house_columns as c
      where c.is_table and c.name = 'updated_at' and not exists (
        select from pg_trigger as g
        where g.tgrelid = c.relation and g.tgname = '_100_touch'
          and g.tgfoid = (case when c.value = 'tenancy.now()' then 'tenancy.tg__touch'
            else 'tenancy.tg_tenants__touch' end || '()')::regprocedure)`,
    );
    expect(found).toEqual([]);
    const clocks = await ask(
      `select name, settings, exists (
        select from pg_proc as p where p.oid = f.oid and p.prosrc like '%tenancy.now()%') as moves
      from house_functions as f where name ~ '^tenancy.tg_.*touch$' order by name`,
    );
    expect(clocks).toMatchObject([
      { name: "tenancy.tg__touch", moves: true },
      { name: "tenancy.tg_tenants__touch", moves: false },
    ]);
  });
});

describe("columns", () => {
  test.each([
    ["_id is a uuid, or text when others gave it", "_id$", ["uuid", "text", "xid8"]],
    ["_at is an instant", "_at$", ["timestamp with time zone"]],
    ["_on and _date are days", "_(on|date)$", ["date"]],
    ["_period is a range of days", "_period$", ["daterange"]],
    ["is_ and has_ are yes or no", "^(is|has)_", ["boolean"]],
  ])("%s", async (_, pattern, types) => {
    const found = await names(
      `select relation_name || '.' || name || ' ' || type from house_columns
      where is_table and name ~ $1 and type <> all ($2)`,
      [pattern, types],
    );
    expect(found).toEqual([]);
  });

  test("no enum, which no index serves behind the wall, and no type of inexact numbers", async () => {
    const found = await names(
      `select c.relation_name || '.' || c.name || ' ' || c.type
      from house_columns as c
      join pg_attribute as a on a.attrelid = c.relation and a.attnum = c.attnum
      join pg_type as t on t.oid = a.atttypid
      where c.is_table
        and (t.typtype = 'e' or c.type ~ '^(real|double|money|timestamp without|character)')`,
    );
    expect(found).toEqual([]);
  });
});

describe("names", () => {
  test("tables are called differently, for the API drops the schema", async () => {
    const found = await names(
      `select split_part(name, '.', 2) from house_tables where not is_partition
      group by 1 having count(*) > 1`,
    );
    expect(found).toEqual([]);
  });

  test("constraints say what kind they are", async () => {
    const found = await names(
      `select relation_name || ' ' || name from house_constraints
      where name !~ (case kind when 'p' then '_pkey$' when 'c' then '_check$' when 'f' then '_fkey$'
        when 'u' then '_key$' when 'x' then '_(key|excl)$' else '.' end)
        and kind <> 'n'`,
    );
    expect(found).toEqual([]);
  });

  test("policies say what for and for whom", async () => {
    const found = await names(
      `select relation_name || ' ' || name from house_policies
      where name !~ '^(tenant_isolation|owner_\\w+|(select|insert|update|delete|all)_\\w+)$'`,
    );
    expect(found).toEqual([]);
  });

  test("triggers say when among others they run", async () => {
    const found = await names(
      `select t.name || ' ' || g.tgname from pg_trigger as g
      join house_tables as t on t.oid = g.tgrelid
      where not g.tgisinternal and g.tgname !~ '^_[0-9]{3}_[a-z_]+$'`,
    );
    expect(found).toEqual([]);
  });

  test("everything belongs to the owner who never logs in", async () => {
    const found = await names(
      `select name from (
        select name, owner from house_tables
        union all select name, owner from house_views where kind = 'v'
        union all select signature, owner from house_functions
      ) as things
      where owner <> 'tenor_owner'`,
    );
    expect(found).toEqual([]);
  });

  test("a view asks with the rights of who reads it", async () => {
    const found = await names(
      `select name from house_views
      where kind = 'v' and not options && array['security_invoker=true', 'security_invoker=on']`,
    );
    expect(found).toEqual([]);
  });
});
