-- The command itself, rolled back: the same code gives the same cent. What exists only in it, an
-- invoice or a new line, is not named.
create or replace function billing.preview_amendment(
  contract_id uuid,
  effective_date date,
  changes sales.contract_change_input[],
  reason text default null,
  invoice_now boolean default false
)
  returns billing.amendment_result
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active,expired}');
  v_result billing.amendment_result;
begin
  perform sales.check_correction(v_contract);
  begin
    v_result := billing.amend(v_contract, effective_date, changes, reason, invoice_now);
    raise exception using errcode = 'PREVW';
  exception when sqlstate 'PREVW' then
    v_result.invoice_id := null;
  end;
  v_result.lines := array(
    select (known.id, l.kind, l.period_start, l.period_end, l.quantity, l.unit_price, l.amount,
      l.discount)::billing.amendment_line
    from unnest(v_result.lines) with ordinality as l (line_id, kind, period_start, period_end,
      quantity, unit_price, amount, discount, place)
    left join sales.contract_lines as known
      on known.tenant_id = (v_result.amendment).tenant_id and known.id = l.line_id
    order by l.place);
  return v_result;
end $$;
comment on function billing.preview_amendment is
  'What an amendment would cost for days that are billed already, to the cent; nothing is kept.';
grant execute on function billing.preview_amendment to tenor_sales, tenor_finance;
