-- A trigger with transition tables takes one event, hence three.
create or replace function audit.watch(watched regclass, redact text[] default '{}')
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_arguments text := coalesce(
    (select string_agg(quote_literal(name), ', ') from unnest(redact) as name), '');
begin
  execute format('create or replace trigger _900_audit_insert after insert on %s
    referencing new table as new_rows for each statement execute function audit.tg__record(%s)',
    watched, v_arguments);
  execute format('create or replace trigger _900_audit_update after update on %s
    referencing old table as old_rows new table as new_rows
    for each statement execute function audit.tg__record(%s)', watched, v_arguments);
  execute format('create or replace trigger _900_audit_delete after delete on %s
    referencing old table as old_rows for each statement execute function audit.tg__record(%s)',
    watched, v_arguments);
end $$;
comment on function audit.watch is
  'Puts a table with tenant_id and id under audit; columns named in redact are never kept.';
