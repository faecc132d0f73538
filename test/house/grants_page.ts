// Every grant and every policy on one page, so that a review of rights is a diff of that page.
import { list, table } from "../../server/docs/markdown.ts";
import { ask } from "./catalogue.ts";
import { CONTEXTS } from "./floors.ts";

const MEMBERSHIPS = `
  select r.rolname::text as role, string_agg(
    g.rolname || case when m.inherit_option then '' else ' (may become it)' end, ', '
    order by g.rolname) as is_also
  from pg_auth_members as m
  join pg_roles as r on r.oid = m.member
  join pg_roles as g on g.oid = m.roleid
  where g.rolname ~ '^tenor_' and r.rolname ~ '^tenor_'
  group by 1 order by 1`;

const ENTRY = `
  select string_agg(pg_get_userbyid(x.grantee) || ' ' || lower(x.privilege_type), ', '
    order by pg_get_userbyid(x.grantee)::text, x.privilege_type) as said
  from pg_namespace as n, aclexplode(n.nspacl) as x
  where n.nspname = $1 and x.grantee <> n.nspowner`;

const RIGHTS = `
  with relations as (
    select c.oid, c.relname::text as name, c.relacl, c.relowner from pg_class as c
    where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and not c.relispartition
  ), rights as (
    select name, grantee, privilege_type as verb, null::text as part
    from relations, aclexplode(relacl) where grantee <> relowner
    union all
    select name, grantee, privilege_type, a.attname::text
    from relations join pg_attribute as a on a.attrelid = oid, aclexplode(a.attacl)
    where grantee <> relowner
  )
  select name, lower(verb) || coalesce(' (' || string_agg(part, ', ' order by part) || ')', '')
    || ': ' || case grantee when 0 then 'EVERYBODY' else pg_get_userbyid(grantee)::text end as said
  from rights group by name, grantee, verb order by 1, 2`;

const POLICIES = `
  select split_part(p.relation_name, '.', 2) as name,
    concat_ws(' ', case when is_restrictive then 'only where' else 'where' end,
      p.name || ':', case command when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
        when 'w' then 'update' else 'delete' end,
      'for', array_to_string(roles, ', '), '\`' || regexp_replace(coalesce(using_expression,
        check_expression), '\\s+', ' ', 'g') || '\`') as said
  from house_policies as p
  join house_tables as t on t.oid = p.relation
  where t.context = $1 and not t.is_partition
  order by 1, p.is_restrictive desc, p.name`;

const FUNCTIONS = `
  select signature, case when is_definer then 'owner' else 'caller' end as runs_as,
    array_to_string(roles, ', ') as roles
  from house_functions where context = $1 and roles <> '{}' order by signature collate "C"`;

const OWN = /\(tenant_id = \( SELECT tenancy\.current_tenant_id\(\) AS current_tenant_id\)\)/g;

type Said = Record<"name" | "said", string>;

export async function grantsPage(): Promise<string> {
  const memberships = await ask<Record<"role" | "is_also", string>>(MEMBERSHIPS);
  const parts = [
    "# Who may do what",
    "Every grant and policy of the catalogue; `npx vitest run test/house/grants.test.ts -u` writes " +
      "it anew. What is not listed is granted to nobody but tenor_owner.",
    table(
      ["role", "is also"],
      memberships.map((it) => [it.role, it.is_also]),
    ),
  ];
  for (const context of CONTEXTS) {
    const entry = (await ask<{ said: string | null }>(ENTRY, [context]))[0];
    if (!entry?.said) continue;
    parts.push(`## ${context}`, `Schema: ${entry.said}.`, ...(await partsOf(context)));
  }
  return `${parts.join("\n\n").replace(OWN, "own tenant")}\n`;
}

async function partsOf(context: string): Promise<string[]> {
  const policies = await ask<Said>(POLICIES, [context]);
  const rights = await ask<Said>(RIGHTS, [context]);
  const functions = await ask<Record<"signature" | "runs_as" | "roles", string>>(FUNCTIONS, [
    context,
  ]);
  const relations = [...new Set([...policies, ...rights].map((it) => it.name))].sort();
  return [
    ...relations.flatMap((name) => [
      `### ${context}.${name}`,
      list([...policies, ...rights].filter((it) => it.name === name).map((it) => it.said)),
    ]),
    table(
      ["function", "runs as", "granted to"],
      functions.map((it) => [it.signature, it.runs_as, it.roles]),
    ),
  ];
}
