-- The catalogue in the words of the house's rules, for the length of a session.
create temp view house_schemas as
select n.oid, n.nspname::text as name, obj_description(n.oid, 'pg_namespace') as comment
from pg_namespace as n
where n.nspname !~ '^pg_'
  and n.nspname not in ('information_schema', 'public', 'graphile_worker', 'graphile_migrate');

create temp view house_tables as
select c.oid, s.name || '.' || c.relname as name, s.name as context, c.relispartition as is_partition,
  c.relrowsecurity as is_walled, c.relforcerowsecurity as is_walled_for_owner,
  pg_get_userbyid(c.relowner)::text as owner, obj_description(c.oid, 'pg_class') as comment,
  exists (
    select from pg_attribute as a
    where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  ) as is_tenants
from pg_class as c
join house_schemas as s on s.oid = c.relnamespace
where c.relkind in ('r', 'p');

create temp view house_views as
select c.oid, s.name || '.' || c.relname as name, s.name as context, c.relkind::text as kind,
  coalesce(c.reloptions, '{}') as options, pg_get_userbyid(c.relowner)::text as owner,
  obj_description(c.oid, 'pg_class') as comment
from pg_class as c
join house_schemas as s on s.oid = c.relnamespace
where c.relkind in ('v', 'm');

create temp view house_columns as
select r.oid as relation, r.name as relation_name, r.is_table, a.attname::text as name, a.attnum,
  format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as is_required,
  pg_get_expr(d.adbin, d.adrelid) as value, a.attidentity <> '' as is_identity,
  col_description(r.oid, a.attnum) as comment
from (
  select oid, name, true as is_table from house_tables where not is_partition
  union all
  select oid, name, false from house_views
) as r
join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum;

create temp view house_indexes as
select i.indexrelid as oid, t.oid as relation, t.name as relation_name, t.is_tenants, t.is_partition,
  c.relname::text as name, i.indisprimary as is_primary,
  i.indisunique or i.indisexclusion as is_unique,
  i.indpred is not null as is_partial, obj_description(c.oid, 'pg_class') as comment,
  array(
    select coalesce(a.attname::text, '(expression)')
    from unnest(i.indkey::int2[]) with ordinality as k (number, place)
    left join pg_attribute as a on a.attrelid = t.oid and a.attnum = k.number and k.number > 0
    where k.place <= i.indnkeyatts
    order by k.place
  ) as columns
from pg_index as i
join pg_class as c on c.oid = i.indexrelid
join house_tables as t on t.oid = i.indrelid;

create temp view house_constraints as
select k.oid, t.oid as relation, t.name as relation_name, t.is_tenants, k.conname::text as name,
  k.contype::text as kind, obj_description(k.oid, 'pg_constraint') as comment,
  f.name as target_name, f.is_tenants as target_is_tenants,
  array(
    select a.attname::text
    from unnest(k.conkey) with ordinality as c (number, place)
    join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = c.number
    order by c.place
  ) as columns,
  array(
    select a.attname::text
    from unnest(k.confkey) with ordinality as c (number, place)
    join pg_attribute as a on a.attrelid = k.confrelid and a.attnum = c.number
    order by c.place
  ) as target_columns
from pg_constraint as k
join house_tables as t on t.oid = k.conrelid and not t.is_partition
left join house_tables as f on f.oid = k.confrelid;

create temp view house_policies as
select p.oid, t.oid as relation, t.name as relation_name, p.polname::text as name,
  not p.polpermissive as is_restrictive, p.polcmd::text as command,
  array(select pg_get_userbyid(r)::text from unnest(p.polroles) as r order by 1) as roles,
  pg_get_expr(p.polqual, p.polrelid) as using_expression,
  pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
from pg_policy as p
join house_tables as t on t.oid = p.polrelid;

create temp view house_functions as
select p.oid, s.name || '.' || p.proname as name, p.oid::regprocedure::text as signature,
  s.name as context, p.provolatile::text as volatility, p.prosecdef as is_definer,
  coalesce(p.proconfig, '{}') as settings, p.prosqlbody is not null as has_sql_body,
  p.prorettype = 'trigger'::regtype as is_trigger, pg_get_userbyid(p.proowner)::text as owner,
  obj_description(p.oid, 'pg_proc') as comment, p.proacl is null as is_for_everybody_by_default,
  array(
    select case x.grantee when 0 then 'everybody' else pg_get_userbyid(x.grantee)::text end
    from aclexplode(p.proacl) as x
    where x.grantee <> p.proowner
    order by 1
  ) as roles
from pg_proc as p
join house_schemas as s on s.oid = p.pronamespace;
