-- What an invoice must say by the law of its seller's country, and where that law says so. A view
-- over values, as it is law; countries that are not listed ask nothing, as the United States, whose
-- law asks for records, not for what an invoice says. What depends on what people entered can be
-- missing, and then keeps an invoice from being issued; the rest all documents say. That tax is
-- paid on a cash basis is said in the European Union where it is so.
create or replace view tax.required_content with (security_invoker = true) as
  select said.country, content, said.customer_kind, said.source, said.is_of_registered,
    false as is_from_data, said.from_total, said.currency, null as form, null as company_forms,
    null as footer_words
  from (values
    ('DE', 'any', 'UStG § 14 (4) no. 1', false, null::numeric, null::text,
      '{seller_name,customer_name}'::text[]),
    ('DE', 'any', 'UStG § 14 (4) no. 3', false, null, null, '{issue_date}'),
    ('DE', 'any', 'UStG § 14 (4) no. 4', false, null, null, '{number}'),
    ('DE', 'any', 'UStG § 14 (4) no. 5', false, null, null, '{description,quantity}'),
    ('DE', 'any', 'UStG § 14 (4) no. 6', false, null, null, '{supply_date}'),
    ('DE', 'any', 'UStG § 14 (4) no. 7', false, null, null, '{taxable_by_rate,discount}'),
    ('DE', 'any', 'UStG § 14 (4) no. 8', false, null, null,
      '{tax_rate,tax_by_rate,reason_for_no_tax}'),
    ('DE', 'any', 'UStDV § 31 (5)', false, null, null, '{corrected_document}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 1°', false, null, null,
      '{seller_name,customer_name}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 6°', false, null, null, '{issue_date}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 7°', false, null, null, '{number}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 8°', false, null, null,
      '{description,quantity,unit_price,tax_rate}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 9°', false, null, null, '{discount}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 10°', false, null, null,
      '{supply_date}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 11°', false, null, null,
      '{taxable_by_rate,tax_by_rate}'),
    ('FR', 'any', 'CGI, annexe II, art. 242 nonies A, I, 12°', false, null, null,
      '{reason_for_no_tax}'),
    ('FR', 'any', 'Code de commerce, L441-9', false, null, null, '{payment_terms}'),
    ('FR', 'business', 'Code de commerce, L441-9, D441-5', false, null, null, '{late_payment}'),
    ('FR', 'any', 'CGI, art. 289, I, 5', false, null, null, '{corrected_document}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (a)', true, null, null, '{number}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (b)', true, null, null, '{supply_date}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (c)', true, null, null, '{issue_date}'),
    ('GB', 'any',
      'Company, LLP and Business (Names and Trading Disclosures) Regulations 2015, reg. 24',
      false, null, null, '{seller_name}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (e)', true, null, null, '{customer_name}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (g)', true, null, null, '{description}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (h)', true, null, null,
      '{quantity,tax_rate}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (j)', true, null, null, '{discount}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (m)', true, null, null, '{unit_price}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 14 (1) (o)', true, null, null, '{reason_for_no_tax}'),
    ('GB', 'any', 'VAT Regulations 1995, reg. 15C', true, null, null, '{corrected_document}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) a', true, null, null, '{seller_name}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) b', true, null, null, '{customer_name}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) c', true, null, null, '{supply_date}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) d', true, null, null, '{description}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) e', true, null, null, '{total}'),
    ('CH', 'any', 'MWSTG Art. 26 (2) f', true, null, null,
      '{tax_rate,tax_by_rate,taxable_by_rate}'),
    ('CA', 'any', 'SOR/91-45, s. 3 (a)', true, null, null, '{seller_name,issue_date,total}'),
    ('CA', 'any', 'SOR/91-45, s. 3 (b)', true, 100, 'CAD', '{tax_by_rate,tax_rate}'),
    ('CA', 'any', 'SOR/91-45, s. 3 (c)', true, 500, 'CAD',
      '{customer_name,payment_terms,description}'),
    ('AU', 'any', 'GST Act 1999, s. 29-70 (1)', true, null, null,
      '{tax_invoice_title,seller_name,issue_date,description,quantity,total,tax_by_rate,tax_rate}'),
    ('AU', 'any', 'GST Act 1999, s. 29-70 (1)', true, 1000, 'AUD', '{customer_name}'),
    ('AU', 'any', 'GST Act 1999, s. 29-75', true, null, null, '{corrected_document}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 1', true, null, null, '{seller_name}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 2', true, null, null, '{supply_date}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 3', true, null, null,
      '{description,reduced_rate_mark}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 4', true, null, null,
      '{taxable_by_rate,tax_rate}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 5', true, null, null, '{tax_by_rate}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (1) 6', true, null, null, '{customer_name}'),
    ('JP', 'any', 'Consumption Tax Act, Art. 57-4 (3)', true, null, null, '{corrected_document}')
  ) as said (country, customer_kind, source, is_of_registered, from_total, currency, contents)
  cross join unnest(said.contents) as content
  union all
  select j.code, 'cash_accounting', 'any', 'Directive 2006/112/EC, Article 226 (7a)', true, false,
    null, null, null, null, null
  from tax.jurisdictions as j
  where j.eu_from is not null and j.eu_to is null
  union all
  select entered.country, entered.content, entered.customer_kind, entered.source,
    entered.is_of_registered, true, entered.from_total, entered.currency, entered.form,
    entered.company_forms, entered.footer_words
  from (values
    ('DE', 'seller_address', 'any', 'UStG § 14 (4) no. 1', false, null, null, null, null, null),
    ('DE', 'seller_tax_number', 'any', 'UStG § 14 (4) no. 2', false, null, null,
      '^(DE[1-9][0-9]{8}|[0-9]{10,13})$', null, null),
    ('DE', 'customer_address', 'any', 'UStG § 14 (4) no. 1; UStDV § 33', false, 250.01, 'EUR',
      null, null, null),
    ('DE', 'customer_tax_id', 'business', 'UStG § 14a (1)', false, null, null, null, null, null),
    ('DE', 'tax_in_local_currency', 'any', 'Directive 2006/112/EC, Article 230', false, null,
      'EUR', null, null, null),
    ('DE', 'seller_register', 'any', 'GmbHG § 35a; AktG § 80; HGB §§ 37a, 125', false, null,
      null, null, '\m(gGmbH|GmbH|UG|AG|SE|KGaA|OHG|KG)\M', '\m(HRA|HRB|GnR)\M'),
    ('DE', 'seller_directors', 'any', 'GmbHG § 35a; AktG § 80', false, null, null, null,
      '\m(gGmbH|GmbH|UG|AG|SE|KGaA)\M', '(Geschäftsführ|Vorstand|Director)'),
    ('FR', 'seller_address', 'any', 'CGI, annexe II, art. 242 nonies A, I, 1°', false, null,
      null, null, null, null),
    ('FR', 'customer_address', 'any', 'CGI, annexe II, art. 242 nonies A, I, 1°', false, null,
      null, null, null, null),
    ('FR', 'seller_siren', 'any', 'CGI, annexe II, art. 242 nonies A, I, 1°', false, null, null,
      '[0-9]{9}', null, null),
    ('FR', 'seller_tax_number', 'any', 'CGI, annexe II, art. 242 nonies A, I, 2°', true, null,
      null, '^FR[0-9A-HJ-NP-Z]{2}[0-9]{9}$', null, null),
    ('FR', 'customer_tax_id', 'business', 'CGI, annexe II, art. 242 nonies A, I, 4°', false,
      null, null, null, null, null),
    ('FR', 'tax_in_local_currency', 'any', 'Directive 2006/112/EC, Article 230', false, null,
      'EUR', null, null, null),
    ('FR', 'seller_register', 'any', 'Code de commerce, R123-237', false, null, null, null,
      '\m(SAS|SASU|SARL|EURL|SA|SCA|SNC|SE)\M', '\m(RCS|R\.C\.S\.)'),
    ('FR', 'seller_capital', 'any', 'Code de commerce, R123-238', false, null, null, null,
      '\m(SAS|SASU|SARL|EURL|SA|SCA|SE)\M', '\mcapital\M'),
    ('GB', 'seller_address', 'any', 'VAT Regulations 1995, reg. 14 (1) (d)', true, null, null,
      null, null, null),
    ('GB', 'seller_tax_number', 'any', 'VAT Regulations 1995, reg. 14 (1) (d)', true, null, null,
      '^(GB|XI)?([0-9]{9}|[0-9]{12})$', null, null),
    ('GB', 'customer_address', 'any', 'VAT Regulations 1995, reg. 14 (1) (e); reg. 16A', true,
      250.01, 'GBP', null, null, null),
    ('GB', 'tax_in_local_currency', 'any', 'VAT Regulations 1995, reg. 14 (1) (l)', true, null,
      'GBP', null, null, null),
    ('CH', 'seller_place', 'any', 'MWSTG Art. 26 (2) a', true, null, null, null, null, null),
    ('CH', 'seller_tax_number', 'any', 'MWSTG Art. 26 (2) a', true, null, null,
      '^CHE[0-9]{9}(MWST|TVA|IVA|VAT)?$', null, null),
    ('CH', 'customer_place', 'any', 'MWSTG Art. 26 (2) b; MWSTV Art. 57', true, 400.01, 'CHF',
      null, null, null),
    ('CA', 'seller_tax_number', 'any', 'SOR/91-45, s. 3 (b)', true, 100, 'CAD',
      '^[0-9]{9}(RT[0-9]{4})?$', null, null),
    ('AU', 'seller_tax_number', 'any', 'GST Act 1999, s. 29-70 (1)', true, null, null,
      '^(ABN)?[0-9]{11}$', null, null),
    ('AU', 'tax_in_local_currency', 'any', 'GST Act 1999, s. 9-85; GSTR 2001/2', true, null,
      'AUD', null, null, null),
    ('JP', 'seller_tax_number', 'any', 'Consumption Tax Act, Art. 57-4 (1) 1', true, null, null,
      '^T[0-9]{13}$', null, null),
    ('JP', 'tax_in_local_currency', 'any', 'Consumption Tax Act, Art. 57-4 (1) 5', true, null,
      'JPY', null, null, null)
  ) as entered (country, content, customer_kind, source, is_of_registered, from_total, currency,
    form, company_forms, footer_words);
comment on view tax.required_content is
  E'@primaryKey country,content\nWhat invoices must say by the law of the seller''s country.';
comment on column tax.required_content.country is 'Country of the seller.';
comment on column tax.required_content.content is 'What must be said, such as seller_tax_number.';
comment on column tax.required_content.customer_kind is
  'To whom: business (who has a tax id), consumer, or any.';
comment on column tax.required_content.source is 'The law that asks for it.';
comment on column tax.required_content.is_of_registered is
  'Whether it is asked only of sellers who are registered for tax there.';
comment on column tax.required_content.is_from_data is
  'Whether it can be missing, since people enter it; documents always say the rest.';
comment on column tax.required_content.from_total is
  'The smallest total, with tax, of which it is asked; null is any.';
comment on column tax.required_content.currency is
  'Currency of that total, or of the tax that is asked for.';
comment on column tax.required_content.form is
  'A pattern of the number, in capitals without blanks and signs; null is any.';
comment on column tax.required_content.company_forms is
  'A pattern of the legal forms of which it is asked; null is all.';
comment on column tax.required_content.footer_words is
  'A pattern of what a seller''s own footer says when it says it.';
grant select on tax.required_content to tenor_viewer;
