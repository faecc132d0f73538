-- What was printed stays what it was: a number under which documents were issued is ended, and the
-- new one is added from its day on.
create or replace function billing.tg_tax_registrations__keep_number()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.invoices as i
    where i.tenant_id = old.tenant_id and i.legal_entity_id = old.legal_entity_id
      and i.finalized_at is not null
      and i.issue_date between old.valid_from and coalesce(old.valid_to, 'infinity')
  ) then
    perform kernel.fail('TRANS',
      'Documents were issued under this number: end it, and add the new one from its day on.',
      'number');
  end if;
  return new;
end $$;
comment on function billing.tg_tax_registrations__keep_number is
  'Refuses another number of a registration under which documents were issued.';

create or replace trigger _300_keep_number before update of number on tax.tax_registrations
  for each row when (new.number <> old.number)
  execute function billing.tg_tax_registrations__keep_number();
