do $$
begin
  if to_regtype('controls.involvement') is null then
    create type controls.involvement as (
      level int,
      act_id uuid,
      reason text
    );
  end if;
end $$;
comment on type controls.involvement is 'What a person did already that an act does not go with.';
comment on column controls.involvement.level is
  '4 with the same document, 2 with the same account; one less by a person who may be the same.';
comment on column controls.involvement.act_id is 'The earlier act.';
comment on column controls.involvement.reason is 'Why the two do not go together.';
