create schema if not exists customers;
comment on schema customers is 'Who buys: accounts, their hierarchy, addresses and contacts.';
grant usage on schema customers to tenor_tenant;
