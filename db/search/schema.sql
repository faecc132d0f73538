create schema if not exists search;
comment on schema search is
  'How it is found: accounts, contracts and invoices by what people type.';
grant usage on schema search to tenor_viewer;
