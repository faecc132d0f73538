-- A view over values, as the terms are law: where a seller gets the tax of a bad debt back, and how
-- long after the due date at the earliest. Waiting is 0 where the law names no days, but wants the
-- debt to be lost in earnest and written off in the books: who writes it off says that it is. Of
-- the Union, Directive 2006/112/EC, Article 90, leaves the terms to the member states. A country
-- that asks for more than that, such as a court or a new document (Spain, France, Italy), is not
-- listed: there a person settles it with a credit note.
create or replace view tax.bad_debt_reliefs with (security_invoker = true) as
  select country, waiting_months, waiting_days, law
  from (values
    ('AT', 0, 0, 'UStG 1994, section 16 (3) no. 1'),
    ('AU', 0, 0,
      'A New Tax System (Goods and Services Tax) Act 1999, section 21-5 (1)'),
    ('CA', 0, 0,
      'Excise Tax Act, section 231 (1); Act respecting the Québec sales tax, section 444'),
    ('CH', 0, 0, 'MWSTG, Article 41 (1)'),
    ('DE', 0, 0, 'UStG, section 17 (2) no. 1'),
    ('GB', 6, 0, 'Value Added Tax Act 1994, section 36'),
    ('IE', 0, 0, 'Value-Added Tax Consolidation Act 2010, section 39 (2); '
      'Value-Added Tax Regulations 2010, reg. 10'),
    ('NL', 0, 0, 'Wet op de omzetbelasting 1968, Article 29 (1)'),
    ('NZ', 0, 0, 'Goods and Services Tax Act 1985, section 26 (1)'),
    ('PL', 0, 90, 'Ustawa o podatku od towarów i usług, Article 89a (1a)')
  ) as listed (country, waiting_months, waiting_days, law);
comment on view tax.bad_debt_reliefs is
  E'@primaryKey country\nWhere the tax of a bad debt comes back because it was written off.';
comment on column tax.bad_debt_reliefs.country is
  'ISO 3166-1 alpha-2: of the seller and of the tax.';
comment on column tax.bad_debt_reliefs.waiting_months is
  'Months after the due date for which the debt must have been unpaid; with no days besides, 0 '
  'asks for none, whenever it is due.';
comment on column tax.bad_debt_reliefs.waiting_days is 'Days beyond these.';
comment on column tax.bad_debt_reliefs.law is 'Where the law says so.';
grant select on tax.bad_debt_reliefs to tenor_viewer;
