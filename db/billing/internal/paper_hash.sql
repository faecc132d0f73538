-- jsonb prints its keys in one fixed order, which makes the text canonical.
create or replace function billing.paper_hash(content jsonb, statements jsonb)
  returns text
  language sql immutable parallel safe
return encode(sha256(convert_to(jsonb_build_array(content, statements)::text, 'UTF8')), 'hex');
comment on function billing.paper_hash is 'SHA-256 of what a paper says, hexadecimal.';
