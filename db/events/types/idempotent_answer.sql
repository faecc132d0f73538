do $$
begin
  if to_regtype('events.idempotent_answer') is null then
    create type events.idempotent_answer as (
      outcome text, status int, body text, role text);
  end if;
end $$;
comment on type events.idempotent_answer is
  'outcome new, replay or conflict; with replay the first answer and the role that got it.';
