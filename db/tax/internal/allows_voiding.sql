-- Where tax is owed because a document shows it, as in the Union (Directive 2006/112/EC, Articles
-- 203 and 219), what was issued is undone by another document. Sales taxes of the United States are
-- owed on sales, whatever paper says. Of a seller without a country nothing is known.
create or replace function tax.allows_voiding(country text)
  returns boolean
  language sql immutable parallel safe
return coalesce(country = any ('{US}'), true);
comment on function tax.allows_voiding is
  E'@behavior -*\nWhether a seller in a country may void an invoice that was issued.';
