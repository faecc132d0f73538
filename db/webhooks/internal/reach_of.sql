-- By the address as it is written; where a name leads is asked at every delivery. A host that ends
-- in a number is an IPv4 address to whoever opens it, however it is written (127.1, 0x7f000001), so
-- only four plain numbers are taken for a public one. Of IPv6 the global addresses are public, but
-- not those that carry an IPv4 address inside. Azure answers its machines at 168.63.129.16.
create or replace function webhooks.reach_of(url text)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select case
      when host = 'localhost' or host like '%.localhost' then 'loopback'
      when host like '%\%%' then 'private'
      when host !~ '^\[' and host !~ '(^|\.)([0-9]+|0x[0-9a-f]*)$' then 'public'
      when host !~ '^\[' and host !~ '^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$'
        then 'private'
      when not pg_input_is_valid(btrim(host, '[]'), 'inet') then 'private'
      else (
        select case
          when at <<= inet '127.0.0.0/8' or at = inet '::1' then 'loopback'
          when at <<= any ('{0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,168.63.129.16/32,169.254.0.0/16,
            172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,
            198.51.100.0/24,203.0.113.0/24,224.0.0.0/3,2001::/23,2001:db8::/32,2002::/16,
            3fff::/20}'::inet[]) then 'private'
          when family(at) = 4 or at <<= inet '2000::/3' then 'public'
          else 'private' end
        from (select btrim(host, '[]')::inet) as literal (at))
    end
  from (
    select rtrim(replace(lower(normalize(substring(url from '(?i)^https?://(\[[^]]+\]|[^/?:]+)'),
      nfkc)), U&'\3002', '.'), '.')
  ) as given (host)
$$;
comment on function webhooks.reach_of is
  'Where a URL leads by its host as written: public (or a name), loopback or private.';
