-- A day that is claimed twice is refused: by two rows of a statement, whose days are fewer together
-- than one by one, or after another statement. Who claims days of the same line at the same time
-- waits for the other, and is answered by the days as they are then; lines are taken in one order,
-- so that nobody waits in a circle. What changes no days claims none.
create or replace function billing.tg_billed_periods__claim()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_line_id uuid;
begin
  if tg_op = 'UPDATE' then
    if not exists (
      select o.tenant_id, o.line_id, o.part, o.period from old_rows as o
      except all
      select n.tenant_id, n.line_id, n.part, n.period from new_rows as n
    ) then
      return null;
    end if;
  end if;
  if tg_op <> 'INSERT' then
    update billing.billed_days as d
    set days = d.days - gone.days
    from (
      select o.tenant_id, o.line_id, o.part, range_agg(o.period) as days
      from old_rows as o
      group by o.tenant_id, o.line_id, o.part
    ) as gone
    where d.tenant_id = gone.tenant_id and d.line_id = gone.line_id and d.part = gone.part;
  end if;
  if tg_op <> 'DELETE' then
    with claimed as materialized (
      select n.tenant_id, n.line_id, n.part, range_agg(n.period) as days, count(*) as pieces,
        sum(upper(n.period) - lower(n.period)) as length
      from new_rows as n
      group by n.tenant_id, n.line_id, n.part
    ),
    written as (
      insert into billing.billed_days as d (tenant_id, line_id, part, days)
      select c.tenant_id, c.line_id, c.part, c.days
      from claimed as c
      order by c.line_id, c.part
      on conflict on constraint billed_days_pkey do update
        set days = d.days + excluded.days
        where not d.days && excluded.days
      returning d.line_id, d.part
    )
    select c.line_id into v_line_id
    from claimed as c
    -- Not in, whose plan is right for any number of rows: a plan made for few is kept.
    where (c.line_id, c.part) not in (select w.line_id, w.part from written as w)
      or (c.pieces > 1
        and c.length > (select sum(upper(r) - lower(r)) from unnest(c.days) as r))
    limit 1;
    if found then
      raise exclusion_violation using
        message = format('Days of line %s are billed already.', v_line_id),
        schema = 'billing', table = 'billed_periods', constraint = 'billed_periods_pkey';
    end if;
  end if;
  return null;
end $$;
comment on function billing.tg_billed_periods__claim is
  'Keeps the days that billed periods hold, and refuses a day that is held already.';
