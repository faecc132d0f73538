-- General sales tax of the US states, as known on 2026-02-18 from their departments of revenue; to
-- be compared with: Federation of Tax Administrators, "State Sales Tax Rates", and Tax Foundation,
-- "State and Local Sales Tax Rates". With levies that hold in the whole state: California 6 + 1.25,
-- Nevada 4.6 + 2.25, Utah 4.85 + 1.25, Virginia 4.3 + 1. Louisiana: 5 % from 2025-01-01. District
-- of Columbia: 6 % until 2026-09-30, then 7 % (Fiscal Year 2026 Budget Support Act). South Dakota:
-- 4.2 % until 2027-06-30, then 4.5 % again (House Bill 1137 of 2023). Hawaii's is the general
-- excise tax, New Mexico's the gross receipts tax. Alaska, Delaware, Montana, New Hampshire and
-- Oregon have none. Counties, cities and districts come on top, as rates of the tenant's own; so
-- does what a state does not tax, such as software as a service.
select tax.keep_statutory_rates('State revenue departments', '2026-02-18', array(
  select (v.jurisdiction, 'standard', v.valid_from, 'sales', v.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('US-AL', date '2024-01-01', 4), ('US-AZ', '2024-01-01', 5.6), ('US-AR', '2024-01-01', 6.5),
    ('US-CA', '2024-01-01', 7.25), ('US-CO', '2024-01-01', 2.9), ('US-CT', '2024-01-01', 6.35),
    ('US-DC', '2024-01-01', 6), ('US-DC', '2026-10-01', 7), ('US-FL', '2024-01-01', 6),
    ('US-GA', '2024-01-01', 4), ('US-HI', '2024-01-01', 4), ('US-ID', '2024-01-01', 6),
    ('US-IL', '2024-01-01', 6.25), ('US-IN', '2024-01-01', 7), ('US-IA', '2024-01-01', 6),
    ('US-KS', '2024-01-01', 6.5), ('US-KY', '2024-01-01', 6), ('US-LA', '2024-01-01', 4.45),
    ('US-LA', '2025-01-01', 5), ('US-ME', '2024-01-01', 5.5), ('US-MD', '2024-01-01', 6),
    ('US-MA', '2024-01-01', 6.25), ('US-MI', '2024-01-01', 6), ('US-MN', '2024-01-01', 6.875),
    ('US-MS', '2024-01-01', 7), ('US-MO', '2024-01-01', 4.225), ('US-NE', '2024-01-01', 5.5),
    ('US-NV', '2024-01-01', 6.85), ('US-NJ', '2024-01-01', 6.625), ('US-NM', '2024-01-01', 4.875),
    ('US-NY', '2024-01-01', 4), ('US-NC', '2024-01-01', 4.75), ('US-ND', '2024-01-01', 5),
    ('US-OH', '2024-01-01', 5.75), ('US-OK', '2024-01-01', 4.5), ('US-PA', '2024-01-01', 6),
    ('US-RI', '2024-01-01', 7), ('US-SC', '2024-01-01', 6), ('US-SD', '2024-01-01', 4.2),
    ('US-SD', '2027-07-01', 4.5),
    ('US-TN', '2024-01-01', 7), ('US-TX', '2024-01-01', 6.25), ('US-UT', '2024-01-01', 6.1),
    ('US-VT', '2024-01-01', 6), ('US-VA', '2024-01-01', 5.3), ('US-WA', '2024-01-01', 6.5),
    ('US-WV', '2024-01-01', 6), ('US-WI', '2024-01-01', 5), ('US-WY', '2024-01-01', 4)
  ) as v (jurisdiction, valid_from, rate)
));
