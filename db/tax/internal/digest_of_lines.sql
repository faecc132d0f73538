create or replace function tax.digest_of_lines(lines tax.tax_return_lines[])
  returns text
  language sql immutable parallel safe set search_path to ''
as $$
  select encode(sha256(convert_to(coalesce(jsonb_agg(jsonb_build_object('journal', l.journal_id,
      'code', l.tax_code_id, 'account', l.account_id, 'tax_id', l.tax_id, 'reason', l.reason,
      'kind', l.kind, 'belongs_to', l.belongs_to, 'posted_on', l.posted_on::text,
      'currency', l.currency, 'taxable', l.taxable::text, 'amount', l.amount::text)
    order by l.journal_id, l.tax_code_id, l.account_id, l.tax_id, l.reason), '[]')::text, 'UTF8')),
    'hex')
  from unnest(lines) as l
$$;
comment on function tax.digest_of_lines is
  'SHA-256 of the lines of a return, in one order and form.';
