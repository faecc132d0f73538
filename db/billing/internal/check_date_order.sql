create or replace function billing.check_date_order(
  legal_entity_id uuid, issue_date date, kind text
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_number text;
  v_day date;
begin
  select later.document_number, later.issue_date into v_number, v_day
  from billing.last_in_order(kind, legal_entity_id, check_date_order.issue_date) as later;
  if found then
    perform kernel.fail('INPUT', format('%s is dated %s; none is dated before it any more.',
      v_number, v_day), 'issue_date');
  end if;
end $$;
comment on function billing.check_date_order is
  'Refuses a day before that of the last document issued in its series, where numbers are given at '
  'issue, or the tenant wants order.';
