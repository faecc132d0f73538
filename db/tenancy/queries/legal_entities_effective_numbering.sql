-- Where the law wants a sequence in time, numbers are given when documents are issued. In the
-- United States a draft has its number from the start; so it has where no country is known.
create or replace function tenancy.legal_entities_effective_numbering(
  legal_entity tenancy.legal_entities
)
  returns text
  language sql stable parallel safe
return coalesce((legal_entity).numbering,
  case when coalesce((legal_entity).country, 'US') = 'US' then 'creation' else 'issue' end);
comment on function tenancy.legal_entities_effective_numbering is
  'When its invoices get their numbers: as it says, else by its country: creation in the US, issue '
  'elsewhere.';
grant execute on function tenancy.legal_entities_effective_numbering to tenor_viewer, tenor_analyst;
