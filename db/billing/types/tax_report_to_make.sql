do $$
begin
  if to_regtype('billing.tax_report_to_make') is null then
    create type billing.tax_report_to_make as (
      report_id uuid, provider text, kind text, calculation text, transaction text,
      invoice_number text, currency text, amount text);
  end if;
end $$;
comment on type billing.tax_report_to_make is 'What an outside tax provider is to be told.';
comment on column billing.tax_report_to_make.report_id is 'The report, which names it.';
comment on column billing.tax_report_to_make.provider is 'Who is told.';
comment on column billing.tax_report_to_make.kind is 'commit or void.';
comment on column billing.tax_report_to_make.calculation is
  'The provider''s name of the calculation.';
comment on column billing.tax_report_to_make.transaction is
  'The provider''s name of what was committed, if it was.';
comment on column billing.tax_report_to_make.invoice_number is 'Number of the invoice.';
comment on column billing.tax_report_to_make.currency is 'ISO 4217.';
comment on column billing.tax_report_to_make.amount is
  'How much is taken back, with its tax; null is all.';
