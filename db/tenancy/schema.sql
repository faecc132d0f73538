create schema if not exists tenancy;
comment on schema tenancy is 'Whose data it is, who may touch it, what day it is.';
grant usage on schema tenancy to tenor_tenant, tenor_operator;
