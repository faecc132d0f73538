-- A billed period stands on an item of its invoice, or on an adjustment, of the same line. Their
-- keys say that invoice and line are there. One look at all rows of a statement, instead of two for
-- each.
create or replace function billing.tg_billed_periods__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from new_rows as n
    where n.invoice_id is not null and not exists (
        select from billing.invoice_items as item
        where item.tenant_id = n.tenant_id and item.invoice_id = n.invoice_id
          and item.contract_line_id = n.line_id)
      or n.adjustment_id is not null and not exists (
        select from billing.adjustments as a
        where a.tenant_id = n.tenant_id and a.id = n.adjustment_id and a.line_id = n.line_id)
  ) then
    raise foreign_key_violation using
      message = 'A billed period stands on nothing that bills its line.',
      constraint = 'billed_periods_line_fkey';
  end if;
  return null;
end $$;
comment on function billing.tg_billed_periods__refer is
  'Refuses billed periods of a line that neither an item of their invoice nor an adjustment bills.';
