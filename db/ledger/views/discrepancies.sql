create or replace view ledger.discrepancies with (security_invoker = true) as
  select rule, code, currency, subject_id, in_books::kernel.amount as in_books,
    expected::kernel.amount as expected
  from ledger.find_discrepancies();
comment on view ledger.discrepancies is
  E'@unique rule,code,currency,subject_id\n@behavior -query:resource:single\n'
  'Where the books disagree with themselves or with a sub-ledger: empty in health.';
comment on column ledger.discrepancies.rule is
  'The rule that is broken, or the name of the sub-ledger that disagrees.';
comment on column ledger.discrepancies.code is 'Code of the ledger account.';
comment on column ledger.discrepancies.currency is 'ISO 4217.';
comment on column ledger.discrepancies.subject_id is
  'The subject of a sub-ledger, such as an invoice; else the journal or transfer.';
comment on column ledger.discrepancies.in_books is 'What the transfers say.';
comment on column ledger.discrepancies.expected is
  'What the sub-ledger says; for a reversal, its journal turned round.';
grant select on ledger.discrepancies to tenor_viewer, tenor_analyst;
