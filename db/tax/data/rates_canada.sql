-- GST and HST: Canada Revenue Agency, "Charge and collect the tax: which rate to charge"; Nova
-- Scotia 14 % from 2025-04-01 by SOR/2025-77. PST: governments of British Columbia and
-- Saskatchewan, "Provincial sales tax"; Manitoba, "Retail sales tax". QST: Revenu Quebec, reckoned
-- on the price without GST since 2013. As known on 2026-01-01. The HST stands in the place of the
-- GST and is Canada's to collect; the taxes of the other provinces come on top and are their own.
select tax.keep_statutory_rates('Canada Revenue Agency and provinces', '2026-01-01', array(
  select (v.jurisdiction, 'standard', v.valid_from, v.kind, v.rate, v.is_stacked, v.authority, null,
    null)::tax.statutory_rates
  from (values
    ('CA', date '2008-01-01', 'gst', 5, true, 'CA'),
    ('CA-NB', '2016-07-01', 'hst', 15, false, 'CA'),
    ('CA-NL', '2016-07-01', 'hst', 15, false, 'CA'),
    ('CA-NS', '2010-07-01', 'hst', 15, false, 'CA'),
    ('CA-NS', '2025-04-01', 'hst', 14, false, 'CA'),
    ('CA-ON', '2010-07-01', 'hst', 13, false, 'CA'),
    ('CA-PE', '2016-10-01', 'hst', 15, false, 'CA'),
    ('CA-BC', '2013-04-01', 'pst', 7, true, 'CA-BC'),
    ('CA-MB', '2019-07-01', 'pst', 7, true, 'CA-MB'),
    ('CA-SK', '2017-03-23', 'pst', 6, true, 'CA-SK'),
    ('CA-QC', '2013-01-01', 'qst', 9.975, true, 'CA-QC')
  ) as v (jurisdiction, valid_from, kind, rate, is_stacked, authority)
));
