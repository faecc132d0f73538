-- States, provinces and outlying areas that may levy taxes of their own, by ISO 3166-2 (US and CA,
-- 2025).
merge into tax.jurisdictions as j
using (values
    ('US-AL', 'Alabama', 'sales'), ('US-AK', 'Alaska', 'sales'), ('US-AZ', 'Arizona', 'sales'),
    ('US-AR', 'Arkansas', 'sales'), ('US-CA', 'California', 'sales'),
    ('US-CO', 'Colorado', 'sales'), ('US-CT', 'Connecticut', 'sales'),
    ('US-DE', 'Delaware', 'sales'), ('US-DC', 'District of Columbia', 'sales'),
    ('US-FL', 'Florida', 'sales'), ('US-GA', 'Georgia', 'sales'), ('US-HI', 'Hawaii', 'sales'),
    ('US-ID', 'Idaho', 'sales'), ('US-IL', 'Illinois', 'sales'), ('US-IN', 'Indiana', 'sales'),
    ('US-IA', 'Iowa', 'sales'), ('US-KS', 'Kansas', 'sales'), ('US-KY', 'Kentucky', 'sales'),
    ('US-LA', 'Louisiana', 'sales'), ('US-ME', 'Maine', 'sales'), ('US-MD', 'Maryland', 'sales'),
    ('US-MA', 'Massachusetts', 'sales'), ('US-MI', 'Michigan', 'sales'),
    ('US-MN', 'Minnesota', 'sales'), ('US-MS', 'Mississippi', 'sales'),
    ('US-MO', 'Missouri', 'sales'), ('US-MT', 'Montana', 'sales'), ('US-NE', 'Nebraska', 'sales'),
    ('US-NV', 'Nevada', 'sales'), ('US-NH', 'New Hampshire', 'sales'),
    ('US-NJ', 'New Jersey', 'sales'), ('US-NM', 'New Mexico', 'sales'),
    ('US-NY', 'New York', 'sales'), ('US-NC', 'North Carolina', 'sales'),
    ('US-ND', 'North Dakota', 'sales'), ('US-OH', 'Ohio', 'sales'), ('US-OK', 'Oklahoma', 'sales'),
    ('US-OR', 'Oregon', 'sales'), ('US-PA', 'Pennsylvania', 'sales'),
    ('US-RI', 'Rhode Island', 'sales'), ('US-SC', 'South Carolina', 'sales'),
    ('US-SD', 'South Dakota', 'sales'), ('US-TN', 'Tennessee', 'sales'),
    ('US-TX', 'Texas', 'sales'), ('US-UT', 'Utah', 'sales'), ('US-VT', 'Vermont', 'sales'),
    ('US-VA', 'Virginia', 'sales'), ('US-WA', 'Washington', 'sales'),
    ('US-WV', 'West Virginia', 'sales'), ('US-WI', 'Wisconsin', 'sales'),
    ('US-WY', 'Wyoming', 'sales'), ('US-AS', 'American Samoa', 'sales'),
    ('US-GU', 'Guam', 'sales'), ('US-MP', 'Northern Mariana Islands', 'sales'),
    ('US-PR', 'Puerto Rico', 'sales'), ('US-UM', 'U.S. Outlying Islands', 'sales'),
    ('US-VI', 'U.S. Virgin Islands', 'sales'), ('CA-AB', 'Alberta', 'pst'),
    ('CA-BC', 'British Columbia', 'pst'), ('CA-MB', 'Manitoba', 'pst'),
    ('CA-NB', 'New Brunswick', 'hst'), ('CA-NL', 'Newfoundland and Labrador', 'hst'),
    ('CA-NS', 'Nova Scotia', 'hst'), ('CA-NT', 'Northwest Territories', 'pst'),
    ('CA-NU', 'Nunavut', 'pst'), ('CA-ON', 'Ontario', 'hst'),
    ('CA-PE', 'Prince Edward Island', 'hst'), ('CA-QC', 'Quebec', 'qst'),
    ('CA-SK', 'Saskatchewan', 'pst'), ('CA-YT', 'Yukon', 'pst')
) as known (code, name, tax_kind)
on j.code = known.code
when matched then update set name = known.name, tax_kind = known.tax_kind
when not matched then insert (code, parent_code, level, name, tax_kind)
  values (known.code, left(known.code, 2), 'state', known.name, known.tax_kind);
