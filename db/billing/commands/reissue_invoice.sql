-- The old invoice is void, or credited in full when something was paid; its days are billed anew by
-- the terms as they are now, and what was written by hand is copied. Of days that others pay parts
-- of, the parts that it billed are billed anew. Contracts come before the invoice in the order of
-- locks.
create or replace function billing.reissue_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract_ids uuid[] := billing.lock_contracts_of_invoice(invoice_id);
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid,uncollectible}');
  v_by_hand billing.invoice_item_input[] := billing.manual_items(invoice_id);
  v_bill_until date := billing.last_due_of(invoice_id, v_contract_ids);
  v_parts int[] := billing.parts_on(invoice_id);
  v_drafts billing.invoices[];
  v_draft billing.invoices;
begin
  if billing.is_untouched(v_invoice) then
    perform billing.void_invoice(v_invoice.id, reason);
  else
    perform billing.fold_charges(v_invoice.id, is_credited => true);
    perform billing.release_adjustments(v_invoice.id);
    perform billing.create_credit_note(v_invoice.id, reason);
  end if;

  if v_contract_ids = '{}' then
    v_draft := billing.create_invoice(
      v_invoice.account_id, currency => v_invoice.currency, contract_id => v_invoice.contract_id,
      payment_terms_days => v_invoice.due_date - v_invoice.issue_date,
      purchase_order_number => v_invoice.purchase_order_number,
      legal_entity_id => v_invoice.legal_entity_id);
  else
    perform billing.free_undone(v_contract_ids, v_invoice.service_period, v_parts);
    v_drafts := array(
      select i from billing.bill_contracts(v_contract_ids,
        bill_until => v_bill_until, within => v_invoice.service_period,
        purchase_order_number => v_invoice.purchase_order_number, parts => v_parts) as i);
    if v_drafts = '{}' then
      perform kernel.fail('NOTHG', 'Nothing is to be billed for this period.', 'invoice_id');
    end if;
    perform events.publish('invoice.created', 'invoice', i.id, to_jsonb(i))
    from unnest(v_drafts) as i;
    v_draft := v_drafts[1];
  end if;
  if v_by_hand <> '{}' then
    perform billing.insert_items(v_draft, v_by_hand);
    perform billing.repeat_discounts(v_invoice.id, v_draft.id);
  end if;
  update billing.invoices as i
  set issue_date = tenancy.today_of(v_draft.legal_entity_id), notes = v_invoice.notes,
    metadata = v_invoice.metadata,
    internal_notes = left(
      concat_ws(E'\n', 'Replaces ' || v_invoice.invoice_number || ': ' || reason,
        v_invoice.internal_notes), 10000)
  where i.tenant_id = v_draft.tenant_id and i.id = v_draft.id
  returning * into v_draft;
  return v_draft;
end $$;
comment on function billing.reissue_invoice is
  'Voids an issued invoice, or credits it when something was paid, and answers with a new draft of '
  'the same: of a contract''s period as its terms are now, else a copy. Codes: not_found, '
  'illegal_transition, credit_hold, nothing_to_bill, invalid_input.';
grant execute on function billing.reissue_invoice to tenor_finance;
select controls.register_door('credit', 'billing.reissue_invoice');
