-- Every word must be there, in any order. Those found by the rarest are compared with the others.
-- If each is frequent, its first 200 tell how many of them are enough; where that is too many, what
-- two of the words have is compared. Ranks: a whole field, its beginning, beginnings of words,
-- insides of words. What was typed has no wildcards any more when it becomes a pattern.
create or replace function search.match_words(kind text, typed text, at_most int)
  returns table (subject_id uuid, rank int, words text)
  language plpgsql stable security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_typed text := search.normalised(typed);
  v_number text := replace(v_typed, ' ', '');
  v_words text[] := array(
    select distinct w.word from string_to_table(v_typed, ' ') as w (word) limit 10);
  v_patterns text[] := array(
    select case when length(w.word) > 1 then '%' else '% ' end || w.word || '%'
    from unnest(v_words) as w (word));
  v_beginnings text[] := array(
    select '% ' || w.word || '%' from unnest(v_words) as w (word));
  v_leader text := v_words[1];
  v_hits int := 0;
  v_enough int;
  v_ids uuid[];
begin
  if v_typed = '' then
    return;
  end if;
  if cardinality(v_words) > 1 then
    select w.word, found.hits into v_leader, v_hits
    from unnest(v_words) as w (word)
    cross join lateral (
      select count(*)::int as hits from search.begin_with(kind, w.word, 2000)
    ) as found
    order by found.hits, length(w.word) desc
    limit 1;
  end if;
  if v_hits < 2000 then
    v_ids := array(
      select b from search.begin_with(kind, v_leader,
        case when cardinality(v_words) > 1 then 2000 else at_most + at_most / 2 end) as b);
  else
    v_ids := search.having_words(kind,
      array(select b from search.begin_with(kind, v_leader, 200) as b), v_patterns);
    v_enough := 250 * at_most / greatest(cardinality(v_ids), 1);
    if cardinality(v_ids) < at_most and v_enough <= 5000 then
      v_ids := search.having_words(kind,
        array(select b from search.begin_with(kind, v_leader, v_enough) as b), v_patterns);
    end if;
    if cardinality(v_ids) < at_most then
      v_words := array(
        select w.word from unnest(v_words) as w (word) order by length(w.word) desc);
      v_ids := array(
        select b from search.begin_with(kind, v_words[1], 20000) as b
        intersect
        select b from search.begin_with(kind, v_words[2], 20000) as b);
    end if;
  end if;
  v_ids := v_ids || array(select b from search.begin_with(kind, v_typed, at_most) as b);

  return query
    select s.subject_id,
      case
        when position('| ' || v_typed || ' |' in s.words) > 0
          or position('| ' || v_number || ' |' in s.words) > 0 then 0
        when position('| ' || v_typed in s.words) > 0
          or position('| ' || v_number in s.words) > 0 then 1
        when s.words like all (v_beginnings) then 2
        else 3
      end as rank,
      s.words
    from search.subjects as s
    where s.tenant_id = v_tenant_id and s.kind = match_words.kind and s.subject_id = any (v_ids)
      and s.words like all (v_patterns)
    order by rank, s.words, s.subject_id
    limit at_most;
end $$;
comment on function search.match_words is 'The best accounts or contracts for what was typed.';
