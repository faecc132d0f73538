create or replace function controls.tg_act_policies__note_author()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  new.changed_by := nullif(current_setting('tenor.subject', true), '');
  return new;
end $$;
comment on function controls.tg_act_policies__note_author is 'Keeps who set a policy.';
