-- The billing function itself, rolled back: the same code gives the same cent. Its numbers and rows
-- are undone with the block; only what was read out of it stays.
create or replace function billing.preview_invoice(contract_id uuid, as_of date default null)
  returns billing.invoice_preview
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := billing.lock_billable(contract_id);
  v_preview billing.invoice_preview;
begin
  v_preview.contract_id := v_contract.id;
  v_preview.account_id := v_contract.account_id;
  v_preview.currency := v_contract.currency;
  v_preview.as_of := coalesce(as_of, tenancy.today_of(v_contract.legal_entity_id));
  begin
    select
      coalesce(sum(i.subtotal), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.discount), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.tax), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.total), kernel.round_amount(0, v_contract.currency)),
      coalesce(array_agg((
        i.account_id, i.issue_date, i.due_date, lower(i.service_period),
        kernel.last_day(i.service_period),
        i.subtotal, i.discount, i.tax, i.total, billing.preview_tax_lines(i),
        billing.preview_items(i.id)
      )::billing.previewed_invoice order by i.issue_date, i.id), '{}')
    into v_preview.subtotal, v_preview.discount, v_preview.tax, v_preview.total,
      v_preview.invoices
    from billing.bill_contracts(array[v_contract.id], bill_until => v_preview.as_of) as i;
    raise exception using errcode = 'PREVW';
  exception when sqlstate 'PREVW' then
    return v_preview;
  end;
end $$;
comment on function billing.preview_invoice is
  'What would be billed of a contract until a day, by default today, to the cent; nothing is kept.';
grant execute on function billing.preview_invoice to tenor_finance, tenor_sales;
