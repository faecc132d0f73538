-- Who names days, or reissues them, has them billed again, though a person undid it before.
create or replace function billing.free_undone(
  contract_ids uuid[], days daterange, parts int[] default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  delete from billing.billed_periods as b
  using sales.contract_lines as l
  where l.tenant_id = (select tenancy.current_tenant_id())
    and l.contract_id = any (free_undone.contract_ids)
    and b.tenant_id = l.tenant_id and b.line_id = l.id and b.is_undone
    and case when l.price_interval = 'one_time' then lower(b.period) <@ days
      else b.period <@ days end
    and (parts is null or b.part = any (parts))
$$;
comment on function billing.free_undone is
  'Lets days of contracts, or parts of them, be billed again that a person had undone.';
