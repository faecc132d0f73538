-- A charge that was changed after its invoice billed it, and whose credits wait still, comes to
-- stand as if it had been changed while it waited: what was used of it waits, its credits are
-- dropped. So an invoice of nothing or less, of which there is nothing to credit, can be voided
-- all the same. Of days that it billed itself, and that were changed since, what waits is dropped
-- where nothing of it is billed: they are the invoice's again, and billed by the terms as they are
-- when somebody bills them.
create or replace function billing.fold_changes(invoice_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_root_ids uuid[] := array(
    select p.root_id
    from billing.redone_pieces as p
    where p.tenant_id = tenancy.current_tenant_id() and p.invoice_id = fold_changes.invoice_id
      and p.adjustment_id is null
      and not exists (
        select from billing.redone_pieces as other
        join billing.adjustments as a
          on a.tenant_id = other.tenant_id and a.redone_piece_id = other.id
        where other.tenant_id = p.tenant_id and other.root_id = p.root_id
          and a.invoice_id is not null and not a.is_dropped));
  v_folded billing.redone_pieces[];
begin
  if v_root_ids <> '{}' then
    with dropped as (
      update billing.adjustments as a
      set is_dropped = true
      from billing.redone_pieces as p
      where p.tenant_id = v_tenant_id and p.root_id = any (v_root_ids)
        and a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and not a.is_dropped
      returning a.tenant_id, a.id
    )
    update billing.billed_periods as b
    set invoice_id = fold_changes.invoice_id, adjustment_id = null
    from dropped as d
    where b.tenant_id = d.tenant_id and b.adjustment_id = d.id;
  end if;
  select array_agg(p) into v_folded
  from billing.redone_pieces as p
  where p.tenant_id = v_tenant_id and p.invoice_id = fold_changes.invoice_id
    and p.adjustment_id is not null
    and exists (
      select from billing.adjustments as a
      where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and not a.is_dropped)
    and not exists (
      select from billing.adjustments as a
      where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id
        and not a.is_dropped and a.invoice_id is not null);
  if v_folded is null then
    return;
  end if;
  update billing.adjustments as a
  set is_dropped = true
  from unnest(v_folded) as p
  where a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and a.kind = 'credit'
    and not a.is_dropped;

  -- They follow what the charge itself had changed.
  update billing.redone_pieces as p
  set root_id = charged.root_id,
    invoice_id = case when p.id = f.id then null else p.invoice_id end
  from unnest(v_folded) as f
  join billing.adjustments as a on a.tenant_id = f.tenant_id and a.id = f.adjustment_id
  left join billing.redone_pieces as changed
    on changed.tenant_id = a.tenant_id and changed.id = a.redone_piece_id
  cross join lateral (select coalesce(changed.root_id, f.root_id) as root_id) as charged
  where p.tenant_id = f.tenant_id and p.root_id = f.root_id;

  with replaced as (
    update billing.adjustments as a
    set invoice_id = null, is_dropped = true, replaced_by_amendment_id = p.amendment_id
    from unnest(v_folded) as p
    where a.tenant_id = p.tenant_id and a.id = p.adjustment_id
    returning a.*, p as piece
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
  join unnest(v_folded) as p on p.id = u.redone_piece_id
  where b.tenant_id = u.tenant_id and b.adjustment_id = p.adjustment_id;
end $$;
comment on function billing.fold_changes is
  'What amendments made of the charges of an invoice that is voided waits as if it had waited '
  'always, and of its days is dropped, where nothing of it is billed.';
