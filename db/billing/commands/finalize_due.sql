-- Drafts of runs that nobody held back. What a person wrote is finalised by a person.
create or replace function billing.finalize_due()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('invoices_finalized', billing.finalize_each(array(
    select due.id from billing.drafts_due() as due (id))))
$$;
comment on function billing.finalize_due is
  'Finalises drafts of runs after the days that the tenant''s settings say.';
select tenancy.register_duty('finalize', 150, 'billing.finalize_due');
