-- ISO 4217 (list three) tells when a currency ceased to be money. What was owed in it stays so, and
-- is still billed and settled; nothing new is agreed in it.
create or replace function kernel.withdrawn_on(currency text)
  returns date
  language sql immutable parallel safe
return case currency when 'BGN' then date '2026-01-01' end;
comment on function kernel.withdrawn_on is
  'The day from which a currency is no money any more; null while it is.';
grant execute on function kernel.withdrawn_on to tenor_tenant, tenor_operator;
