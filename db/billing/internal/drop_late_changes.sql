-- Where a charge that waits was changed for days after the end, and no invoice has changed those,
-- it is again what it was before: of several changes of the same days the first one has seen them
-- whole. A charge that was cut again before the end stays as it is.
create or replace function billing.drop_late_changes(contract_id uuid, ended_on date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_changes billing.redone_pieces[];
  v_dropped billing.adjustments[];
  v_again billing.adjustments[];
begin
  with recursive change as (
    select p, p.id as first_id
    from billing.adjustments as a
    join billing.redone_pieces as p on p.tenant_id = a.tenant_id and p.adjustment_id = a.id
    where a.tenant_id = v_tenant_id and a.contract_id = contract_id and a.is_dropped
      and p.invoice_id is null and lower(p.period) >= ended_on
      and not exists (
        select from billing.redone_pieces as before
        where before.tenant_id = a.tenant_id and before.id = a.redone_piece_id
          and before.invoice_id is null and lower(before.period) >= ended_on)
    union all
    select later, c.first_id
    from change as c
    join billing.adjustments as a
      on a.tenant_id = (c.p).tenant_id and a.redone_piece_id = (c.p).id and a.is_dropped
    join billing.redone_pieces as later
      on later.tenant_id = a.tenant_id and later.adjustment_id = a.id
  ),
  waiting as (
    select c.first_id
    from change as c
    join billing.adjustments as a
      on a.tenant_id = (c.p).tenant_id and a.redone_piece_id = (c.p).id
    group by c.first_id
    having bool_or(not a.is_dropped) and bool_and(a.is_dropped or a.invoice_id is null)
      -- What was used before the end is one charge still.
      and bool_and(lower((c.p).period) >= ended_on)
  )
  select array_agg(c.p) into v_changes
  from change as c
  join waiting as w on w.first_id = c.first_id;
  if v_changes is null then
    return;
  end if;
  with dropped as (
    update billing.adjustments as a
    set is_dropped = true
    from unnest(v_changes) as p
    where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and not a.is_dropped
    returning a
  )
  select array_agg(d.a) into v_dropped from dropped as d;
  delete from billing.billed_periods as b
  using unnest(v_dropped) as a
  where b.tenant_id = a.tenant_id and b.adjustment_id = a.id;
  with again as (
    update billing.adjustments as a
    set is_dropped = false, replaced_by_amendment_id = null
    from unnest(v_changes) as p
    where a.tenant_id = p.tenant_id and a.id = p.adjustment_id and not exists (
      select from unnest(v_changes) as before where before.id = a.redone_piece_id)
    returning a
  )
  select array_agg(g.a) into v_again from again as g;
  perform billing.claim_days(v_again);
  perform billing.take_again(array(
    select g from unnest(v_dropped) as a cross join lateral unnest(a.granted) as g
  ), array(
    select g from unnest(v_again) as a cross join lateral unnest(a.granted) as g));
end $$;
comment on function billing.drop_late_changes is
  'What was changed of waiting charges for days after the end of a contract that gives no credit '
  'is as it was before.';
