create schema if not exists catalog;
comment on schema catalog is
  'What is sold: products, their prices over time, and what a quantity costs.';
grant usage on schema catalog to tenor_tenant;
