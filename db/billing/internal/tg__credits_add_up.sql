-- The last line of defence: whoever writes a note, by whatever road, locks its invoice here and
-- sees, in the next statement, every note before it.
create or replace function billing.tg__credits_add_up()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_invoice_ids uuid[];
begin
  if tg_table_name = 'credit_notes' then
    v_invoice_ids := array(select c.invoice_id from changed_rows as c);
  else
    v_invoice_ids := array(
      select n.invoice_id
      from changed_rows as c
      join billing.credit_notes as n on n.tenant_id = v_tenant_id and n.id = c.credit_note_id);
  end if;
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
  order by i.id
  for update;

  if exists (
    select from billing.credit_notes as n
    left join billing.credit_note_items as c
      on c.tenant_id = n.tenant_id and c.credit_note_id = n.id
    left join billing.invoice_items as item
      on item.tenant_id = n.tenant_id and item.id = c.invoice_item_id
        and item.invoice_id = n.invoice_id
    where n.tenant_id = v_tenant_id and n.invoice_id = any (v_invoice_ids)
    group by n.id, n.net, n.tax
    having (n.net, n.tax) is distinct from (sum(c.net), sum(c.tax)) or bool_or(item.id is null)
  ) then
    raise exception 'The items of a credit note do not add up to its totals.';
  elsif exists (
    select from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
      and i.total < (
        select sum(n.total) from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id)
  ) or exists (
    select from unnest(v_invoice_ids) as credited (invoice_id)
    cross join lateral billing.creditable_items(credited.invoice_id) as item
    where item.net_left * item.net < 0 or abs(item.net_left) > abs(item.net)
      or item.tax_left * item.tax < 0 or abs(item.tax_left) > abs(item.tax)
  ) then
    perform kernel.fail('OVRAP', 'No more can be credited than the invoice has left.', 'lines');
  end if;
  return null;
end $$;
comment on function billing.tg__credits_add_up is
  'Refuses credit notes that do not add up, or that take back more than there is.';
