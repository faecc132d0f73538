-- One spelling for all ways to type a thing: no case, no accents, no punctuation, single spaces.
-- Marks of other scripts stay: without them other words would stand there. Apostrophes join what
-- they stand between, as people type O'Neill and ONeill. What is left of wildcards is nothing.
create or replace function search.normalised(written text)
  returns text
  language sql immutable parallel safe
return btrim(regexp_replace(
    translate(
      regexp_replace(
        normalize(casefold(written collate pg_catalog.pg_unicode_fast), nfkd),
        '[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff''’`´]+', '', 'g'),
      'øłđħŧı', 'oldhti') collate pg_catalog.pg_unicode_fast,
    '[[:space:][:punct:][:cntrl:]|+<>=~^$]+', ' ', 'g'));
comment on function search.normalised is 'A text as the index spells it.';
