create or replace function audit.tg_token_withdrawals__note()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform audit.note_security('tokens.withdrawn', jsonb_build_object('subject', new.subject));
  return null;
end $$;
comment on function audit.tg_token_withdrawals__note is 'Notes that a subject''s tokens ended.';
