-- A billed period stands on an item of its invoice, or on an adjustment, of the same line. Their
-- keys say that invoice and line are there. One look at all rows of a statement, instead of two for
-- each. A whole, or a part, is kept from being billed twice by its days; the two are kept apart
-- here, where there are parts at all.
create or replace function billing.tg_billed_periods__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_line_id uuid;
begin
  -- By invoice: their items are few, and the planner has nothing to choose.
  with billed as materialized (
    select item.invoice_id, item.contract_line_id
    from billing.invoice_items as item
    where item.tenant_id = (select tenancy.current_tenant_id())
      and item.invoice_id = any (array(select distinct n.invoice_id from new_rows as n))
  )
  select n.line_id into v_line_id
  from new_rows as n
  left join billed as item
    on item.invoice_id = n.invoice_id and item.contract_line_id = n.line_id
  left join billing.adjustments as a
    on a.tenant_id = n.tenant_id and a.id = n.adjustment_id and a.line_id = n.line_id
  where not n.is_undone and num_nonnulls(n.invoice_id, n.adjustment_id) > 0
    and coalesce(item.contract_line_id, a.line_id) is null
  limit 1;
  if found then
    raise foreign_key_violation using
      message = format('Nothing bills line %s where its billed period says.', v_line_id),
      constraint = 'billed_periods_line_fkey';
  end if;
  if exists (
    select from billing.billed_periods as b
    where b.tenant_id = (select tenancy.current_tenant_id()) and b.part > 0
  ) then
    select n.line_id into v_line_id
    from new_rows as n
    join billing.billed_periods as b
      on b.tenant_id = n.tenant_id and b.line_id = n.line_id and b.period && n.period
      and (b.part > 0) <> (n.part > 0)
    limit 1;
    if found then
      raise exclusion_violation using
        message = format('Days of line %s are billed as a whole and in parts.', v_line_id),
        schema = 'billing', table = 'billed_periods', constraint = 'billed_periods_pkey';
    end if;
  end if;
  return null;
end $$;
comment on function billing.tg_billed_periods__refer is
  'Refuses billed periods of a line that neither an item of their invoice nor an adjustment bills, '
  'and days that are billed as a whole and in parts.';
