-- 'custom' says that the days stand beside it. What is no such word is null too.
create or replace function customers.days_of_terms(payment_terms text)
  returns int
  language sql immutable parallel safe
return case
    when payment_terms = 'due_on_receipt' then 0
    when payment_terms ~ '^net_[1-9][0-9]{0,2}$' then substr(payment_terms, 5)::int
  end;
comment on function customers.days_of_terms is
  E'@behavior -*\nDays in payment terms such as net_30; null if custom.';
grant execute on function customers.days_of_terms to tenor_tenant;
