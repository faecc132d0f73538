-- The one place where a command asks whether its actor may do this alone. It is refused as long as
-- somebody who may do it has less part in the matter; the one with the least does it, and it is
-- listed: nothing is ever stuck, and a tenant of one person works. Called last in a command: what
-- it locks, so that two acts at once see each other, is held until the transaction ends and nothing
-- is waited for under it. Jobs of the house are nobody's act; what a person did to cause them is.
create or replace function controls.require(
  act text, subject_type text, subject_ids uuid[], document_ids uuid[] default '{}',
  amount numeric default null, currency text default null, second_person text default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_actor text := nullif(current_setting('tenor.subject', true), '');
  v_role text := substr(coalesce(current_setting('role', true), ''), 7);
  v_mode text := 'second_person';
  v_is_asked boolean := false;
  v_part controls.involvement;
  v_act controls.acts;
begin
  if v_actor is null or v_role in ('worker', 'operator', 'owner', '') then
    return;
  end if;
  perform pg_advisory_xact_lock(k.key)
  from (
    select distinct hashtextextended('controls ' || v_tenant_id || s.id, 0) as key
    from unnest(subject_ids) as s (id)
    order by key
  ) as k;

  select case when own.is_own then 'second_person' else p.mode end,
    own.is_own or p.mode = 'second_person' and p.amount_over is not null
      and (amount is null or currency is distinct from t.currency or amount > p.amount_over)
  into v_mode, v_is_asked
  from controls.act_policies as p
  join tenancy.tenants as t on t.id = p.tenant_id
  cross join lateral (
    select coalesce(p.changed_by = v_actor or p.changed_by in (select tenancy.hands_of(v_actor))
      and exists (
        select from controls.persons as other
        where other.tenant_id = v_tenant_id and other.role = 'admin'
          and other.subject not in (select tenancy.hands_of(v_actor))), false) as is_own
  ) as own
  where p.tenant_id = v_tenant_id and p.act = require.act;
  v_mode := coalesce(v_mode, 'second_person');

  if v_mode <> 'off' then
    select i.* into v_part
    from controls.involvements(v_actor, act, subject_ids, document_ids) as i
    order by i.level desc, i.act_id desc
    limit 1;
    if v_mode = 'second_person' and v_part.level is not null and exists (
      select from controls.persons as p
      join controls.rights as r on r.role = p.role and r.act = require.act
      where p.tenant_id = v_tenant_id and p.subject <> v_actor
        -- Of what another hand did, members alone are asked instead: tokens given out elsewhere
        -- are nobody's word that there is somebody else.
        and (p.is_member or v_part.level % 2 = 0 and exists (
          select from controls.acts as a
          where a.tenant_id = v_tenant_id and a.actor = p.subject and a.act = require.act))
        and v_part.level > all (
          select i.level from controls.involvements(p.subject, act, subject_ids, document_ids) as i)
    ) then
      perform kernel.fail('DUTYC', v_part.reason || ' Ask another person.');
    end if;
  end if;

  if v_is_asked and second_person is null then
    select a.actor into second_person
    from controls.incompatible_acts as i
    join controls.acts as a
      on a.tenant_id = v_tenant_id and a.act = i.earlier and a.subject_id = any (subject_ids)
    where i.later = require.act and i.is_seconded
      and (document_ids = '{}' or a.document_ids && document_ids)
      and a.actor not in (select tenancy.hands_of(v_actor))
    order by a.id desc
    limit 1;
  end if;
  insert into controls.acts (act, subject_type, subject_id, document_ids, amount, currency, actor,
    actor_role, request_id, outcome, rule, conflicts_with, second_person)
  select distinct act, subject_type, s.id, document_ids, amount, currency, v_actor, v_role,
    nullif(current_setting('tenor.request_id', true), ''),
    case when v_part.level is not null then 'conflict'
      when not v_is_asked then null
      when second_person is null then 'unapproved' else 'approved' end,
    v_part.reason, v_part.act_id, second_person
  from unnest(subject_ids) as s (id);
  if v_part.level is not null then
    select a.* into v_act from controls.acts as a
    where a.tenant_id = v_tenant_id and a.subject_id = any (subject_ids) and a.actor = v_actor
    order by a.id desc
    limit 1;
    perform events.publish('conflict.logged', 'act', v_act.id, to_jsonb(v_act));
  end if;
end $$;
comment on function controls.require is
  'Keeps who does an act, and refuses it (duties_conflict) where another person must do it.';
