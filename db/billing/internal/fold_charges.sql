-- A charge that was changed after its invoice billed it, and whose credits wait still, comes to
-- stand as if it had been changed while it waited: what was used of it waits, its credits are
-- dropped. So an invoice of nothing or less, of which there is nothing to credit, can be voided
-- all the same. Where the invoice is credited and not reversed, credits that are billed stand, and
-- what was used waits just so.
create or replace function billing.fold_charges(invoice_id uuid, is_credited boolean)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_changed billing.redone_pieces[] := array(
    select p
    from billing.redone_pieces as p
    where p.tenant_id = tenancy.current_tenant_id()
      and p.invoice_id = fold_charges.invoice_id and p.adjustment_id is not null
      and exists (
        select from billing.adjustments as a
        where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and not a.is_dropped));
  v_waiting billing.redone_pieces[] := array(
    select p
    from unnest(v_changed) as p
    where not exists (
      select from billing.adjustments as a
      where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id
        and not a.is_dropped and a.invoice_id is not null));
begin
  update billing.adjustments as a
  set is_dropped = true
  from unnest(v_waiting) as p
  where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and a.kind = 'credit'
    and not a.is_dropped;

  -- They follow what the charge itself had changed.
  update billing.redone_pieces as p
  set root_id = charged.root_id,
    invoice_id = case when p.id = w.id then null else p.invoice_id end
  from unnest(v_waiting) as w
  join billing.adjustments as a on a.tenant_id = w.tenant_id and a.id = w.adjustment_id
  left join billing.redone_pieces as changed
    on changed.tenant_id = a.tenant_id and changed.id = a.redone_piece_id
  cross join lateral (select coalesce(changed.root_id, w.root_id) as root_id) as charged
  where p.tenant_id = w.tenant_id and p.root_id = w.root_id;

  -- What was used is what the last cut left.
  with replaced as (
    update billing.adjustments as a
    set invoice_id = null, is_dropped = true, replaced_by_amendment_id = (cut.piece).amendment_id
    from (
      select distinct on (p.adjustment_id) p as piece
      from unnest(case when is_credited then v_changed else v_waiting end) as p
      order by p.adjustment_id, lower(p.period)
    ) as cut
    where a.tenant_id = (cut.piece).tenant_id and a.id = (cut.piece).adjustment_id
    returning a.*, cut.piece
  ),
  used as (
    insert into billing.adjustments (contract_id, line_id, terms_id, amendment_id,
      redone_piece_id, account_id, kind, period, whole_period, quantity, unit_price, intervals,
      rated, amount, discount, granted, extent, currency, bill_on, part, shares)
    select r.contract_id, r.line_id, r.terms_id, (r.piece).amendment_id, (r.piece).id,
      r.account_id, 'charge',
      daterange(lower((r.piece).piece_period), lower((r.piece).period)), r.whole_period,
      r.quantity, r.unit_price, r.intervals, r.rated, (r.piece).used_amount,
      (r.piece).used_discount, (r.piece).used_granted, (r.piece).used_extent, r.currency,
      r.bill_on, r.part, r.shares
    from replaced as r
    where lower((r.piece).period) > lower((r.piece).piece_period)
    returning tenant_id, id, redone_piece_id
  )
  update billing.billed_periods as b
  set adjustment_id = u.id
  from used as u
  join unnest(v_changed) as p on p.id = u.redone_piece_id
  where b.tenant_id = u.tenant_id and b.adjustment_id = p.adjustment_id;
end $$;
comment on function billing.fold_charges is
  'What amendments made of the charges of an invoice that is voided, or credited to be issued '
  'again, waits as if it had waited always.';
