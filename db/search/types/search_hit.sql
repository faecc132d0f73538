do $$
begin
  if to_regtype('search.search_hit') is null then
    create type search.search_hit as (
      kind text, id uuid, label text, context text, account_id uuid, rank int);
  end if;
end $$;
comment on type search.search_hit is 'An account, contract or invoice that was found.';
comment on column search.search_hit.kind is 'account, contract or invoice.';
comment on column search.search_hit.id is 'Its id.';
comment on column search.search_hit.label is 'Its name or number.';
comment on column search.search_hit.context is 'A few words by which it is told from others.';
comment on column search.search_hit.account_id is 'The account that it is, or belongs to.';
comment on column search.search_hit.rank is
  '0 its number or name, 1 the beginning of it, 2 beginnings of words, 3 within words, 4 by its '
  'account.';
