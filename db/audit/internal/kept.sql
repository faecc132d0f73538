-- Taking nothing away still copies the whole value; most tables have nothing to hide.
create or replace function audit.kept(image jsonb, redact text[])
  returns jsonb
  language sql immutable parallel safe
return case when cardinality(redact) = 0 then image else image - redact end;
comment on function audit.kept is 'A row''s image without the columns that must not be kept.';
