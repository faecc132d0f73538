-- A mail whose job was given up goes out no more, and says so. Tried again, the job finds it.
create or replace function events.tg_jobs__fail_mail()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update events.emails as e
  set status = 'failed', error = new.error
  where e.tenant_id = new.tenant_id and e.id = (new.payload ->> 'email_id')::uuid
    and e.status = 'queued';
  return null;
end $$;
comment on function events.tg_jobs__fail_mail is 'Fails the mail of a job that failed for good.';
