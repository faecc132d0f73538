-- What is payable on each day, less what was written down until then: so it does not matter in
-- which order payments, notes and what takes them back are recorded, and asked again, nothing
-- happens. The caller holds the invoices.
create or replace function billing.release_taxes(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_invoice_ids uuid[] := array(
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.tax_basis = 'cash');
  v_postings ledger.posting[];
begin
  if v_invoice_ids = '{}' then
    return;
  end if;
  with gap as (
    select p.invoice_id, p.tax_code_id, p.day, p.taxable - known.taxable as taxable,
      p.amount - known.amount as amount
    from billing.payable_taxes(v_invoice_ids) as p
    cross join lateral (
      select coalesce(sum(r.taxable), 0) as taxable, coalesce(sum(r.amount), 0) as amount
      from billing.released_taxes as r
      where r.tenant_id = v_tenant_id and r.invoice_id = p.invoice_id
        and r.tax_code_id = p.tax_code_id and r.released_on <= p.day
    ) as known
  ),
  change as (
    select g.*, g.amount - coalesce(lag(g.amount) over days, 0) as moved
    from gap as g
    window days as (partition by g.invoice_id, g.tax_code_id order by g.day)
  ),
  release as materialized (
    select d.invoice_id, d.day, uuidv7() as id
    from (select distinct c.invoice_id, c.day from change as c where c.moved <> 0) as d
  ),
  kept as (
    insert into billing.released_taxes as r (release_id, tax_code_id, invoice_id, taxable, amount,
      released_on)
    select l.id, c.tax_code_id, c.invoice_id, kernel.round_amount(
        c.taxable - coalesce(lag(c.taxable) over days, 0), i.currency),
      kernel.round_amount(c.moved, i.currency), c.day
    from change as c
    join release as l on l.invoice_id = c.invoice_id and l.day = c.day
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = c.invoice_id
    where c.moved <> 0
    window days as (partition by c.invoice_id, c.tax_code_id order by c.day)
    returning r.*
  )
  select array_agg((
      i.legal_entity_id, 'billing.released_tax', k.release_id, 'released',
      'Tax of ' || i.invoice_number, i.invoice_number, k.released_on, i.currency,
      case when k.amount > 0 then 'tax_suspense' else 'tax_payable' end, k.tax_code_id,
      case when k.amount > 0 then 'tax_payable' else 'tax_suspense' end, k.tax_code_id,
      abs(k.amount)
    )::ledger.posting order by k.released_on, k.release_id, k.tax_code_id)
  into v_postings
  from kept as k
  join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = k.invoice_id;
  perform ledger.post(v_postings);
end $$;
comment on function billing.release_taxes is
  'Makes payable what was paid of the taxes of invoices on a cash basis, and takes it back.';
