-- Journals are numbered by fiscal years: with another start two years would share numbers, or a
-- number its year.
create or replace function ledger.tg_legal_entities__keep_fiscal_year()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from ledger.journals as j
    where j.tenant_id = new.tenant_id and j.legal_entity_id = new.id
  ) then
    perform kernel.fail('CNFLT', format(
      'Books are kept by fiscal years from %s on: they cannot begin on another day any more.',
      old.fiscal_year_start), 'fiscal_year_start');
  end if;
  return new;
end $$;
comment on function ledger.tg_legal_entities__keep_fiscal_year is
  'Refuses another start of the fiscal year once something is booked.';
