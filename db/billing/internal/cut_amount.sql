create or replace function billing.cut_amount(adjustment_id uuid)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(a.amount), 0)
  from billing.adjustments as a
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.credited_adjustment_id = cut_amount.adjustment_id and a.is_cut and not a.is_dropped
$$;
comment on function billing.cut_amount is
  'What amendments cut off a charge while it waited to be billed, zero or less.';
