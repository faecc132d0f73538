create schema if not exists kernel;
comment on schema kernel is 'Words everyone uses: money, dates, errors.';
grant usage on schema kernel to tenor_tenant, tenor_operator;
