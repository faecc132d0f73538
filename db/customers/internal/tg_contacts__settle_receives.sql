create or replace function customers.tg_contacts__settle_receives()
  returns trigger
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  new.receives := case new.kind
    when 'billing' then '{invoices,statements,renewals}'::text[] else '{}' end;
  return new;
end $$;
comment on function customers.tg_contacts__settle_receives is
  'A billing contact gets all mails unless told otherwise, others none.';
