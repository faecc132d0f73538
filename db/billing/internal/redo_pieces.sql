-- What was billed of the days is given back, and the days are charged anew. What was not billed yet
-- is replaced: what was used of it stays a charge by the old terms, which waits as it did.
create or replace function billing.redo_pieces(amendment sales.amendments, bill_on date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_pieces billing.redone_pieces[] := array(
    select p from billing.pieces_to_redo(amendment) as p order by p.line_id, p.part, p.period);
  v_adjustments billing.adjustments[];
begin
  if v_pieces = '{}' then
    return;
  end if;
  -- Of what the tax is not known yet, it is not known what to give back.
  perform kernel.fail(w.code, w.reason, w.field)
  from billing.awaiting_tax(array(select distinct p.invoice_id from unnest(v_pieces) as p)) as w
  where w.code = 'TAXUN';
  v_adjustments := array(
    select a from billing.credits_of_pieces(v_pieces, amendment.contract_id, bill_on) as a);
  v_pieces := array(
    select (p.tenant_id, p.id, p.root_id, p.amendment_id, p.line_id, p.terms_id, p.period,
      p.piece_period, p.whole_period, p.quantity, p.unit_price, p.rated, p.amount, p.discount,
      p.granted, p.extent, p.used_amount, p.used_discount, p.used_granted, p.used_extent,
      billing.noted_of(p, v_adjustments), p.currency, p.invoice_id, p.adjustment_id,
      p.part, p.shares, p.created_at)::billing.redone_pieces
    from unnest(v_pieces) as p);
  v_adjustments := v_adjustments || array(
    select a from billing.charges_of_pieces(v_pieces, amendment.contract_id, bill_on) as a);

  insert into billing.redone_pieces select p.* from unnest(v_pieces) as p;
  update billing.adjustments as a
  set is_dropped = true, replaced_by_amendment_id = amendment.id
  from unnest(v_pieces) as p
  where p.invoice_id is null and a.tenant_id = p.tenant_id and a.id = p.adjustment_id;
  v_adjustments := v_adjustments || array(
    select (a.tenant_id, uuidv7(), a.contract_id, a.line_id, a.terms_id, amendment.id, p.id,
      a.account_id, 'charge', daterange(lower(p.piece_period), lower(p.period)), a.whole_period,
      a.quantity, a.unit_price, a.intervals, a.rated, p.used_amount, p.used_discount, null,
      p.used_granted, p.used_extent, a.currency, a.bill_on, null, null, null, null, null, false,
      p.part, p.shares, tenancy.now())::billing.adjustments
    from unnest(v_pieces) as p
    join billing.adjustments as a on a.tenant_id = p.tenant_id and a.id = p.adjustment_id
    where p.invoice_id is null and lower(p.period) > lower(p.piece_period));
  insert into billing.adjustments select a.* from unnest(v_adjustments) as a;
  perform billing.settle_once(v_pieces, v_adjustments);

  delete from billing.billed_periods as b
  using unnest(v_pieces) as p
  where b.tenant_id = p.tenant_id and b.line_id = p.line_id and b.part = p.part
    and b.period = p.piece_period and (p.invoice_id is null or p.period = p.piece_period);
  update billing.billed_periods as b
  set period = daterange(lower(p.piece_period), lower(p.period)), amount = p.used_amount,
    discount = p.used_discount, granted = p.used_granted, extent = p.used_extent
  from unnest(v_pieces) as p
  where b.tenant_id = p.tenant_id and b.line_id = p.line_id and b.part = p.part
    and b.period = p.piece_period;
  perform billing.claim_days(v_adjustments);
end $$;
comment on function billing.redo_pieces is
  'Credits and charges for billed days that an amendment prices otherwise.';
