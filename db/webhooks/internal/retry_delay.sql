-- About a day and a half in all. Up to a fifth more, so that what failed together does not come
-- back together.
create or replace function webhooks.retry_delay(failures int)
  returns interval
  language sql volatile security invoker set search_path to ''
as $$
  select (array[
      '5 s', '30 s', '2 min', '10 min', '1 h', '3 h', '8 h', '24 h'
    ]::interval[])[failures] * (1 + random() * 0.2)
$$;
comment on function webhooks.retry_delay is
  'How long to wait after so many failures; null when it is enough.';
