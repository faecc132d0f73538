create or replace function tax.quote(
  account_id uuid,
  amount kernel.amount,
  product_id uuid default null,
  tax_category text default null,
  currency text default null,
  on_date date default null,
  is_inclusive boolean default null,
  legal_entity_id uuid default null
)
  returns setof tax.tax_line
  language plpgsql stable security definer rows 2 set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_entity_id uuid := coalesce(
    legal_entity_id, customers.accounts_effective_legal_entity_id(v_account));
begin
  if product_id is not null then
    perform catalog.find_product(product_id);
  end if;
  if not kernel.is_currency(currency) then
    perform kernel.fail('INPUT', 'The currency is no ISO 4217 code in use.', 'currency');
  end if;
  return query
    select t.*
    from tax.round_tax(array(
      select a
      from tax.assess(array[(1, null, v_entity_id, v_account.id, product_id, tax_category, amount,
        coalesce(currency, v_account.currency),
        coalesce(on_date, tenancy.today_of(v_entity_id)),
          is_inclusive)::tax.assessable]) as a)) as t
    order by t.place;
end $$;
comment on function tax.quote is
  E'@name tax_quote\nThe taxes of one amount for an account on a day, by default today, if a '
  'legal entity sells, by default the account''s: a row for each jurisdiction.';
grant execute on function tax.quote to tenor_viewer;
