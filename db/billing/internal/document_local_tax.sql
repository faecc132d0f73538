-- Where the law of the seller's country asks for the tax in a currency that is not the document's
-- (in the EU, Directive 2006/112/EC, Article 230). Converted at the rates of the tax points,
-- exactly, and rounded once. No figure where one of the rates is not known: an invoice that is to
-- be issued waits for it (billing.missing_of).
create or replace function billing.document_local_tax(
  legal_entity_id uuid, currency text, taxes numeric[], tax_points date[]
)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object('currency', law.currency,
    'minor_unit', kernel.minor_unit(law.currency),
    'rate', case when min(r.rate) = max(r.rate) then trim_scale(min(r.rate))::text end,
    'amount', kernel.round_amount(sum(t.tax * r.rate), law.currency)::text)
  from tenancy.legal_entities as e
  join tax.required_content as law
    on law.country = e.country and law.content = 'tax_in_local_currency'
    and law.currency <> document_local_tax.currency
  cross join (
    select t.tax_point, sum(t.tax) as tax
    from unnest(taxes, tax_points) as t (tax, tax_point)
    where t.tax <> 0
    group by t.tax_point
  ) as t
  left join lateral currencies.exchange_rate(
    document_local_tax.currency, law.currency, t.tax_point) as r (rate) on true
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.id = document_local_tax.legal_entity_id
  group by law.currency
  having bool_and(r.rate is not null)
$$;
comment on function billing.document_local_tax is
  'The tax of a document in the currency of the seller''s country, as it is printed; null where '
  'the law does not ask for it, or a rate is not known.';
