-- A view over values, as the terms are law: where a seller gets the tax of a bad debt back, and how
-- long after the due date at the earliest. Waiting is 0 where the law names no days, but wants the
-- debt to be lost in earnest and written off in the books: who writes it off says that it is. Of
-- the Union, Directive 2006/112/EC, Article 90, leaves the terms to the member states. A country
-- that asks for more than that, such as a court or a new document (Spain, France, Italy), is not
-- listed: there a person settles it with a credit note.
create or replace view tax.bad_debt_reliefs with (security_invoker = true) as
  select country, waiting, law
  from (values
    ('AT', interval '0 days', 'UStG 1994, section 16 (3) no. 1'),
    ('AU', interval '0 days',
      'A New Tax System (Goods and Services Tax) Act 1999, section 21-5 (1)'),
    ('CA', interval '0 days',
      'Excise Tax Act, section 231 (1); Act respecting the Québec sales tax, section 444'),
    ('CH', interval '0 days', 'MWSTG, Article 41 (1)'),
    ('DE', interval '0 days', 'UStG, section 17 (2) no. 1'),
    ('GB', interval '6 months', 'Value Added Tax Act 1994, section 36'),
    ('IE', interval '0 days', 'Value-Added Tax Consolidation Act 2010, section 39 (2); '
      'Value-Added Tax Regulations 2010, reg. 10'),
    ('NL', interval '0 days', 'Wet op de omzetbelasting 1968, Article 29 (1)'),
    ('NZ', interval '0 days', 'Goods and Services Tax Act 1985, section 26 (1)'),
    ('PL', interval '90 days', 'Ustawa o podatku od towarów i usług, Article 89a (1a)')
  ) as listed (country, waiting, law);
comment on view tax.bad_debt_reliefs is
  E'@primaryKey country\nWhere the tax of a bad debt comes back because it was written off.';
comment on column tax.bad_debt_reliefs.country is
  'ISO 3166-1 alpha-2: of the seller and of the tax.';
comment on column tax.bad_debt_reliefs.waiting is
  'How long after the due date the debt must have been unpaid.';
comment on column tax.bad_debt_reliefs.law is 'Where the law says so.';
grant select on tax.bad_debt_reliefs to tenor_viewer;
