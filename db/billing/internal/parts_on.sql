-- What stands on it as a whole may be borne by several payers when it is billed anew.
create or replace function billing.parts_on(invoice_id uuid)
  returns int[]
  language sql stable security definer set search_path to ''
as $$
  select case when bool_and(item.part > 0) then array_agg(distinct item.part::int) end
  from billing.invoice_items as item
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = parts_on.invoice_id and item.contract_line_id is not null
$$;
comment on function billing.parts_on is
  'Which parts of what others bear too an invoice bills; null if there is more on it.';
