-- Each deposit in the order given, as far as the invoice reaches: of a part net and tax go by
-- largest remainder. A deduction has the taxes of what it deducts, so that the return has the
-- difference alone, and paper says both (in Germany, UStG § 14 (5)). The deposits are locked, so
-- that no two take the same cent.
create or replace function billing.deduct_deposits(invoice billing.invoices, deposit_ids uuid[])
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform billing.check_deposits(invoice, deposit_ids);
  with item as materialized (
    select item.*, asked.place as deposit_place, d.invoice_number, d.issue_date,
      rest.net_left, rest.tax_left,
      row_number() over (partition by d.id order by item."position") as nth
    from unnest(deposit_ids) with ordinality as asked (id, place)
    join billing.invoices as d on d.tenant_id = v_tenant_id and d.id = asked.id
    join billing.invoice_items as item on item.tenant_id = d.tenant_id and item.invoice_id = d.id
    cross join lateral billing.item_rests(array[item.id]) as rest
  ),
  allotted as (
    select d.invoice_id, kernel.split_amount(least(d.gross, greatest(invoice.total
        - coalesce(sum(d.gross) over (order by d.deposit_place
          rows between unbounded preceding and 1 preceding), 0), 0)),
        d.weights, invoice.currency) as amounts
    from (
      select item.invoice_id, item.deposit_place, sum(part.weight) as gross,
        array_agg(part.weight order by item.nth, part.place) as weights
      from item
      cross join lateral (values (1, item.net_left), (2, item.tax_left)) as part (place, weight)
      group by item.invoice_id, item.deposit_place
    ) as d
  ),
  deduction as materialized (
    select uuidv7() as id, item.id as deducts_item_id, item.account_id, item.product_id,
      'Advance payment ' || item.invoice_number as description,
      coalesce(item.supplied_on, item.issue_date) as supplied_on,
      -a.amounts[2 * item.nth - 1] as net, -a.amounts[2 * item.nth] as tax,
      row_number() over (order by item.deposit_place, item.nth) + (
        select coalesce(max(other."position"), 0) from billing.invoice_items as other
        where other.tenant_id = v_tenant_id and other.invoice_id = invoice.id) as next_position
    from item
    join allotted as a on a.invoice_id = item.invoice_id
    where a.amounts[2 * item.nth - 1] <> 0 or a.amounts[2 * item.nth] <> 0
  ),
  added as (
    insert into billing.invoice_items (tenant_id, id, invoice_id, "position", account_id,
      product_id, kind, description, supplied_on, unit_price, amount, discount, tax,
      deducts_item_id)
    select v_tenant_id, d.id, invoice.id, d.next_position, d.account_id, d.product_id, 'deposit',
      d.description, d.supplied_on, d.net, d.net, kernel.round_amount(0, invoice.currency), d.tax,
      d.deducts_item_id
    from deduction as d
  ),
  taxes as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount, reckoning, tax_id, tax_code_id)
    select v_tenant_id, t.deduction_id, t.place, invoice.id, t.jurisdiction, t.name, t.kind, t.rate,
      t.treatment, t.note, t.net, (kernel.split_amount(t.whole, array_agg(t.amount::numeric)
        over each_item, invoice.currency))[row_number() over (
          partition by t.deduction_id order by t.place)],
      (select coalesce(max(other.reckoning), 0) + 1 from billing.item_taxes as other
        where other.tenant_id = v_tenant_id and other.invoice_id = invoice.id),
      t.tax_id, t.tax_code_id
    from (
      select d.id as deduction_id, d.net, d.tax as whole, t.*
      from deduction as d
      join billing.item_taxes as t
        on t.tenant_id = v_tenant_id and t.invoice_item_id = d.deducts_item_id
    ) as t
    window each_item as (partition by t.deduction_id order by t.place
      rows between unbounded preceding and unbounded following)
  )
  update billing.invoices as i
  set subtotal = i.subtotal + d.net, tax = i.tax + d.tax
  from (select sum(d.net) as net, sum(d.tax) as tax from deduction as d) as d
  where i.tenant_id = v_tenant_id and i.id = invoice.id and d.net is not null
  returning i.* into invoice;
  return invoice;
end $$;
comment on function billing.deduct_deposits is
  'Deducts what is left of advance payments from a locked draft, as far as it reaches.';
