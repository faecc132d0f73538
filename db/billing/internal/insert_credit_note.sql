-- Header and items in one statement, which the check on totals asks for. What neither the open
-- balance takes nor what was given up, and never came, goes where it is asked to go.
create or replace function billing.insert_credit_note(
  invoice billing.invoices,
  items billing.credited_item[],
  reason text,
  settlement text,
  kind text default 'credit'
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_issue_date date := tenancy.today_of(invoice.legal_entity_id);
  v_zero numeric := kernel.round_amount(0, invoice.currency);
  v_unpaid numeric :=
    invoice.balance + invoice.written_off_amount - invoice.recovered_amount;
  v_note billing.credit_notes;
begin
  with sums as (
    select sum(c.net) as net, sum(c.tax) as tax,
      least(sum(c.net + c.tax), v_unpaid) as applied,
      greatest(sum(c.net + c.tax) - v_unpaid, v_zero) as rest
    from unnest(items) as c
    having sum(c.net + c.tax) > 0
  ),
  note as (
    insert into billing.credit_notes (legal_entity_id, credit_note_number, account_id, invoice_id,
      kind, currency, issue_date, reason, net, tax, applied_to_invoice, to_balance, to_refund)
    select invoice.legal_entity_id,
      billing.take_credit_note_number(invoice.legal_entity_id, v_issue_date), invoice.account_id,
      invoice.id, case when kind = 'credit' and s.net = 0 then 'tax_only' else kind end,
      invoice.currency, v_issue_date, reason, s.net, s.tax, s.applied,
      case settlement when 'balance' then s.rest else v_zero end,
      case settlement when 'refund' then s.rest else v_zero end
    from sums as s
    returning credit_notes.*
  ),
  noted as (
    insert into billing.credit_note_items (tenant_id, credit_note_id, invoice_item_id, net, tax,
      created_at)
    select note.tenant_id, note.id, c.item_id, c.net, c.tax, note.created_at
    from note
    cross join unnest(items) as c
  )
  select note.* into v_note from note;
  if not found then
    perform kernel.fail('TRANS', case
      when exists (
          select from billing.creditable_items(invoice.id) as item where item.net_left > 0)
        and invoice.total > (
          select coalesce(sum(n.total), 0) from billing.credit_notes as n
          where n.tenant_id = invoice.tenant_id and n.invoice_id = invoice.id)
        then 'What is left comes to nothing or less in all; name items of which more is left.'
      else 'Nothing is left to credit.' end, 'lines');
  end if;
  return v_note;
end $$;
comment on function billing.insert_credit_note is
  'Writes a credit note with its items; the caller settles and books it.';
