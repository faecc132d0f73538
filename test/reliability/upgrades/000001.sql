-- A small tenant's January in the commands of this migration: billed, issued, paid in part, amended
-- and credited, with a draft left over. Said once by its own people, in one transaction.
set local role tenor_operator;
select set_config('tenor.tenant_id', '', true), set_config('tenor.role', 'operator', true),
  set_config('tenor.subject', 'operator', true);
select set_config('tenor.tenant_id', t.id::text, true)
from tenancy.provision_tenant(name => 'Small', slug => 'small', currency => 'USD',
  time_zone => 'UTC', sandbox => true, clock_at => '2026-01-15T12:00:00Z') as t;
select set_config('tenor.role', 'admin', true), set_config('tenor.subject', 'ann', true);
set local role tenor_admin;
do $$
declare
  v_account uuid;
  v_contract uuid;
  v_invoice uuid;
begin
  perform tax.add_tax_registration('US-CA', 'CA-1', '2020-01-01');
  v_account := (customers.create_account('Acme',
    billing_address => row('1 Market St', null, 'San Francisco', 'CA', '94105', 'US'))).id;
  v_contract := (sales.create_contract(v_account, '2026-01-01', '2026-12-31',
    billing_frequency => 'monthly', seat_count => 7, seat_price => 99.90)).id;
  v_invoice := (billing.generate_invoice(v_contract)).id;
  perform billing.finalize_invoice(v_invoice);
  perform payments.record_payment(100, v_account, invoice_id => v_invoice);
  perform billing.amend_contract(v_contract, '2026-01-20', array[(
    (select l.id from sales.contract_lines as l where l.contract_id = v_contract), null, null, 5,
    null, null)::sales.contract_change_input], invoice_now => true);
  perform billing.create_invoice(v_account);
end $$;
