create or replace function billing.keep_write_off(
  invoice billing.invoices, amount numeric, reason text, written_off_on date, with_relief boolean
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with kept as (
    insert into billing.write_offs as w (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, relief_due_on, reason, written_off_on)
    select (invoice).id, keep_write_off.amount,
      kernel.round_amount(part.unearned, (invoice).currency),
      kernel.round_amount(part.relief, (invoice).currency),
      kernel.round_amount(part.relieved, (invoice).currency),
      case when part.relief > 0 then law.due_on end, keep_write_off.reason,
      keep_write_off.written_off_on
    from tenancy.legal_entities as e
    cross join lateral (
      select case when (invoice).tax_basis = 'cash' then keep_write_off.written_off_on
        when keep_write_off.with_relief then tax.relief_due_on(
          e.country, (invoice).due_date, keep_write_off.written_off_on) end
    ) as law (due_on)
    cross join lateral billing.write_off_parts(
      invoice, keep_write_off.amount, keep_write_off.written_off_on, law.due_on) as part
    where e.tenant_id = (invoice).tenant_id and e.id = (invoice).legal_entity_id
    returning w.*
  )
  select billing.book_write_offs(array_agg(k::billing.write_offs)) from kept as k
$$;
comment on function billing.keep_write_off is
  'Writes down and books what is given up of an invoice, by its parts.';
