create schema if not exists sales;
comment on schema sales is 'What was promised: contracts, their lines and terms over time.';
grant usage on schema sales to tenor_tenant;
