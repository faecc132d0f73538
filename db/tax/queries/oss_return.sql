-- Directive 2006/112/EC, Article 366: the rates of the European Central Bank of the last day of the
-- period, or if there are none, of the next day that has some. Rates are the tenant's; whose they
-- are is his to say.
create or replace function tax.oss_return(quarter text, legal_entity_id uuid default null)
  returns setof tax.oss_sum
  language plpgsql stable security definer set search_path to ''
as $$
begin
  if quarter !~ '-Q' then
    perform kernel.fail('INPUT', 'A quarter reads YYYY-Qn.', 'quarter');
  end if;
  return query
  select s.legal_entity_id, s.registration_id, quarter, left(s.jurisdiction, 2), s.rate,
    s.treatment, s.belongs_to, s.is_correction, s.currency,
    kernel.round_amount(sum(s.taxable), s.currency)::kernel.amount,
    kernel.round_amount(sum(s.amount), s.currency)::kernel.amount,
    min(euro.rate), min(euro.day),
    kernel.round_amount(sum(s.taxable) * min(euro.rate), 'EUR')::kernel.amount,
    kernel.round_amount(sum(s.amount) * min(euro.rate), 'EUR')::kernel.amount,
    case when min(euro.rate) is null then format('No rate from %s to EUR of %s is known.',
      s.currency, upper(tax.days_of_period(s.belongs_to)) - 1) end
  from tax.tax_return_sums(quarter, null, oss_return.legal_entity_id) as s
  left join lateral (
    select r.rate_date as day,
      case when r.base = 'EUR' then kernel.round_quotient(1, r.rate, 30) else r.rate end as rate
    from currencies.exchange_rates as r
    where r.tenant_id = (select tenancy.current_tenant_id())
      and (r.base, r.quote) in ((s.currency, 'EUR'), ('EUR', s.currency))
      and r.rate_date between upper(tax.days_of_period(s.belongs_to)) - 1
        and upper(tax.days_of_period(s.belongs_to)) + 6
    union all
    select upper(tax.days_of_period(s.belongs_to)) - 1, 1 where s.currency = 'EUR'
    order by day
    limit 1
  ) as euro on true
  where s.scheme = 'oss'
  group by s.legal_entity_id, s.registration_id, left(s.jurisdiction, 2), s.rate, s.treatment,
    s.belongs_to, s.is_correction, s.currency
  order by s.registration_id, s.is_correction, s.belongs_to, left(s.jurisdiction, 2), s.rate,
    s.currency;
end $$;
comment on function tax.oss_return is
  'What returns of the One Stop Shop say of a quarter (2026-Q1): by member state and rate, in '
  'euros too, corrections by their own quarter. Codes: invalid_input.';
grant execute on function tax.oss_return to tenor_viewer;
