do $$
begin
  if to_regtype('billing.billable_invoice') is null then
    create type billing.billable_invoice as (
      id uuid,
      contract_id uuid,
      account_id uuid,
      legal_entity_id uuid,
      currency text,
      issue_date date,
      due_date date,
      time_zone text,
      service_period daterange,
      billing_type text,
      purchase_order_number text,
      is_limited boolean,
      is_due boolean
    );
  end if;
end $$;
comment on type billing.billable_invoice is
  'An invoice about to be made; contract_id is null if it bills several; is_limited if a credit '
  'limit or a purchase order bears on it; is_due if today is its day where it is issued.';
