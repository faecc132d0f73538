create or replace function tax.plain_tax_id(tax_id text)
  returns text
  language sql immutable parallel safe
return upper(regexp_replace(tax_id, '[^0-9A-Za-z+*]', '', 'g'));
comment on function tax.plain_tax_id is
  E'@behavior -*\nA tax id in capitals, without blanks and signs.';
grant execute on function tax.plain_tax_id to tenor_viewer;
