-- Invoices as the tenant says, unless the law of the country says otherwise.
create or replace function billing.tg_legal_entities__open_series()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into billing.number_series (tenant_id, legal_entity_id, kind, format, valid_from, restart)
  select new.tenant_id, new.id, said.kind, said.format,
    date_trunc('year', tenancy.today_of(new.id))::date,
    case when said.format like '%{YY%' then 'year' else 'never' end
  from (
    select 'invoice' as kind, case
        when billing.format_number(billing.stamp_format(t.invoice_number_format, 2099, 12), 999999)
          !~ (select f.form from tax.number_forms as f where f.country = new.country)
        then 'INV-{YYYY}-{SEQ:3}' else t.invoice_number_format end as format
    from tenancy.tenants as t where t.id = new.tenant_id
    union all
    select 'credit_note', 'CN-{YYYY}-{SEQ:3}'
  ) as said;
  return null;
end $$;
comment on function billing.tg_legal_entities__open_series is
  'Gives a new legal entity its number series.';
