-- A refusal is a sentence for people already; a broken constraint says the sentence in its comment.
-- All else says nothing that they could use. What is no refusal is logged under a random id.
create or replace function kernel.failure_of(
  sqlstate text, message text, constraint_schema text default '', constraint_name text default ''
)
  returns kernel.failure
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_word text := (select e.word from kernel.error_codes as e where e.code = sqlstate);
  v_error_id uuid := uuidv4();
  v_sentence text;
begin
  if v_word is not null then
    return (v_word, message, null, null)::kernel.failure;
  end if;
  raise warning '% % % %', v_error_id, sqlstate, message,
    nullif(concat_ws('.', nullif(constraint_schema, ''), nullif(constraint_name, '')), '');
  -- Lines that begin with @ tell names to the API.
  v_sentence := (
    select btrim(regexp_replace(d.description, '^@.*$', '', 'gn'), E' \n')
    from (
      select k.oid, 'pg_constraint'::regclass as class
      from pg_catalog.pg_constraint as k
      where k.conname = constraint_name
        and k.connamespace = to_regnamespace(nullif(constraint_schema, ''))
      union all
      select i.oid, 'pg_class'::regclass
      from pg_catalog.pg_class as i
      where i.relname = constraint_name
        and i.relnamespace = to_regnamespace(nullif(constraint_schema, ''))
    ) as broken
    join pg_catalog.pg_description as d
      on d.objoid = broken.oid and d.classoid = broken.class and d.objsubid = 0
    limit 1);
  return (
    case
      when sqlstate in ('23505', '23P01') then 'conflict'
      when sqlstate = '23503' then 'not_found'
      when left(sqlstate, 2) in ('22', '23') then 'invalid_input'
      else 'internal' end,
    coalesce(v_sentence,
      case when sqlstate = '22003' then 'A number is out of range.' end,
      format('An internal error occurred. It is logged as %s.', v_error_id)),
    sqlstate, v_error_id)::kernel.failure;
end $$;
comment on function kernel.failure_of is
  'What people are told of an error that was caught, which is logged if it is no refusal.';
