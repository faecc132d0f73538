-- A view over values, as the forms are law. European Commission, VIES, "VAT number structure".
-- Greece writes EL. Where rules for persons are not published as a whole (Bulgaria, Czechia,
-- Latvia, Slovakia), failed digits are a warning, and the register's answer decides.
create or replace view tax.tax_id_formats with (security_invoker = true) as
  select prefix, jurisdiction, pattern, has_reliable_digits
  from (values
    ('AT', 'AT', '^ATU[0-9]{8}$', true),
    ('BE', 'BE', '^BE[01][0-9]{9}$', true),
    ('BG', 'BG', '^BG[0-9]{9}$', true),
    ('BG', 'BG', '^BG[0-9]{10}$', false),
    ('CY', 'CY', '^CY[0-9]{8}[A-Z]$', true),
    ('CZ', 'CZ', '^CZ[0-9]{8}$', true),
    ('CZ', 'CZ', '^CZ[0-9]{9,10}$', false),
    ('DE', 'DE', '^DE[1-9][0-9]{8}$', true),
    ('DK', 'DK', '^DK[0-9]{8}$', true),
    ('EE', 'EE', '^EE[0-9]{9}$', true),
    ('EL', 'GR', '^EL[0-9]{9}$', true),
    ('ES', 'ES', '^ES([A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])$', true),
    ('FI', 'FI', '^FI[0-9]{8}$', true),
    ('FR', 'FR', '^FR[0-9A-HJ-NP-Z]{2}[0-9]{9}$', true),
    ('HR', 'HR', '^HR[0-9]{11}$', true),
    ('HU', 'HU', '^HU[0-9]{8}$', true),
    ('IE', 'IE', '^IE([0-9]{7}[A-W][A-I]?|[0-9][A-Z+*][0-9]{5}[A-W])$', true),
    ('IT', 'IT', '^IT[0-9]{11}$', true),
    ('LT', 'LT', '^LT([0-9]{9}|[0-9]{12})$', true),
    ('LU', 'LU', '^LU[0-9]{8}$', true),
    ('LV', 'LV', '^LV[4-9][0-9]{10}$', true),
    ('LV', 'LV', '^LV[0-3][0-9]{10}$', false),
    ('MT', 'MT', '^MT[0-9]{8}$', true),
    ('NL', 'NL', '^NL[0-9A-Z+*]{10}[0-9]{2}$', true),
    ('PL', 'PL', '^PL[0-9]{10}$', true),
    ('PT', 'PT', '^PT[0-9]{9}$', true),
    ('RO', 'RO', '^RO[1-9][0-9]{1,9}$', true),
    ('SE', 'SE', '^SE[0-9]{12}$', true),
    ('SI', 'SI', '^SI[0-9]{8}$', true),
    ('SK', 'SK', '^SK[0-9]{10}$', false)
  ) as listed (prefix, jurisdiction, pattern, has_reliable_digits);
comment on view tax.tax_id_formats is 'How VAT numbers of the EU are written.';
comment on column tax.tax_id_formats.prefix is 'First two letters of the number.';
comment on column tax.tax_id_formats.jurisdiction is 'The country that gives it.';
comment on column tax.tax_id_formats.pattern is
  'The whole number, in capitals without blanks and signs.';
comment on column tax.tax_id_formats.has_reliable_digits is
  'Whether check digits alone show that a number is wrong; else that is a warning.';
grant select on tax.tax_id_formats to tenor_viewer;
