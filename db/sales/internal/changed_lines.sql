create or replace function sales.changed_lines(before jsonb, after jsonb)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select coalesce(jsonb_agg(
      shown.line - 'terms' || jsonb_build_object('line_id', line_id,
        'before', was.line -> 'terms', 'after', is_now.line -> 'terms')
      order by (shown.line -> 'position')::int), '[]')
  from jsonb_each(before) as was (line_id, line)
  full join jsonb_each(after) as is_now (line_id, line) using (line_id)
  cross join lateral (select coalesce(is_now.line, was.line) as line) as shown
  where was.line is distinct from is_now.line
$$;
comment on function sales.changed_lines is
  'What differs between two states of a contract''s lines: each line with its terms before (null: '
  'it was added) and after (null: it has ended).';
