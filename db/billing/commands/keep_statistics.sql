-- Asked before a batch is billed, in a transaction of its own: one that is cut with its batch would
-- leave the size of a table behind without what is known of its columns, and would hold the locks
-- of statistics as long as the batch. Foreign keys are checked by plans that are kept. One made
-- while a table was small takes any index that begins with the tenant, and reads all of the
-- tenant's rows for each check. The first large run outgrows autovacuum's minute, so a table that
-- grew fourfold since its statistics were taken gets new ones, whereupon the plans are made anew. A
-- small sample does: how large a table is and how many values a column has is all that such a plan
-- depends on.
create or replace function billing.keep_statistics()
  returns void
  language plpgsql volatile security definer set search_path to ''
  set default_statistics_target to 10
as $$
declare
  v_table text;
begin
  -- Statistics are taken by one at a time; the others need not wait.
  if not pg_try_advisory_xact_lock(hashtextextended('billing.keep_statistics', 0)) then
    return;
  end if;
  for v_table in
    select c.oid::regclass::text
    from pg_class as c
    where c.oid = any (array['customers.accounts', 'sales.contracts', 'sales.contract_lines',
        'sales.contract_line_terms', 'billing.billing_schedules', 'billing.invoices',
        'billing.invoice_items', 'billing.billed_periods', 'billing.billed_days', 'ledger.journals',
        'ledger.transfers', 'events.events', 'events.emails']::regclass[])
      and pg_relation_size(c.oid) / 8192 > 4 * greatest(c.relpages, 1)
  loop
    execute format('analyze %s', v_table);
  end loop;
end $$;
comment on function billing.keep_statistics is
  'Takes statistics of tables that outgrew those they have.';
grant execute on function billing.keep_statistics to tenor_worker;
