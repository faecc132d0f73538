create or replace function tenancy.slug_of(name text)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select left(btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-'), 63)
$$;
comment on function tenancy.slug_of is 'A name as a slug: lower-case words joined by hyphens.';
