-- The answer is for all that is sold of a category; each item bears its share, and rounded by
-- invoice they add up to what the provider will be told. An answer to a draft that changed since is
-- none. The last one lets a draft out that was due.
create or replace function billing.record_tax_calculation(
  calculation_id uuid, reference text, expires_at timestamptz, taxes jsonb
)
  returns boolean
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_calculation billing.tax_calculations := billing.lock_calculation(calculation_id);
  v_before billing.invoices[];
  v_item_ids uuid[];
  v_assessments tax.assessment[];
  v_shares jsonb;
begin
  if v_calculation.id is null then
    return false;
  end if;
  with items as (
    select item.*, sum(item.asked) over (partition by item.category) as whole,
      row_number() over (order by item.place) as nth
    from billing.taxable_items(array[v_calculation.invoice_id]) as item
    where item.account_id = v_calculation.account_id
  ),
  answers as (
    select a.*, sum(a.rate) over (partition by a.category) as total_rate
    from jsonb_populate_recordset(null::billing.tax_answer, taxes) as a
  )
  select array_agg(i.item_id order by i.nth) filter (where a.place = 1),
    array_agg((i.nth, i.invoice_id, a.place, a.jurisdiction, a.name, a.kind, a.rate, a.treatment,
      a.note, i.asked, share.tax, i.asked, i.is_inclusive, i.currency, owed.registration_id,
      owed.tax_id, tax.tax_code_id(i.legal_entity_id, owed.registration_id, a.jurisdiction,
        a.kind, a.rate, a.treatment))::tax.assessment),
    jsonb_agg(jsonb_build_object('item_id', i.item_id, 'place', a.place, 'jurisdiction',
      a.jurisdiction, 'rate', a.rate::text, 'total_rate', a.total_rate::text, 'answered',
      a.amount::text, 'asked', i.asked::text, 'whole', i.whole::text) order by i.nth, a.place)
  into v_item_ids, v_assessments, v_shares
  from items as i
  left join answers as a on a.category = i.category
  cross join lateral (
    select case
      when i.whole <> 0 then (a.amount * i.asked + 0e-40) / i.whole
      when i.is_inclusive then (i.asked * a.rate + 0e-40) / (100 + a.total_rate)
      else i.asked * a.rate * 0.01
    end as tax
  ) as share
  cross join lateral (
    select tax.registration_at(i.legal_entity_id, case a.treatment when 'reverse_charge' then (
          select e.country from tenancy.legal_entities as e
          where e.tenant_id = v_calculation.tenant_id and e.id = i.legal_entity_id)
        else a.jurisdiction end, i.taxed_on) as registration_id,
      case a.treatment when 'reverse_charge' then (
        select t.number
        from customers.accounts as c
        cross join lateral tax.tax_id_of(c) as t
        where c.tenant_id = v_calculation.tenant_id and c.id = i.account_id) end as tax_id
  ) as owed;
  if exists (select from unnest(v_assessments) as a where a.place is null) then
    perform billing.ask_provider(array[v_calculation.invoice_id]);
    return false;
  end if;

  v_before := array(
    select i from billing.invoices as i
    where i.tenant_id = v_calculation.tenant_id and i.id = v_calculation.invoice_id);
  perform billing.lock_credit(array(select b.account_id from unnest(v_before) as b));
  perform billing.put_taxes(v_item_ids,
    array(select t from tax.round_tax(v_assessments, 'invoice') as t));
  perform billing.check_growth(v_before);
  update billing.tax_calculations as c
  set status = 'assessed', reference = record_tax_calculation.reference,
    expires_at = record_tax_calculation.expires_at, shares = v_shares
  where c.tenant_id = v_calculation.tenant_id and c.id = v_calculation.id;
  perform billing.finalize_invoices(array(
    select due.id from billing.drafts_due(array[v_calculation.invoice_id]) as due (id)));
  return true;
end $$;
comment on function billing.record_tax_calculation is
  'Puts an outside provider''s answer on its draft; false if nobody waits for it any more.';
grant execute on function billing.record_tax_calculation to tenor_worker;
