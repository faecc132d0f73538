-- Safe to repeat. It can be made active again like any other field.
create or replace function catalog.archive_discount(discount_id uuid)
  returns catalog.discounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_discount catalog.discounts;
begin
  update catalog.discounts as d
  set active = false
  where d.tenant_id = tenancy.current_tenant_id() and d.id = archive_discount.discount_id
  returning d.* into v_discount;
  if not found then
    perform kernel.fail('DCNFD', 'No discount has this id.', 'discount_id');
  end if;
  return v_discount;
end $$;
comment on function catalog.archive_discount is
  'Nobody redeems the discount any more; who has it keeps it. Codes: discount_not_found.';
grant execute on function catalog.archive_discount to tenor_sales, tenor_finance;
