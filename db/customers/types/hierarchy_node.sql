do $$
begin
  if to_regtype('customers.hierarchy_node') is null then
    create type customers.hierarchy_node as (
      account_id uuid, parent_account_id uuid, account_name text, depth int, path_names text[]);
  end if;
end $$;
comment on type customers.hierarchy_node is 'An account in its place below another.';
comment on column customers.hierarchy_node.account_id is 'The account.';
comment on column customers.hierarchy_node.parent_account_id is 'The account above it.';
comment on column customers.hierarchy_node.account_name is 'Name of the account.';
comment on column customers.hierarchy_node.depth is 'Level in the whole hierarchy; a root has 1.';
comment on column customers.hierarchy_node.path_names is
  'Names from the account that was asked for down to this one.';
