-- Decimals as texts, so that no reader turns them into floats.
create or replace function sales.lines_from(contract_id uuid, from_day date)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select coalesce(jsonb_object_agg(line.id, line.shown), '{}')
  from (
    select l.id, jsonb_build_object(
        'position', l."position", 'description', l.description,
        'account_id', l.account_id, 'account_name', a.account_name,
        'pricing_model', l.pricing_model, 'price_interval', l.price_interval,
        'terms', jsonb_agg(jsonb_build_object(
          'start_date', greatest(lower(t.valid), from_day),
          'end_date', kernel.last_day(t.valid),
          'quantity', trim_scale(t.quantity)::text,
          'committed_quantity', trim_scale(t.committed_quantity)::text,
          'unit_price', t.unit_price::text,
          'discount_percent', trim_scale(t.discount_percent)::text
        ) order by lower(t.valid))) as shown
    from sales.contract_lines as l
    join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
    join customers.accounts as a on a.tenant_id = l.tenant_id and a.id = l.account_id
    where l.tenant_id = (select tenancy.current_tenant_id())
      and l.contract_id = lines_from.contract_id and upper(t.valid) > from_day
    group by l.id, l."position", l.description, l.account_id, a.account_name, l.pricing_model,
      l.price_interval
  ) as line
$$;
comment on function sales.lines_from is
  'The lines of a contract that run on a day or later, with their terms from it on, by their id.';
