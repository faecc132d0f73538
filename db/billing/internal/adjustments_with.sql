-- What waited for the same days, by earlier amendments, belongs to it: the one gives back what the
-- other charges.
create or replace function billing.adjustments_with(amendment_id uuid)
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(a.id)
  from billing.adjustments as a
  where a.tenant_id = (select tenancy.current_tenant_id()) and (
    a.amendment_id = adjustments_with.amendment_id
    or a.redone_piece_id in (
      select other.id
      from billing.redone_pieces as mine
      join billing.redone_pieces as other
        on other.tenant_id = mine.tenant_id and other.root_id = mine.root_id
      where mine.tenant_id = (select tenancy.current_tenant_id())
        and mine.amendment_id = adjustments_with.amendment_id))
$$;
comment on function billing.adjustments_with is
  'The adjustments of an amendment, and those of others that wait for the same days.';
