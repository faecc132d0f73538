// Rows in every table, as odd as the columns allow: what lists must bear, whatever people entered.
import pg from "pg";

// A row that has one is in no list.
const isEnd = /^(deleted|removed)_at$/;

export const ROWS = 5;

// Words by which REST makes several lists of one table.
const WORDS: Record<string, string[]> = { "controls.acts.outcome": ["approved", "conflict"] };

interface Column {
  table: string;
  column: string;
  type: string;
  element: string | null;
  isRow: boolean;
  labels: string[] | null;
  /** One of the columns that a unique key has: its values differ. */
  differs: boolean;
  nullable: boolean;
}

/** The table's rows are numbered from 1; row n has the id that `idOf(n)` says, in every table. */
export const idOf = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;

/** Rules of the rows are dropped first, so the database serves for nothing else. */
export async function fillTables(url: string, schemas: string[], tenantId: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rules = await client.query<{ statement: string }>(RULES, [[...schemas, "kernel"]]);
    const { rows } = await client.query<Column>(COLUMNS, [schemas]);
    const inserts = [...Map.groupBy(rows, ({ table }) => table)].map(([table, columns]) =>
      insertInto(table, columns, tenantId),
    );
    await client.query(
      ["set session_replication_role to replica", ...rules.rows.map((row) => row.statement)].join(
        ";",
      ),
    );
    await client.query(inserts.flat().join(";"));
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

const RULES = `
  select case when conrelid = 0
      then format('alter domain %s drop constraint %I', contypid::regtype, conname)
      else format('alter table %s drop constraint %I', conrelid::regclass, conname)
    end as statement
  from pg_constraint
  where connamespace = any (select oid from pg_namespace where nspname = any ($1))
    and contype = 'c' and coninhcount = 0`;

const COLUMNS = `
  select c.oid::regclass::text as table, a.attname as column, b.oid::regtype::text as type,
    e.oid::regtype::text as element, coalesce(e.typtype, b.typtype) = 'c' as "isRow",
    (select array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid = b.oid)
      as labels,
    not a.attnotnull as nullable,
    exists (
      select from pg_index as i
      where i.indrelid = c.oid and (i.indisunique or i.indisexclusion) and a.attnum = (
        -- The last column of a key that is no reference makes the difference, else the last.
        select k.attnum
        from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
        join pg_attribute as l on l.attrelid = c.oid and l.attnum = k.attnum
        order by l.attname = 'tenant_id', l.attgenerated <> '', exists (
          select from pg_constraint as f
          where f.conrelid = c.oid and f.contype = 'f' and k.attnum = any (f.conkey)
        ), place desc
        limit 1)
    ) as differs
  from pg_class as c
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type as t on t.oid = a.atttypid
  join pg_type as b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
  left join pg_type as e on e.oid = nullif(b.typelem, 0) and b.typcategory = 'A'
  where c.relnamespace = any (select oid from pg_namespace where nspname = any ($1))
    and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id')
    and a.attgenerated = '' and a.attidentity <> 'a'
  order by c.oid, a.attnum`;

function insertInto(table: string, columns: Column[], tenantId: string): string[] {
  const names = columns.map(({ column }) => pg.escapeIdentifier(column));
  const values = columns.map((column) => valueOf(column, tenantId));
  // One row a tenant, or as many as there are.
  const rows = columns.some(({ differs, column }) => differs && column === "tenant_id") ? 1 : ROWS;
  return [
    `delete from ${table}`,
    `insert into ${table} (${names.join()}) select ${values.join()}
      from generate_series(1, ${rows}) as n`,
  ];
}

// Every second row has nothing, and the last of the others have the same, unless a key forbids it.
function valueOf({ column, element, differs, nullable, ...type }: Column, tenantId: string) {
  type.labels ??= WORDS[`${type.table}.${column}`] ?? null;
  if (column === "tenant_id") return pg.escapeLiteral(tenantId);
  const place = differs ? "n" : "(n / 3 + 1)";
  const one = valueAt({ ...type, type: element ?? type.type }, place);
  const value = element ? `array[${one}]` : one;
  if (!nullable) return value;
  return isEnd.test(column) ? "null" : `case when n % 2 > 0 then ${value} end`;
}

function valueAt(
  { type, isRow, labels }: Pick<Column, "type" | "isRow" | "labels">,
  place: string,
) {
  if (isRow) return `jsonb_populate_record(null::${type}, '{}')`;
  if (labels) {
    const words = `${pg.escapeLiteral(`{${labels.join()}}`)}::text[]`;
    return `(${words})[least(${place}, ${labels.length})]::${type}`;
  }
  switch (type) {
    case "uuid":
      return `('${idOf(0).slice(0, -1)}' || ${place})::uuid`;
    case "boolean":
      // What a key has is true of one.
      return place === "n" ? "n = 2" : `${place} % 2 = 0`;
    case "date":
      return `date '2026-01-01' + ${place}`;
    case "timestamp with time zone":
      // The audit log has a partition for this month.
      return `date_trunc('month', now()) + ${place} * interval '1.000001 seconds'`;
    case "daterange":
      return `daterange(date '2026-01-01' + ${place} * 10, date '2026-01-05' + ${place} * 10)`;
    case "datemultirange":
      return `datemultirange(daterange(date '2026-01-01', date '2026-01-01' + ${place}))`;
    case "jsonb":
      return `jsonb_build_object('n', ${place})`;
    case "inet":
      return `('192.0.2.' || ${place})::inet`;
    case "interval":
      return `${place} * interval '1 month'`;
    case "bytea":
      return `int4send(${place})`;
    default:
      return `${place}::text::${type}`;
  }
}
