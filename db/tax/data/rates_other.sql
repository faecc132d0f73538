-- VAT and GST outside the EU, as known on 2026-09-07.
--   Switzerland: Federal Tax Administration, "VAT rates in Switzerland", rates since 2024-01-01;
--   accommodation is its special rate.
--   United Kingdom: GOV.UK, "VAT rates". Norway: Skatteetaten, "Rates: VAT"; reduced_2 is food,
--   reduced passenger transport and accommodation.
--   Australia: Australian Taxation Office, "GST". New Zealand: Inland Revenue, "GST".
select tax.keep_statutory_rates('National tax authorities', '2026-09-07', array(
  select (v.jurisdiction, v.category, v.valid_from, v.kind, v.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('CH', 'standard', date '2024-01-01', 'vat', 8.1), ('CH', 'reduced', '2024-01-01', 'vat', 2.6),
    ('CH', 'accommodation', '2024-01-01', 'vat', 3.8), ('GB', 'standard', '2011-01-04', 'vat', 20),
    ('GB', 'reduced', '1997-09-01', 'vat', 5), ('NO', 'standard', '2005-01-01', 'vat', 25),
    ('NO', 'reduced', '2018-01-01', 'vat', 12), ('NO', 'reduced_2', '2012-01-01', 'vat', 15),
    ('AU', 'standard', '2000-07-01', 'gst', 10), ('NZ', 'standard', '2010-10-01', 'gst', 15)
  ) as v (jurisdiction, category, valid_from, kind, rate)
));
