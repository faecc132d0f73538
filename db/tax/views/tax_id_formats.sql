-- A view over values, as the forms are law. European Commission, VIES, "VAT number structure".
-- Greece writes EL. Where rules for persons are not published as a whole (Bulgaria, Czechia,
-- Latvia, Slovakia), failed digits are a warning, and the register's answer decides.
create or replace view tax.tax_id_formats with (security_invoker = true) as
  select prefix, jurisdiction, pattern,
    case prefix
      when 'BG' then '^BG[0-9]{10}$'
      when 'CZ' then '^CZ[0-9]{9,10}$'
      when 'LV' then '^LV[0-3]'
      when 'SK' then '^SK'
    end as unsure_pattern
  from (values
    ('AT', 'AT', '^ATU[0-9]{8}$'),
    ('BE', 'BE', '^BE[01][0-9]{9}$'),
    ('BG', 'BG', '^BG[0-9]{9,10}$'),
    ('CY', 'CY', '^CY[0-9]{8}[A-Z]$'),
    ('CZ', 'CZ', '^CZ[0-9]{8,10}$'),
    ('DE', 'DE', '^DE[1-9][0-9]{8}$'),
    ('DK', 'DK', '^DK[0-9]{8}$'),
    ('EE', 'EE', '^EE[0-9]{9}$'),
    ('EL', 'GR', '^EL[0-9]{9}$'),
    ('ES', 'ES', '^ES([A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])$'),
    ('FI', 'FI', '^FI[0-9]{8}$'),
    ('FR', 'FR', '^FR[0-9A-HJ-NP-Z]{2}[0-9]{9}$'),
    ('HR', 'HR', '^HR[0-9]{11}$'),
    ('HU', 'HU', '^HU[0-9]{8}$'),
    ('IE', 'IE', '^IE([0-9]{7}[A-W][A-I]?|[0-9][A-Z+*][0-9]{5}[A-W])$'),
    ('IT', 'IT', '^IT[0-9]{11}$'),
    ('LT', 'LT', '^LT([0-9]{9}|[0-9]{12})$'),
    ('LU', 'LU', '^LU[0-9]{8}$'),
    ('LV', 'LV', '^LV[0-9]{11}$'),
    ('MT', 'MT', '^MT[0-9]{8}$'),
    ('NL', 'NL', '^NL[0-9A-Z+*]{10}[0-9]{2}$'),
    ('PL', 'PL', '^PL[0-9]{10}$'),
    ('PT', 'PT', '^PT[0-9]{9}$'),
    ('RO', 'RO', '^RO[1-9][0-9]{1,9}$'),
    ('SE', 'SE', '^SE[0-9]{12}$'),
    ('SI', 'SI', '^SI[0-9]{8}$'),
    ('SK', 'SK', '^SK[0-9]{10}$')
  ) as listed (prefix, jurisdiction, pattern);
comment on view tax.tax_id_formats is
  E'@primaryKey prefix\nHow VAT numbers of the EU are written.';
comment on column tax.tax_id_formats.prefix is 'First two letters of the number.';
comment on column tax.tax_id_formats.jurisdiction is 'The country that gives it.';
comment on column tax.tax_id_formats.pattern is
  'The whole number, in capitals without blanks and signs.';
comment on column tax.tax_id_formats.unsure_pattern is
  'Numbers that check digits alone do not show to be wrong: failed ones are a warning. Null: none.';
grant select on tax.tax_id_formats to tenor_viewer;
