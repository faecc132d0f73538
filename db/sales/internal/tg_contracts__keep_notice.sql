create or replace function sales.tg_contracts__keep_notice()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform sales.check_notice(old,
    case when new.auto_renew then 'renewal_notice_days' else 'auto_renew' end);
  return new;
end $$;
comment on function sales.tg_contracts__keep_notice is
  'Refuses to switch the renewal off, or to shorten the notice, when notice was missed.';
