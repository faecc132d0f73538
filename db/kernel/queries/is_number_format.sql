-- DRAFT- is how a draft is called that has no number yet.
create or replace function kernel.is_number_format(format text)
  returns boolean
  language sql immutable parallel safe
return regexp_count(format, '\{SEQ(:[1-9])?\}') = 1
  and regexp_replace(format, '\{(YYYY|YY|MM|SEQ(:[1-9])?)\}', '', 'g') ~ '^[A-Za-z0-9 ./_-]*$'
  and format !~* '^ *DRAFT-';
comment on function kernel.is_number_format is
  'Does this say how numbers are written: {SEQ} or {SEQ:width} once, {YYYY}, {YY} and {MM}?';
grant execute on function kernel.is_number_format to tenor_tenant, tenor_operator;
