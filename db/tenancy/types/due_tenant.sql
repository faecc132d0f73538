do $$
begin
  if to_regtype('tenancy.due_tenant') is null then
    create type tenancy.due_tenant as (tenant_id uuid, today date);
  end if;
end $$;
comment on type tenancy.due_tenant is 'A live tenant and its business day.';
