-- Whose a tax is that was given by hand: of the registration that a person named, else of the one
-- that the law would have asked for the item. Where that is none, or several, nobody said whose it
-- is, and it stands by itself.
create or replace function billing.put_given_taxes(
  invoice_ids uuid[], dated_today boolean default false
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_taxes billing.given_tax[] := array(
    select g from billing.given_taxes(invoice_ids, dated_today) as g);
begin
  if v_taxes = '{}' then
    return;
  end if;
  perform tax.open_tax_codes(array(
    select distinct (null, g.tax_code_id, g.legal_entity_id, g.registration_id, null,
      g.jurisdiction, null, 0, 'by_hand', null)::tax.tax_codes
    from unnest(v_taxes) as g));
  insert into billing.item_taxes as t (tenant_id, invoice_item_id, place, invoice_id,
    jurisdiction, rate, treatment, taxable, amount, tax_code_id)
  select v_tenant_id, g.item_id, 1, g.invoice_id, g.jurisdiction, 0, 'by_hand', g.taxable, g.amount,
    g.tax_code_id
  from unnest(v_taxes) as g
  on conflict on constraint item_taxes_pkey do update
  set jurisdiction = excluded.jurisdiction, taxable = excluded.taxable, amount = excluded.amount,
    tax_code_id = excluded.tax_code_id
  where (t.jurisdiction, t.taxable, t.amount, t.tax_code_id) is distinct from
    (excluded.jurisdiction, excluded.taxable, excluded.amount, excluded.tax_code_id);
end $$;
comment on function billing.put_given_taxes is
  'Puts the taxes that were given by hand on items of drafts, each with its tax code.';
