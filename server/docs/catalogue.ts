// What the pages of docs/ need from the catalogue, one context at a time.
import type { Client } from "pg";
import { compileDefinitions } from "../postgres/definitions.ts";

export interface Context {
  name: string;
  comment: string | null;
}

export interface Relation {
  name: string;
  kind: "table" | "view" | "materialized view";
  comment: string | null;
}

export interface Column {
  relation: string;
  name: string;
  type: string;
  is_required: boolean;
  value: string | null;
  is_generated: boolean;
  comment: string | null;
}

export interface Key {
  relation: string;
  name: string;
  kind: "p" | "u" | "f" | "c" | "x";
  columns: string[];
  // schema.table, of a foreign key.
  target: string | null;
  definition: string;
  comment: string | null;
}

export interface Right {
  relation: string;
  role: string;
  verb: string;
  // Null when the right is on the whole relation.
  columns: string[] | null;
}

export interface Policy {
  relation: string;
  name: string;
  is_restrictive: boolean;
  verb: string;
  roles: string[];
  rows: string;
}

export interface Routine {
  name: string;
  arguments: string;
  answer: string;
  changes: boolean;
  roles: string[];
  comment: string | null;
}

export interface Shape {
  name: string;
  parts: string;
  comment: string | null;
}

export interface Catalogue {
  relations: Relation[];
  columns: Column[];
  keys: Key[];
  rights: Right[];
  policies: Policy[];
  routines: Routine[];
  shapes: Shape[];
}

const RELATIONS = `
  select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind
  from pg_class as c
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
  order by c.relkind in ('v', 'm'), c.relname`;

const COLUMNS = `
  select c.relname as relation, a.attname as name, a.attnotnull as is_required,
    format_type(a.atttypid, a.atttypmod) as type, a.attgenerated <> '' as is_generated,
    case when a.attidentity <> '' then 'counts up' else pg_get_expr(d.adbin, d.adrelid) end as value,
    col_description(c.oid, a.attnum) as comment
  from pg_class as c
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  order by c.relname, a.attnum`;

const KEYS = `
  select c.relname as relation, k.conname as name, k.contype as kind,
    array(
      select a.attname::text from unnest(k.conkey) with ordinality as part (number, place)
      join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = part.number
      order by part.place
    ) as columns,
    k.confrelid::regclass::text as target, pg_get_constraintdef(k.oid, true) as definition,
    obj_description(k.oid, 'pg_constraint') as comment
  from pg_constraint as k
  join pg_class as c on c.oid = k.conrelid
  where c.relnamespace = $1::regnamespace and k.contype in ('p', 'u', 'f', 'c', 'x')
  order by c.relname, array_position('{p,u,x,f,c}', k.contype::text), k.conname`;

const RIGHTS = `
  with rights as (
    select c.relname, r.grantee, lower(r.privilege_type) as verb, null::text as attname
    from pg_class as c, aclexplode(c.relacl) as r
    where c.relnamespace = $1::regnamespace and r.grantee <> c.relowner
    union all
    select c.relname, r.grantee, lower(r.privilege_type), a.attname::text
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid, aclexplode(a.attacl) as r
    where c.relnamespace = $1::regnamespace and r.grantee <> c.relowner
  )
  select relname as relation, verb,
    case grantee when 0 then 'everybody' else pg_get_userbyid(grantee)::text end as role,
    array_agg(attname order by attname) filter (where attname is not null) as columns
  from rights
  group by relname, grantee, verb
  order by relname, role, verb`;

const POLICIES = `
  select c.relname as relation, p.polname as name, not p.polpermissive as is_restrictive,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
      when 'd' then 'delete' else 'everything' end as verb,
    array(select pg_get_userbyid(r)::text from unnest(p.polroles) as r order by 1) as roles,
    coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as rows
  from pg_policy as p
  join pg_class as c on c.oid = p.polrelid and not c.relispartition
  where c.relnamespace = $1::regnamespace
  order by c.relname, p.polpermissive, p.polname`;

const ROUTINES = `
  select p.proname as name, pg_get_function_arguments(p.oid) as arguments,
    pg_get_function_result(p.oid) as answer, p.provolatile = 'v' as changes,
    array_agg(pg_get_userbyid(r.grantee)::text order by pg_get_userbyid(r.grantee)) as roles,
    obj_description(p.oid, 'pg_proc') as comment
  from pg_proc as p, aclexplode(p.proacl) as r
  where p.pronamespace = $1::regnamespace and r.grantee not in (0, p.proowner)
  group by p.oid
  order by p.proname, arguments`;

const SHAPES = `
  select t.typname as name,
    case t.typtype
      when 'd' then format_type(t.typbasetype, t.typtypmod) || coalesce(', ' || (
        select string_agg(pg_get_constraintdef(k.oid, true), ', ' order by k.conname)
        from pg_constraint as k where k.contypid = t.oid and k.contype = 'c'), '')
      else (
        select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
          order by a.attnum)
        from pg_attribute as a where a.attrelid = t.typrelid and not a.attisdropped)
    end as parts,
    coalesce(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class')) as comment
  from pg_type as t
  left join pg_class as c on c.oid = t.typrelid
  where t.typnamespace = $1::regnamespace and (t.typtype = 'd' or c.relkind = 'c')
  order by t.typname`;

export async function catalogueOf(client: Client, context: string): Promise<Catalogue> {
  const ask = async <T extends object>(sql: string) =>
    (await client.query<T>(sql, [context])).rows;
  return {
    relations: await ask<Relation>(RELATIONS),
    columns: await ask<Column>(COLUMNS),
    keys: await ask<Key>(KEYS),
    rights: await ask<Right>(RIGHTS),
    policies: await ask<Policy>(POLICIES),
    routines: await ask<Routine>(ROUTINES),
    shapes: await ask<Shape>(SHAPES),
  };
}

// In build order, which is the order of the floors.
export async function contextsOf(client: Client): Promise<Context[]> {
  const definitions = await compileDefinitions();
  const created = definitions.matchAll(/^create schema if not exists (\w+)/gm);
  const { rows } = await client.query<Context>(
    `select nspname as name, obj_description(oid, 'pg_namespace') as comment
    from pg_namespace where nspname = any ($1) order by array_position($1, nspname::text)`,
    [[...created].map((it) => it[1])],
  );
  return rows;
}
