-- Drafts of runs that nobody held back. What a person wrote is finalised by a person. What waits
-- for a place or a rate may have it by now: it is taxed anew, by jobs, since one that a credit
-- limit refuses then stops no other.
create or replace function billing.finalize_due(invoice_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_due uuid[] := array(select billing.drafts_due(invoice_ids));
begin
  perform events.enqueue('billing/retax_drafts', jsonb_build_object('invoice_ids', w.ids),
    job_key => 'billing/retax_drafts/' || w.first)
  from (
    select array_agg(t.invoice_id) as ids, min(t.invoice_id::text) as first
    from billing.awaiting_tax(v_due) as t
    where t.code = 'TAXUN'
    having count(*) > 0
  ) as w;
  return jsonb_build_object('invoices_finalized',
    (select count(*) from billing.finalize_invoices(v_due)));
end $$;
comment on function billing.finalize_due is
  'Finalises those of drafts of runs whose days of waiting, by the tenant''s settings, are over.';
select tenancy.register_duty('finalize', 150, 'billing.finalize_due', 'billing.drafts_due',
  'invoice');
