create or replace function controls.involvements(
  person text, act text, subject_ids uuid[], document_ids uuid[]
)
  returns setof controls.involvement
  language sql stable security definer set search_path to ''
as $$
  select case when a.document_ids && involvements.document_ids then 4 else 2 end
      - (a.actor <> involvements.person)::int,
    a.id, i.reason
  from controls.incompatible_acts as i
  join controls.acts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.act = i.earlier
    and a.subject_id = any (involvements.subject_ids)
  where i.later = involvements.act
    and (i.scope = 'account' or a.document_ids && involvements.document_ids)
    and a.actor in (select tenancy.hands_of(involvements.person))
$$;
comment on function controls.involvements is
  'What a person, or one who may be the same, did that the act does not go with.';
