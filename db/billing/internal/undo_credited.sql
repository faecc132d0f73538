-- What an amendment gave back and charged on an invoice of which nothing is left comes to nothing
-- too, so its days are again what was billed of them before. A charge alone leaves days that are
-- not billed; so does one of whose days another amendment has made something else by now.
create or replace function billing.undo_credited(invoice_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform billing.restore_pieces((
    select array_agg(changed.root_id)
    from (
      select p.root_id
      from billing.redone_pieces as p
      join billing.adjustments as a on a.tenant_id = p.tenant_id and a.redone_piece_id = p.id
      where p.tenant_id = v_tenant_id and not a.is_dropped and p.root_id in (
        select own.root_id
        from billing.adjustments as billed
        join billing.redone_pieces as own
          on own.tenant_id = billed.tenant_id and own.id = billed.redone_piece_id
        where billed.tenant_id = v_tenant_id and billed.invoice_id = undo_credited.invoice_id)
      group by p.root_id
      having bool_and(a.invoice_id is not distinct from undo_credited.invoice_id
          and not exists (
            select from billing.redone_pieces as later
            join billing.adjustments as made
              on made.tenant_id = later.tenant_id and made.redone_piece_id = later.id
            where later.tenant_id = v_tenant_id and later.adjustment_id = a.id
              and not made.is_dropped))
        and bool_or(a.kind = 'credit')
    ) as changed));
  perform billing.undo_pieces(undo_credited.invoice_id);
end $$;
comment on function billing.undo_credited is
  'What follows when nothing is left of an invoice.';
