-- Drafts of runs that nobody held back. What a person wrote is finalised by a person. What waits
-- for a place or a rate may have it by now: it is taxed anew, by jobs, since one that a credit
-- limit refuses then stops no other.
create or replace function billing.finalize_due()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_due uuid[] := array(select due.id from billing.drafts_due() as due (id));
begin
  perform events.enqueue('billing/retax_drafts', jsonb_build_object('invoice_ids', p.ids),
    job_key => 'billing/retax_drafts/' || p.page)
  from (
    select w.page, array_agg(w.invoice_id) as ids
    from (
      select w.invoice_id, (row_number() over (order by w.invoice_id) - 1) / 500 as page
      from billing.awaiting_tax(v_due) as w
      where w.code = 'TAXUN'
    ) as w
    group by w.page
  ) as p;
  return jsonb_build_object('invoices_finalized', billing.finalize_each(v_due));
end $$;
comment on function billing.finalize_due is
  'Finalises drafts of runs after the days that the tenant''s settings say.';
select tenancy.register_duty('finalize', 150, 'billing.finalize_due');
