-- A name is shown to people and written to their disks: no folders, nothing invisible or turned
-- round, no signs that file systems reserve, and it ends as its type does.
create or replace function sales.file_name_of(name text, media_type text)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select case
    when lower(substring(clean.name from '\.(\w+)$')) = any (sales.extensions_of(media_type))
      then clean.name
    else clean.name || '.' || (sales.extensions_of(media_type))[1] end
  from (
    select btrim(regexp_replace(regexp_replace(regexp_replace(normalize(file_name_of.name),
        '[\u0001-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '', 'g'),
        '^.*[/\\]', ''),
        '[<>:"|?*]', '-', 'g'), ' .') as name
  ) as clean
  where clean.name <> ''
$$;
comment on function sales.file_name_of is
  'A file''s name as it is kept: made harmless, with the extension of its type; null if nothing is '
  'left of it.';
