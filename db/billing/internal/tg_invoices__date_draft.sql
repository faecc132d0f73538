-- The due date follows by the same terms, unless another is given.
create or replace function billing.tg_invoices__date_draft()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.issue_date > tenancy.today_of(new.legal_entity_id) + 31 then
    perform kernel.fail('INPUT', 'An invoice is dated at most 31 days ahead.', 'issue_date');
  end if;
  perform billing.check_date_order(new.legal_entity_id, new.issue_date,
    case when new.subtotal - new.discount + new.tax < 0 then 'credit_note' else 'invoice' end);
  if new.due_date = old.due_date then
    new.due_date := new.issue_date + (old.due_date - old.issue_date);
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__date_draft is
  'Lets a draft have another date, and its due date follow.';
