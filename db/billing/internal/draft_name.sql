create or replace function billing.draft_name(invoice_id uuid)
  returns text
  language sql immutable parallel safe
return 'DRAFT-' || upper(right(invoice_id::text, 12));
comment on function billing.draft_name is 'How a draft is called until it has a number.';
