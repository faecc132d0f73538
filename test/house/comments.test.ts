// Comments are the documentation of the API, and on constraints the sentences of its refusals.
import { describe, expect, test } from "vitest";
import { ask, names } from "./catalogue.ts";

const MISSING = "coalesce(comment, '') = ''";

describe("everything says what it is", () => {
  test.each([
    ["schemas", `select name from house_schemas where ${MISSING}`],
    ["tables", `select name from house_tables where ${MISSING}`],
    ["views", `select name from house_views where ${MISSING}`],
    ["columns", `select relation_name || '.' || name from house_columns where ${MISSING}`],
    ["functions", `select signature from house_functions where ${MISSING}`],
    [
      "types",
      `select t.oid::regtype from pg_type as t
      join house_schemas as s on s.oid = t.typnamespace
      left join pg_class as c on c.oid = t.typrelid
      where (t.typtype in ('d', 'e', 'r') or c.relkind = 'c')
        and obj_description(t.oid, 'pg_type') is null
        and obj_description(t.typrelid, 'pg_class') is null`,
    ],
    [
      "the limits of domains",
      `select conname from pg_constraint as k
      join house_schemas as s on s.oid = k.connamespace
      where k.contypid <> 0 and k.contype = 'c' and obj_description(k.oid, 'pg_constraint') is null`,
    ],
  ])("%s", async (_, sql) => {
    expect(await names(sql)).toEqual([]);
  });

  test("in sentences that end", async () => {
    const found = await ask(
      `select name, comment from (
        select name, comment from house_tables
        union all select name, comment from house_views
        union all select relation_name || '.' || name, comment from house_columns
        union all select signature, comment from house_functions
        union all select name, comment from house_constraints
      ) as said
      where comment !~ '[.?)]$' or comment ~* '\\m(todo|fixme|xxx)\\M'`,
    );
    expect(found).toEqual([]);
  });
});

describe("refusals", () => {
  // Nobody runs into these from outside: a command has looked before, or the house itself writes.
  const OUT_OF_REACH: Record<string, RegExp[]> = {
    "states and kinds are moved by commands, which refuse with a code of their own": [
      /^(documents|emails|invoices|jobs|contracts|payments|tenants)_status_check$/,
      /^(documents|invoice_items)_kind_check$/,
      /^invoices_(billing_type|draft_is_unposted|issued_has_finalized_at)_check$/,
      /^invoices_(paid_has_no_balance|void_has_reason)_check$/,
      /^accounts_(hold_has_time|path_ends_here|path_follows_parent)_check$/,
      /^payments_refunded_in_full_check$/,
      /^contracts_anchor_before_start_check$/,
      /^contract_line_terms_valid_is_finite_check$/,
      /^renewal_alerts_(days_before_check|once_key)$/,
      /^acts_\w+_check$/,
      /^contract_documents_removed_by_somebody_check$/,
      /^adjustments_(kind|sign)_check$/,
      /^amendments_changes_is_array_check$/,
      /^billed_periods_says_where_check$/,
      /^mrr_movements_(amount_is_finite|kind|source)_check$/,
    ],
    "the edge says what it received, after it looked": [
      /^contract_documents_(content_hash|file_key)_check$/,
    ],
    "the tenant is set by the house": [/_tenant_fkey$/],
    "the row it points at was found or made in the same command": [
      /^(billed_periods|documents|invoice_items)_invoice_fkey$/,
      /^(billing_schedules|contract_lines|renewal_alerts)_contract_fkey$/,
      /^(billed_periods|contract_line_terms)_line_fkey$/,
      /^invoice_items_(contract_line|adjustment)_fkey$/,
      /^item_taxes_\w+_check$/,
      /^(adjustments|amendments|mrr_movements)_\w+_fkey$/,
      /^(billed_periods_adjustment|contract_line_terms_amendment)_fkey$/,
    ],
    "numbers and places are counted under a lock": [
      /^(amendments|invoices)_number_key$/,
      /^number_counters_(last_number_check|series_fkey)$/,
      /^(invoice_items|contract_lines)_position_key$/,
      /^documents_content_key$/,
      /^jobs_waiting_key$/,
    ],
    "books, audit and events are written by our own functions": [
      /^(journals|ledger_accounts|transfers)_/,
      /^(entries_operation|events_type)_check$/,
      /^(cash_sources|duties|subledgers)_(lock_|use_|applied_)?routine_check$/,
      /^evidence_tables_table_name_check$/,
    ],
  };
  const isOutOfReach = (name: string) =>
    Object.values(OUT_OF_REACH).some((group) => group.some((it) => it.test(name)));

  const SILENT = `
    select name, relation, columns from house_constraints
    where kind in ('c', 'f', 'u', 'x') and ${MISSING}
    union all
    select name, relation, columns from house_indexes
    where is_unique and is_partial and not is_partition and ${MISSING}
      and name not in (select k.name from house_constraints as k)`;

  test("have a sentence for people", async () => {
    const found = await names(`select name from (${SILENT}) as silent order by name`);
    expect(found.filter((name) => !isOutOfReach(name))).toEqual([]);
  });

  test("have one above all where people write the column themselves", async () => {
    const found = await names(
      `select distinct silent.name from (${SILENT}) as silent
      join pg_attribute as a
        on a.attrelid = silent.relation and a.attname = any (silent.columns)
        and a.attname <> 'tenant_id'
      cross join lateral aclexplode(a.attacl) as x
      where x.privilege_type in ('INSERT', 'UPDATE')`,
    );
    // A trigger writes the path that goes with the parent.
    expect(found).toEqual(["accounts_path_follows_parent_check"]);
  });
});
