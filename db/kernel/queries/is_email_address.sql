-- What mail servers take (RFC 5321, 4.1.2 and 4.5.3.1), without quoted names and address literals.
-- An international domain is written as xn--…. The worker checks the same before it sends
-- (server/mail/addresses.ts).
create or replace function kernel.is_email_address(address text)
  returns boolean
  language sql immutable parallel safe
return length(address) <= 254
  and address ~ ('^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+'
    || '(\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*'
    || '@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+'
    || '[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$');
comment on function kernel.is_email_address is
  'Is this an address that mail can be sent to, such as ap@example.com?';
grant execute on function kernel.is_email_address to tenor_tenant, tenor_operator;
