-- Under the locks of the limits. Each asks for what it grew by alone: few do.
create or replace function billing.check_growth(before billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.check_credit(i, i.total - b.total)
  from unnest(before) as b
  join billing.invoices as i on i.tenant_id = b.tenant_id and i.id = b.id
  where i.total > b.total;
end $$;
comment on function billing.check_growth is
  'Refuses drafts that grew over a credit limit, or of an account on hold.';
