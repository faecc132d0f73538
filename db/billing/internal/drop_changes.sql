-- Of days that an invoice billed itself, and that were changed since, what waits is dropped where
-- nothing of it is billed: they are the invoice's again, and billed by the terms as they are when
-- somebody bills them.
create or replace function billing.drop_changes(invoice_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with roots as (
    select p.root_id
    from billing.redone_pieces as p
    where p.tenant_id = tenancy.current_tenant_id() and p.invoice_id = drop_changes.invoice_id
      and p.adjustment_id is null
      and not exists (
        select from billing.redone_pieces as other
        join billing.adjustments as a
          on a.tenant_id = other.tenant_id and a.redone_piece_id = other.id
        where other.tenant_id = p.tenant_id and other.root_id = p.root_id
          and a.invoice_id is not null and not a.is_dropped)
  ),
  dropped as (
    update billing.adjustments as a
    set is_dropped = true
    from billing.redone_pieces as p
    where p.tenant_id = tenancy.current_tenant_id()
      and p.root_id in (select r.root_id from roots as r)
      and a.tenant_id = p.tenant_id and a.redone_piece_id = p.id and not a.is_dropped
    returning a.tenant_id, a.id
  )
  update billing.billed_periods as b
  set invoice_id = drop_changes.invoice_id, adjustment_id = null
  from dropped as d
  where b.tenant_id = d.tenant_id and b.adjustment_id = d.id
$$;
comment on function billing.drop_changes is
  'What changed days that an invoice billed is dropped, where all of it waits.';
