-- The arithmetic behind an amount, as people read it: 100 x 12 months x 99.90, 184 of 365 days.
create or replace function billing.invoice_items_detail(item billing.invoice_items)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select concat_ws(', ',
    case
      when l.price_interval = 'one_time' or l.id is null then null
      when l.pricing_model in ('flat', 'stairstep')
        then format('%s %s%s', trim_scale(item.intervals), l.price_interval,
          case when item.intervals <> 1 then 's' end)
      else format('%s x %s %s%s', trim_scale(item.quantity), trim_scale(item.intervals),
        l.price_interval, case when item.intervals <> 1 then 's' end)
    end,
    case when l.price_interval <> 'one_time' and item.service_period <> item.whole_period
      then format('%s of %s days',
        upper(item.service_period) - lower(item.service_period),
        upper(item.whole_period) - lower(item.whole_period)) end)
  from (select item.contract_line_id as id) as wanted
  left join sales.contract_lines as l
    on l.tenant_id = item.tenant_id and l.id = wanted.id
$$;
comment on function billing.invoice_items_detail is
  'How the amount comes about, such as 100 x 12 months, 184 of 365 days.';
grant execute on function billing.invoice_items_detail to tenor_viewer;
