create or replace function billing.tg_invoices__not_ahead()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_number text := (
    select c.invoice_number
    from (
      select c.legal_entity_id, max(c.issue_date) as last_day,
        (array_agg(c.invoice_number order by c.issue_date desc))[1] as invoice_number
      from changed_rows as c
      where c.finalized_at is not null
      group by c.legal_entity_id
    ) as c
    where c.last_day > tenancy.today_of(c.legal_entity_id)
    limit 1);
begin
  if v_number is not null then
    perform kernel.fail('AHEAD', format('%s is dated in the future.', v_number), 'issue_date');
  end if;
  return null;
end $$;
comment on function billing.tg_invoices__not_ahead is 'Refuses to issue invoices before their day.';
