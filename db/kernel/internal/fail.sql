-- The pointer travels in the error's column field, so that the edge can name the input field.
create or replace function kernel.fail(code text, message text, pointer text default '')
  returns void
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  raise exception using errcode = code, message = message, column = pointer;
end $$;
comment on function kernel.fail is
  'Refuse: a code of kernel.error_codes, a sentence that helps, the input field it is about.';
