-- A contract that ends without credit owes nothing more, and is owed nothing, for days after its
-- end that no invoice has changed yet: what waits for them is dropped, and the days are again what
-- was billed of them. What an invoice counts on stays, and so does what begins before.
create or replace function billing.drop_adjustments(contract_id uuid, ended_on date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_root_ids uuid[];
begin
  select array_agg(changed.root_id) into v_root_ids
  from (
    select p.root_id
    from billing.adjustments as a
    join billing.redone_pieces as p on p.tenant_id = a.tenant_id and p.id = a.redone_piece_id
    where a.tenant_id = v_tenant_id and a.contract_id = drop_adjustments.contract_id
      and not a.is_dropped
    group by p.root_id
    having bool_and(a.invoice_id is null and lower(a.period) >= ended_on)
  ) as changed;
  perform billing.restore_pieces(v_root_ids);
  delete from billing.billed_periods as b
  using billing.adjustments as a
  where a.tenant_id = v_tenant_id and a.contract_id = drop_adjustments.contract_id
    and a.redone_piece_id is null and a.invoice_id is null and not a.is_dropped
    and lower(a.period) >= ended_on
    and b.tenant_id = a.tenant_id and b.adjustment_id = a.id;
  update billing.adjustments as a
  set is_dropped = true
  where a.tenant_id = v_tenant_id and a.contract_id = drop_adjustments.contract_id
    and a.invoice_id is null and not a.is_dropped
    and case when a.redone_piece_id is null then lower(a.period) >= ended_on
      else exists (
        select from billing.redone_pieces as p
        where p.tenant_id = a.tenant_id and p.id = a.redone_piece_id
          and p.root_id = any (v_root_ids)) end;
  perform billing.drop_late_changes(drop_adjustments.contract_id, ended_on);
end $$;
comment on function billing.drop_adjustments is
  'Drops what waits to be billed for days after the end of a contract that gives no credit.';
