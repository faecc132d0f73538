-- The tax of what was given up and never came. What had come before is not given back.
create or replace function billing.owed_reliefs(among uuid[] default null)
  returns table (invoice_id uuid, amount numeric, day date)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  with waiting as materialized (
    select distinct w.invoice_id
    from billing.write_offs as w
    where w.tenant_id = (select tenancy.current_tenant_id())
      and (among is null or w.invoice_id = any (among))
      and w.relief_amount > w.relieved_amount and w.relief_due_on is not null
      and w.relief_due_on <= (select tenancy.today('Etc/GMT-14'))
  ),
  owed as (
    select i.id, today.day,
      least(part.relief - part.relieved, kernel.round_quotient(
          part.relief * (i.written_off_amount - i.recovered_amount),
          nullif(i.written_off_amount, 0), kernel.minor_unit(i.currency))
        - part.relieved + i.recovered_tax) as amount
    from waiting
    join billing.invoices as i
      on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = waiting.invoice_id
    join tenancy.legal_entities as e on e.tenant_id = i.tenant_id and e.id = i.legal_entity_id
    cross join lateral (select tenancy.today(e.time_zone)) as today (day)
    cross join lateral (
      select sum(w.relief_amount) filter (
          where w.relief_due_on is null or w.relief_due_on <= today.day) as relief,
        sum(w.relieved_amount) as relieved
      from billing.write_offs as w
      where w.tenant_id = i.tenant_id and w.invoice_id = i.id
    ) as part
  )
  select o.id, o.amount, o.day from owed as o where o.amount > 0
$$;
comment on function billing.owed_reliefs is
  'The tax that the state gives back by now of what was written off, in all invoices or among '
  'some.';
