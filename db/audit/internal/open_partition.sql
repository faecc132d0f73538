-- A partition can be named directly, so that it carries the wall and the seal itself.
create or replace function audit.open_partition(month date)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_start date := date_trunc('month', month)::date;
  v_name text := 'entries_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass('audit.' || v_name) is not null then
    return;
  end if;
  execute format(
    'create table audit.%I partition of audit.entries for values from (%L) to (%L)',
    v_name, v_start::timestamp at time zone 'UTC',
    (v_start + interval '1 month')::timestamp at time zone 'UTC');
  execute format('comment on table audit.%I is %L', v_name,
    'The audit log of ' || to_char(month, 'YYYY-MM') || '.');
  execute format('alter table audit.%I enable row level security', v_name);
  execute format('alter table audit.%I force row level security', v_name);
  execute format('create policy owner_all on audit.%I to tenor_owner
    using (tenant_id = (select tenancy.current_tenant_id()))', v_name);
  execute format('create trigger _300_append_only before update or delete or truncate on audit.%I
    for each statement execute function kernel.tg__append_only()', v_name);
end $$;
comment on function audit.open_partition is 'Opens the partition of one month; repeatable.';
