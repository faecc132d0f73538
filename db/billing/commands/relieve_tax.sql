-- Until the law gave it back the tax was a part of the bad debt. Locks in a statement of its own:
-- what another transaction did before is seen, so that nothing is given back twice.
create or replace function billing.relieve_tax(invoice_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_relieved billing.write_offs[];
begin
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
  order by i.id
  for update;

  with relieved as (
    insert into billing.write_offs as w (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, reason, written_off_on)
    select o.invoice_id, zero.it, zero.it, zero.it, o.amount, 'Tax relief', o.day
    from billing.owed_reliefs(invoice_ids) as o
    cross join lateral (select o.amount - o.amount) as zero (it)
    order by o.invoice_id
    returning w.*
  )
  select array_agg(r::billing.write_offs order by r.id) into v_relieved from relieved as r;

  perform billing.book_write_offs(v_relieved);
  perform events.publish_many(array(
    select ('invoice.tax_relieved', 'invoice', r.invoice_id, to_jsonb(r), null)::events.new_event
    from unnest(v_relieved) as r));
  return jsonb_build_object('taxes_relieved', coalesce(cardinality(v_relieved), 0));
end $$;
comment on function billing.relieve_tax is
  'Books the tax that the state gives back by now of what was written off of invoices.';
select tenancy.register_duty('tax relief', 220, 'billing.relieve_tax', 'billing.reliefs_due',
  'invoice');
