-- Of a true-up on its way, rated is the minimum and its price what is missing of it, however it is
-- shared.
create or replace function billing.keep_true_ups(true_ups billing.billable[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.true_ups (tenant_id, invoice_item_id, versions, minimum, spent)
  select tenancy.current_tenant_id(), b.item_id, terms.versions, b.rated,
    b.rated - b.unit_price
  from unnest(true_ups) as b
  cross join lateral (
    select jsonb_agg(jsonb_build_object('terms_id', t.id, 'unit_price', t.unit_price::text,
      'days', upper(t.valid * b.period) - lower(t.valid * b.period)) order by lower(t.valid))
      as versions
    from sales.contract_line_terms as t
    where t.tenant_id = (select tenancy.current_tenant_id()) and t.line_id = b.line_id
      and t.valid && b.period
  ) as terms
$$;
comment on function billing.keep_true_ups is
  'Writes down what the true-ups of a batch are reckoned from.';
