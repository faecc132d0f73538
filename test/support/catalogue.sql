-- Everything that two databases must have in common to be the same, one line a fact: without
-- object ids, without the order in which columns or rights were added.
with contexts as (
  select oid, nspname, nspowner, nspacl
  from pg_namespace
  where nspname !~ '^pg_' and nspname not in ('information_schema', 'graphile_migrate', 'public')
),
relations as (
  select c.*, n.nspname || '.' || c.relname as name
  from pg_class as c join contexts as n on n.oid = c.relnamespace
),
facts as (
  select 'schema' as kind, nspname as name,
    concat_ws(' ', pg_get_userbyid(nspowner), nspacl::text) as fact,
    obj_description(oid, 'pg_namespace') as comment
  from contexts
  union all
  select 'relation ' || relkind::text, name,
    concat_ws(' ', pg_get_userbyid(relowner), relpersistence::text, relrowsecurity, relforcerowsecurity,
      relreplident::text, reloptions::text,
      (select array_agg(item::text order by item::text) from unnest(relacl) as item)::text,
      case when relkind in ('v', 'm') then pg_get_viewdef(oid) end),
    obj_description(oid, 'pg_class')
  from relations where relkind in ('r', 'p', 'v', 'm', 'S', 'c')
  union all
  select 'column', r.name || '.' || a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
      a.attcollation::regcollation::text, pg_get_expr(d.adbin, d.adrelid),
      (select array_agg(item::text order by item::text) from unnest(a.attacl) as item)::text),
    col_description(r.oid, a.attnum)
  from relations as r
  join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
  where r.relkind in ('r', 'p', 'v', 'm', 'c')
  union all
  select 'constraint', coalesce(r.name, t.typname) || '.' || k.conname,
    concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid)),
    obj_description(k.oid, 'pg_constraint')
  from pg_constraint as k
  join contexts as n on n.oid = k.connamespace
  left join relations as r on r.oid = k.conrelid
  left join pg_type as t on t.oid = k.contypid
  union all
  select 'index', r.name, pg_get_indexdef(r.oid), obj_description(r.oid, 'pg_class')
  from relations as r where r.relkind in ('i', 'I')
  union all
  select 'function', p.oid::regprocedure::text,
    concat_ws(' ', pg_get_userbyid(p.proowner), p.procost, p.prorows,
      (select array_agg(item::text order by item::text) from unnest(p.proacl) as item)::text,
      case when p.prokind = 'a' then 'aggregate' else pg_get_functiondef(p.oid) end),
    obj_description(p.oid, 'pg_proc')
  from pg_proc as p join contexts as n on n.oid = p.pronamespace
  union all
  select 'policy', r.name || '.' || p.polname,
    concat_ws(' ', p.polpermissive, p.polcmd::text,
      (select array_agg(pg_get_userbyid(who) order by pg_get_userbyid(who))
        from unnest(p.polroles) as who)::text,
      'using ' || pg_get_expr(p.polqual, p.polrelid),
      'check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
    obj_description(p.oid, 'pg_policy')
  from pg_policy as p join relations as r on r.oid = p.polrelid
  union all
  select 'trigger', r.name || '.' || t.tgname, concat_ws(' ', t.tgenabled::text, pg_get_triggerdef(t.oid)),
    obj_description(t.oid, 'pg_trigger')
  from pg_trigger as t join relations as r on r.oid = t.tgrelid
  where not t.tgisinternal
  union all
  select 'type ' || t.typtype::text, n.nspname || '.' || t.typname,
    concat_ws(' ', pg_get_userbyid(t.typowner), t.typnotnull, t.typdefault,
      case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
      (select array_agg(item::text order by item::text) from unnest(t.typacl) as item)::text,
      (select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum as e
        where e.enumtypid = t.oid)::text),
    obj_description(t.oid, 'pg_type')
  from pg_type as t join contexts as n on n.oid = t.typnamespace
  where t.typtype in ('d', 'e', 'r', 'm') or (t.typtype = 'b' and t.typelem = 0)
  union all
  select 'default rights', pg_get_userbyid(defaclrole),
    concat_ws(' ', defaclnamespace::regnamespace::text, defaclobjtype::text, defaclacl::text), null
  from pg_default_acl
  union all
  select 'statistics', s.stxname, pg_get_statisticsobjdef(s.oid), obj_description(s.oid, 'pg_statistic_ext')
  from pg_statistic_ext as s join contexts as n on n.oid = s.stxnamespace
  union all
  select 'extension', extname, extversion, null from pg_extension
)
select concat_ws(' | ', kind, name, fact, comment) as line
from facts
-- The queue's own tables are its own affair; where it stands is ours.
where name !~ '^graphile_worker\.'
order by concat_ws(' | ', kind, name, fact, comment) collate "C";
