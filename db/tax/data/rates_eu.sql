-- VAT of the 27 member states, as known on 2026-09-07. Source: European Commission, Taxes in Europe
-- Database (TEDB), and Your Europe, "VAT rules and rates". A change is a new row; what did not
-- change is null in it. Known from 2024 on; before that day no rate is known. Rates of the
-- mainlands: the Canaries, Madeira, Corsica and the like are for rates of the tenant's own.
--   Austria: 4.9 % for some food from 2026-07-01 (BGBl. I 37/2026). Estonia: reduced rates from
--   2025-01-01, 24 % from 2025-07-01. Finland: 25.5 % from 2024-09-01, 13.5 % from 2026-01-01.
--   Lithuania: 12 % from 2026-01-01 (Law XV-287). Romania: 21 % and 11 % from 2025-08-01 (Law
--   141/2025). Slovakia: 23 % and 19 % from 2025-01-01.
select tax.keep_statutory_rates('European Commission, TEDB', '2026-09-07', array(
  select (v.jurisdiction, c.category, v.valid_from, 'vat', c.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('AT', date '2024-01-01', 20, 10, 13, null::numeric, 13),
    ('AT', '2026-07-01', null, null, null, 4.9, null), ('BE', '2024-01-01', 21, 6, 12, null, 12),
    ('BG', '2024-01-01', 20, 9, null, null, null), ('CY', '2024-01-01', 19, 5, 9, 3, null),
    ('CZ', '2024-01-01', 21, 12, null, null, null),
    ('DE', '2024-01-01', 19, 7, null, null, null), ('DK', '2024-01-01', 25, null, null, null, null),
    ('EE', '2024-01-01', 22, 5, 9, null, null), ('EE', '2025-01-01', null, 9, 13, null, null),
    ('EE', '2025-07-01', 24, null, null, null, null), ('ES', '2024-01-01', 21, 10, null, 4, null),
    ('FI', '2024-01-01', 24, 10, 14, null, null),
    ('FI', '2024-09-01', 25.5, null, null, null, null),
    ('FI', '2026-01-01', null, null, 13.5, null, null),
    ('FR', '2024-01-01', 20, 5.5, 10, 2.1, null), ('GR', '2024-01-01', 24, 6, 13, null, null),
    ('HR', '2024-01-01', 25, 5, 13, null, null), ('HU', '2024-01-01', 27, 5, 18, null, null),
    ('IE', '2024-01-01', 23, 9, 13.5, 4.8, 13.5), ('IT', '2024-01-01', 22, 5, 10, 4, null),
    ('LT', '2024-01-01', 21, 5, 9, null, null), ('LT', '2026-01-01', null, null, 12, null, null),
    ('LU', '2024-01-01', 17, 8, null, 3, 14), ('LV', '2024-01-01', 21, 5, 12, null, null),
    ('MT', '2024-01-01', 18, 5, 7, null, 12), ('NL', '2024-01-01', 21, 9, null, null, null),
    ('PL', '2024-01-01', 23, 5, 8, null, null), ('PT', '2024-01-01', 23, 6, 13, null, 13),
    ('RO', '2024-01-01', 19, 5, 9, null, null), ('RO', '2025-08-01', 21, 11, 11, null, null),
    ('SE', '2024-01-01', 25, 6, 12, null, null), ('SI', '2024-01-01', 22, 5, 9.5, null, null),
    ('SK', '2024-01-01', 20, 5, 10, null, null), ('SK', '2025-01-01', 23, 5, 19, null, null)
  ) as v (jurisdiction, valid_from, standard, reduced, reduced_2, super_reduced, parking)
  cross join lateral (values
    ('standard', v.standard), ('reduced', v.reduced), ('reduced_2', v.reduced_2),
    ('super_reduced', v.super_reduced), ('parking', v.parking)
  ) as c (category, rate)
  where c.rate is not null
));
