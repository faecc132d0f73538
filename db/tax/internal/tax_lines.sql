create or replace function tax.tax_lines(lines tax.assessable[], mode text default null)
  returns setof tax.tax_line
  language sql stable security invoker rows 1000 set search_path to ''
as $$
  select * from tax.round_tax(array(select a from tax.assess(lines) as a), mode)
$$;
comment on function tax.tax_lines is
  'The taxes of lines, assessed and rounded: what a billing statement joins to its charges.';
