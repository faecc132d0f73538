create schema if not exists currencies;
comment on schema currencies is 'In which money: exchange rates by day.';
grant usage on schema currencies to tenor_tenant;
