-- As it was written: the number that counts for the tax of an account, its own or that of the
-- nearest account above. Where the customer owes the tax it must be printed (Directive 2006/112/EC,
-- Article 226 (4)), of each account that is served, not of the payer alone.
create or replace function billing.printed_tax_id(account customers.accounts)
  returns text
  language sql stable security definer set search_path to ''
as $$
  select holder.tax_id
  from customers.accounts as holder
  where holder.tenant_id = account.tenant_id and holder.id = any (account.path)
    and holder.tax_id is not null
  order by holder.depth desc
  limit 1
$$;
comment on function billing.printed_tax_id is
  'The tax id that documents show of an account, if it or one above has one.';
