-- A code is known by what it says: whoever writes a tax knows its code without looking for it, and
-- two that open the same one open one.
create or replace function tax.tax_code_id(
  legal_entity_id uuid, registration_id uuid, jurisdiction text, kind text, rate numeric,
  treatment text
)
  returns uuid
  language sql immutable parallel safe
return md5(legal_entity_id::text || '|' || coalesce(registration_id::text, '') || '|'
  || coalesce(jurisdiction, '') || '|' || coalesce(kind, '') || '|' || trim_scale(rate)::text
  || '|' || treatment)::uuid;
comment on function tax.tax_code_id is
  'The id of the tax code that says this of whose tax it is, where, how much and why.';
