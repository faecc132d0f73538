do $$
begin
  if to_regtype('billing.issuable') is null then
    create type billing.issuable as (
      invoice_id uuid,
      legal_entity_id uuid,
      account_id uuid,
      currency text,
      issue_date date,
      total numeric,
      tax_points date[],
      is_reverse_charged boolean
    );
  end if;
end $$;
comment on type billing.issuable is
  'An invoice that is to be issued, as far as the law of its seller''s country asks about it.';
comment on column billing.issuable.invoice_id is 'The invoice.';
comment on column billing.issuable.legal_entity_id is 'Who sells.';
comment on column billing.issuable.account_id is 'Who pays.';
comment on column billing.issuable.currency is 'Its currency.';
comment on column billing.issuable.issue_date is 'The day on which it is issued.';
comment on column billing.issuable.total is 'What it comes to, with tax.';
comment on column billing.issuable.tax_points is
  'The days whose law holds for items that bear tax.';
comment on column billing.issuable.is_reverse_charged is
  'Whether the customer accounts for tax of an item.';
