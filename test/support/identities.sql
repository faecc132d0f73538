-- What holds in a tenant whatever its people did, as a list of what does not. Asked as the owner,
-- inside the tenant.
with prices as materialized (
  select price.*
  from sales.line_prices(array(
    select c.id from sales.contracts as c where c.activated_at is not null)) as price
)
select 'items add up to their invoice' as broken, i.invoice_number as which, to_jsonb(s)::text as told
from billing.invoices as i
cross join lateral (
  select coalesce(sum(item.amount), 0) as amount, coalesce(sum(item.discount), 0) as discount,
    coalesce(sum(item.tax), 0) as tax
  from billing.invoice_items as item where item.invoice_id = i.id
) as s
where (i.subtotal, i.discount, i.tax) is distinct from (s.amount, s.discount, s.tax)
  or i.total <> i.subtotal - i.discount + i.tax
  or i.balance <> case when i.status = 'void' then 0
    else i.total - i.paid_amount - i.credited_amount - i.written_off_amount end
union all
select 'taxes add up to their item', item.id::text, sum(t.amount)::text
from billing.invoice_items as item
left join billing.item_taxes as t on t.invoice_item_id = item.id
group by item.id, item.tax having coalesce(sum(t.amount), 0) <> item.tax
union all
select 'an invoice has what was applied to it', i.invoice_number, to_jsonb(a)::text
from billing.invoices as i
cross join lateral (
  select
    (select coalesce(sum(p.amount), 0) from payments.payment_applications as p
      where p.invoice_id = i.id and not p.is_recovery) as paid,
    (select coalesce(sum(p.amount), 0) from payments.payment_applications as p
      where p.invoice_id = i.id and p.is_recovery) as recovered,
    (select coalesce(sum(w.amount), 0) from billing.write_offs as w
      where w.invoice_id = i.id) as written_off,
    (select coalesce(sum(n.applied_to_invoice), 0) from billing.credit_notes as n
      where n.invoice_id = i.id)
    + (select coalesce(sum(b.amount), 0) from billing.balance_applications as b
      where b.invoice_id = i.id) as credited
) as a
where i.status <> 'void' and i.total > 0
  and (i.paid_amount, i.credited_amount, i.written_off_amount, i.recovered_amount)
    is distinct from (a.paid, a.credited, a.written_off, a.recovered)
union all
select 'nobody pays more than is owed', i.invoice_number, i.balance::text
from billing.invoices as i where i.total >= 0 and i.balance < 0
union all
select 'a state says what is owed', i.invoice_number, i.status || ' ' || i.balance
from billing.invoices as i
where i.status in ('open', 'partially_paid', 'overdue') and i.balance <= 0
  or i.status in ('paid', 'uncollectible') and i.balance <> 0
union all
select 'notes take back at most what was billed', item.id::text, sum(n.net) || ' ' || sum(n.tax)
from billing.credit_note_items as n
join billing.invoice_items as item on item.id = n.invoice_item_id
group by item.id, item.amount, item.discount, item.tax
having sum(n.net) > item.amount - item.discount or sum(n.tax) > greatest(item.tax, 0)
union all
select 'no day is billed twice', one.line_id::text, one.period || ' ' || other.period
from billing.billed_periods as one
join billing.billed_periods as other
  on other.line_id = one.line_id and other.period && one.period
  and (other.part = one.part and other.period < one.period or (other.part = 0) > (one.part = 0))
union all
select 'days are held by the periods that bill them', coalesce(d.line_id, b.line_id)::text,
  coalesce(d.days, '{}') || ' ' || coalesce(b.days, '{}')
from billing.billed_days as d
full join (
  select p.tenant_id, p.line_id, p.part, range_agg(p.period) as days
  from billing.billed_periods as p
  group by p.tenant_id, p.line_id, p.part
) as b using (tenant_id, line_id, part)
where coalesce(d.days, '{}') <> coalesce(b.days, '{}')
union all
select 'numbers have no gap', s.kind || ' ' || s.starts_on, array_to_string(s.gaps, ' ')
from billing.number_sequences() as s
where s.gaps <> '{}'
union all
select 'numbers given at issue follow the days', s.kind || ' ' || s.starts_on,
  array_to_string(s.out_of_order, ' ')
from billing.number_sequences() as s
join tenancy.legal_entities as e on e.id = s.legal_entity_id
where s.out_of_order <> '{}'
  and (s.kind <> 'invoice' or tenancy.legal_entities_effective_numbering(e) = 'issue')
union all
select 'the books agree', '', to_jsonb(d)::text from ledger.discrepancies as d
union all
select 'debits are credits', '', sum(t.debit) || ' ' || sum(t.credit)
from ledger.trial_balance() as t having sum(t.debit) <> sum(t.credit)
union all
select 'nothing is below zero on any day', d.code || ' ' || d.subject_id,
  d.posted_on || ' ' || d.held
from (
  select e.code, e.subject_id, e.posted_on,
    sum(sum(side.sign * (coalesce(e.debit, 0) - coalesce(e.credit, 0))))
      over (partition by e.code, e.subject_id order by e.posted_on) as held
  from ledger.entries as e
  join (values ('receivable', 1), ('unbilled_receivable', 1), ('customer_balance', -1),
    ('refunds_payable', -1), ('unapplied_cash', -1), ('customer_deposits', -1)) as side (code, sign) on side.code = e.code
  group by e.code, e.subject_id, e.currency, e.posted_on
) as d
where d.held < 0
union all
select 'the balances of an account are its receivables', account_id || ' ' || currency,
  sum(booked) || ' ' || sum(balance)
from (
  select i.account_id, i.currency, 0 as booked, i.balance
  from billing.invoices as i where i.status <> 'draft'
  union all
  select i.account_id, s.currency, s.balance, 0
  from ledger.subject_balances('receivable') as s
  join billing.invoices as i on i.id = s.subject_id
) as owed
group by account_id, currency having sum(booked) <> sum(balance)
union all
select 'cash is what came less what went', '', cash.booked || ' ' || cash.counted
from (
  select ledger.balance('cash', 'USD') as booked,
    (select coalesce(sum(p.amount - p.refunded_amount), 0) from payments.payments as p
      where p.status <> 'reversed')
    - (select coalesce(sum(n.to_refund), 0) from billing.credit_notes as n
      where n.refunded_on is not null)
    - (select coalesce(sum(r.amount), 0) from billing.balance_refunds as r) as counted
) as cash
where cash.booked <> cash.counted
union all
select 'what was owed on a day is what the books said', d.day || ' ' || owed.currency,
  sum(owed.booked) || ' ' || sum(owed.aged)
from (select distinct t.posted_on from ledger.transfers as t order by 1 desc limit 6) as d (day)
cross join lateral (
  select currency, balance as booked, 0 as aged
  from ledger.trial_balance(d.day) where code = 'receivable'
  union all
  select currency, 0, total from analytics.aging_report(d.day)
) as owed
group by d.day, owed.currency having sum(owed.booked) <> sum(owed.aged)
union all
select 'reports of a past day add up to the books', d.day || ' ' || it.code || ' ' || it.currency,
  sum(it.booked) || ' ' || sum(it.told)
from (select distinct t.posted_on from ledger.transfers as t order by 1 desc limit 6) as d (day)
cross join lateral (
  select again.code, t.currency, t.balance as booked, 0 as told
  from ledger.trial_balance(d.day) as t
  cross join lateral (values (t.code), (case t.code when 'receivable' then 'by invoice' end)
  ) as again (code)
  where ledger.is_of_customers(t.code) and again.code is not null
  union all
  select part.code, p.currency, 0, part.amount
  from analytics.account_positions(d.day) as p
  cross join lateral (values ('receivable', p.receivable), ('unapplied_cash', p.unapplied_cash),
    ('customer_balance', p.customer_balance), ('refunds_payable', p.refunds_payable)
  ) as part (code, amount)
  union all
  select 'by invoice', r.currency, 0, r.balance from analytics.open_receivables(d.day) as r
) as it
group by d.day, it.code, it.currency having sum(it.booked) <> sum(it.told)
union all
select 'registers add up to the books', it.code || ' ' || it.currency,
  sum(it.amount) || ' ' || ledger.balance(it.code, it.currency)
from (
  select 'cash' as code, currency, coalesce(received, 0) - coalesce(paid, 0) as amount
  from analytics.cash_journal_lines
  union all
  select part.code, l.currency, part.amount
  from analytics.write_off_journal_lines as l
  cross join lateral (values ('bad_debt', l.bad_debt), ('bad_debt_recovery', l.recovered)
  ) as part (code, amount)
  union all
  select 'bad_debt', a.currency, a.change from billing.allowances as a
) as it
group by it.code, it.currency having sum(it.amount) <> ledger.balance(it.code, it.currency)
union all
select 'sub-ledgers tie out', l.code || ' ' || l.currency, l.difference::text
from ledger.tie_out('2026-03-31') as l where l.difference <> 0
union all
select 'a payment is applied, refunded or left', p.id::text, to_jsonb(p)::text
from payments.payments as p
where p.applied_amount + p.refunded_amount + p.unapplied_amount
    <> case p.status when 'reversed' then 0 else p.amount end
  or p.applied_amount <> (select coalesce(sum(a.amount), 0)
    from payments.payment_applications as a where a.payment_id = p.id)
union all
select 'an invoice keeps nothing that a payment took back', a.invoice_id::text, sum(a.amount)::text
from payments.payment_applications as a
group by a.payment_id, a.invoice_id, a.is_recovery having sum(a.amount) < 0
union all
select 'unapplied cash is what payments have left', '', kept.booked || ' ' || kept.counted
from (
  select ledger.balance('unapplied_cash', 'USD') as booked,
    (select coalesce(sum(p.unapplied_amount), 0) from payments.payments as p) as counted
) as kept
where kept.booked <> kept.counted
union all
select 'what was taxed stands on the return of one month', told.name || ' ' || told.subject_id,
  sum(told.booked) || ' ' || sum(told.amount)
from (
  select by.name, s.subject_id, s.balance as booked, 0 as amount
  from ledger.subject_balances('tax_payable') as s
  cross join (values ('month'), ('quarter')) as by (name)
  union all
  select by.name, e.tax_code_id, 0, e.amount
  from (values ('month', interval '1 month'), ('quarter', interval '3 months')) as by (name, length)
  cross join lateral generate_series(date_trunc(by.name, (
      select min(t.posted_on) from ledger.transfers as t)::timestamp), tenancy.today(), by.length)
    as day
  cross join lateral tax.entries_of_return(tax.period_of(by.name, day::date)) as e
) as told
group by told.name, told.subject_id having sum(told.booked) <> sum(told.amount)
union all
select 'of an advance payment no more is deducted and given back than came', i.invoice_number,
  rest.net_left || ' ' || rest.tax_left
from billing.invoices as i
join billing.invoice_items as item on item.invoice_id = i.id
cross join lateral billing.item_rests(array[item.id]) as rest
where i.billing_type = 'advance' and (rest.net_left < 0 or rest.tax_left < 0)
union all
select 'what waits of a tax on a cash basis is the part that is owed of its invoice, on every day',
  it.invoice_number || ' ' || it.day, to_jsonb(it)::text
from (
  select i.invoice_number, i.currency, m.day, sum(sum(m.waiting)) over days as waiting,
    sum(sum(m.waiting + m.payable)) over days as tax, sum(sum(m.owed)) over days as owed,
    greatest(sum(sum(m.paid)) over days, 0) as paid
  from billing.invoices as i
  cross join lateral (
    select j.document_date as day,
      case e.code when 'tax_suspense' then side.it else 0 end as waiting,
      case when e.code = 'tax_payable' and j.source_type = 'billing.released_tax' then side.it
        else 0 end as payable, 0 as owed, 0 as paid
    from ledger.journals as j
    join ledger.entries as e on e.journal_id = j.id
    cross join lateral (select coalesce(e.credit, 0) - coalesce(e.debit, 0)) as side (it)
    where j.source_id = i.id
      or j.source_id in (select r.release_id from billing.released_taxes as r
        where r.invoice_id = i.id)
      or j.source_id in (select n.id from billing.credit_notes as n where n.invoice_id = i.id)
      or j.source_id in (select w.id from billing.write_offs as w where w.invoice_id = i.id)
    union all
    select j.document_date, 0, 0, side.it,
      case when j.source_type in ('payments.payment', 'payments.payment_application',
        'billing.balance_application') then -side.it else 0 end
    from ledger.entries as e
    join ledger.journals as j on j.id = e.journal_id
    cross join lateral (select coalesce(e.debit, 0) - coalesce(e.credit, 0)) as side (it)
    where e.code = 'receivable' and e.subject_id = i.id
    union all
    select n.issue_date, 0, 0, 0, -n.to_balance - n.to_refund
    from billing.credit_notes as n where n.invoice_id = i.id
  ) as m
  where i.tax_basis = 'cash'
  group by i.id, i.invoice_number, i.currency, m.day
  window days as (partition by i.id order by m.day)
) as it
where abs(it.waiting - case when it.owed <= 0 then 0
  else it.tax * it.owed / (it.owed + it.paid) end) > 0.01
union all
select 'a return that is frozen says what it said', r.period, r.hash
from tax.tax_returns as r where r.hash <> tax.tax_returns_hash_now(r)
union all
select 'a month that is closed stays as it was', p.period, to_jsonb(p)::text
from (select distinct c.period from ledger.periods as c) as closed
cross join lateral ledger.prove_period(closed.period) as p
where not p.agrees
union all
select 'bad debt is what was given up or is expected to be, less what came of it', '', lost.booked || ' ' || lost.counted
from (
  select ledger.balance('bad_debt', 'USD') - ledger.balance('bad_debt_recovery', 'USD') as booked,
    (select coalesce(sum(w.amount - w.unearned_amount - w.relieved_amount), 0)
      from billing.write_offs as w)
    + (select coalesce(sum(a.change), 0) from billing.allowances as a)
    - (select coalesce(sum(i.recovered_amount - i.recovered_tax), 0)
      from billing.invoices as i) as counted
) as lost
where lost.booked <> lost.counted
union all
select 'what is given up has its parts, and comes back with them', i.invoice_number,
  to_jsonb(w)::text
from billing.invoices as i
cross join lateral (
  select sum(w.amount) as amount, sum(w.unearned_amount) as unearned,
    sum(w.relief_amount) as relief, sum(w.relieved_amount) as relieved
  from billing.write_offs as w where w.invoice_id = i.id
) as w
where w.unearned < 0 or w.relief < w.relieved or w.relieved < i.recovered_tax
  or i.tax >= 0 and w.relief > i.tax
  or w.amount = 0 and (w.unearned, w.relief, w.relieved) is distinct from (0, 0, 0)
  or i.recovered_amount = w.amount and w.relieved <> i.recovered_tax
  or i.recovered_tax <> (select coalesce(sum(a.tax), 0)
    from payments.payment_applications as a where a.invoice_id = i.id)
union all
select 'what a credit took was not given up too', i.invoice_number, (to_jsonb(w) || to_jsonb(r))::text
from billing.invoices as i
cross join lateral billing.written_off_of(i) as w
cross join lateral billing.returnable_parts(i, i.issue_date) as r
where i.written_off_amount > 0 and (w.unearned > r.deferred
  or w.relief - i.recovered_tax > kernel.round_amount(r.home_tax, i.currency))
  -- What waits to be given back is not booked yet.
  and not exists (
    select from billing.invoice_items as item
    join billing.adjustments as a on a.credited_item_id = item.id and not a.is_dropped
    left join billing.invoices as later on later.id = a.invoice_id
    where item.invoice_id = i.id and coalesce(later.status, 'draft') = 'draft')
union all
select 'of what was paid no tax came back', i.invoice_number, (to_jsonb(w) || to_jsonb(r))::text
from billing.invoices as i
cross join lateral billing.written_off_of(i) as w
cross join lateral billing.returnable_parts(i, i.issue_date) as r
cross join lateral (
  select count(*) + 1 as times from billing.write_offs as o where o.invoice_id = i.id
) as rounded
where i.written_off_amount > 0
  and w.relieved - i.recovered_tax > 0.01 * rounded.times + coalesce(
    r.home_tax * (i.written_off_amount - i.recovered_amount) / nullif(r.rest, 0), 0)
  and not exists (
    select from billing.invoice_items as item
    join billing.adjustments as a on a.credited_item_id = item.id and not a.is_dropped
    left join billing.invoices as later on later.id = a.invoice_id
    where item.invoice_id = i.id and coalesce(later.status, 'draft') = 'draft')
union all
select 'balances are what the books hold for accounts', '', kept.booked || ' ' || kept.counted
from (
  select ledger.balance('customer_balance', 'USD') as booked,
    (select coalesce(sum(b.balance), 0) from billing.account_balances as b) as counted
) as kept
where kept.booked <> kept.counted
union all
select 'refunds payable are what is to be paid back', '', due.booked || ' ' || due.counted
from (
  select ledger.balance('refunds_payable', 'USD') as booked,
    (select coalesce(sum(n.to_refund), 0) from billing.credit_notes as n
      where n.refunded_on is null) as counted
) as due
where due.booked <> due.counted
union all
select 'recurring revenue is the sum of its movements', day::date::text, moved || ' ' || held
from (
  select day,
    (select coalesce(sum(m.amount), 0) from sales.mrr_movements as m
      where m.effective_date <= day::date) as moved,
    (select coalesce(sum(p.mrr), 0) from prices as p where p.valid @> day::date) as held
  from generate_series(timestamp '2026-01-01', tenancy.today(), '1 day') as day
) as levels
where moved <> held
