-- A void invoice stays in the books, reversed, and keeps its number. Where the law of the seller's
-- country asks for a document to undo another, one that was issued is reversed by a cancellation
-- note; what asks for nothing is not sent, and needs none. Its days can be billed again by
-- generating that period; the run does not bill them by itself. What amendments change waits for
-- the next invoice again. What is paid is credited; an invoice of nothing or less has no other way
-- back than this one.
create or replace function billing.void_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_billed_invoice(
    invoice_id, expect => '{draft,open,overdue,paid}');
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif not billing.is_untouched(v_invoice) then
    perform kernel.fail('TRANS',
      'The invoice is paid, credited or written off, in part or whole; credit the rest.',
      'invoice_id');
  end if;
  if billing.invoices_deposit_left(v_invoice) < v_invoice.total then
    perform kernel.fail('TRANS', 'An invoice has deducted the advance payment.', 'invoice_id');
  end if;
  if v_invoice.total < 0 and v_invoice.status = 'paid' then
    perform billing.lower_balance(
      v_invoice.account_id, v_invoice.legal_entity_id, v_invoice.currency, -v_invoice.total);
  end if;
  perform billing.drop_changes(v_invoice.id);
  perform billing.fold_charges(v_invoice.id, is_credited => false);
  if v_invoice.status <> 'draft' and v_invoice.total > 0 and not (
    select coalesce(e.voids_issued, tax.allows_voiding(e.country))
    from tenancy.legal_entities as e
    where e.tenant_id = v_invoice.tenant_id and e.id = v_invoice.legal_entity_id
  ) then
    v_invoice := billing.cancel_invoice(v_invoice, reason);
  else
    perform ledger.reverse_journal(
      'billing.invoice', v_invoice.id, 'finalized', reason,
      tenancy.today_of(v_invoice.legal_entity_id));
    update billing.invoices as i
    set status = 'void', voided_at = tenancy.now(), void_reason = reason, paid_date = null,
      credited_amount = greatest(i.credited_amount, 0)
    where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
    returning * into v_invoice;
    perform billing.release_taxes(array[v_invoice.id]);
  end if;
  perform billing.release_adjustments(v_invoice.id);
  perform billing.undo_pieces(v_invoice.id);
  perform events.publish('invoice.voided', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  if v_invoice.finalized_at is not null then
    perform controls.require('credit', 'account', array[v_invoice.account_id],
      array[v_invoice.id], v_invoice.total, v_invoice.currency);
  end if;
  return v_invoice;
end $$;
comment on function billing.void_invoice is
  'Void an invoice on which no money moved: reversed in the books, its number kept, never '
  'collected. Where its seller may not void what was issued, a cancellation note does it, which is '
  'mailed (creditNoteId). Codes: not_found, invalid_input, illegal_transition (paid or credited, '
  'or what it gave the account is used).';
grant execute on function billing.void_invoice to tenor_finance;
select controls.register_door('credit', 'billing.void_invoice');
