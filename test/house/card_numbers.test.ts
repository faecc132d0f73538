// Where people write freely, no number of a payment card is taken.
import { expect, test } from "vitest";
import { names } from "./catalogue.ts";

// Names of columns that hold words of people.
const WORDS =
  "(^|_)(address|certificate_number|city|code|company_size|description|external_id|footer|industry|" +
  "instructions|label|legal_name|line1|line2|metadata|name|notes?|number|phone|postal_code|reason|" +
  "reference|sku|state|subject|tax_id|website)$";

const OTHERS: Record<string, string> = {
  "audit.": "written by triggers, of rows that were checked",
  "billing.cash_sources.": "names of ours",
  "billing.credit_notes.credit_note_number": "counted",
  "billing.invoice_discounts.name": "copied from the catalog",
  "billing.invoices.invoice_number": "counted",
  "billing.item_discounts.name": "copied from the contract",
  "billing.item_taxes.": "copied from rates and exemptions",
  "billing.run_failures.": "sentences of ours",
  "billing.tax_calculations.reference": "the provider's",
  "billing.tax_reports.reference": "the provider's",
  "events.": "queues, mail and answers, made of rows that were checked",
  "ledger.": "names of ours",
  "search.": "made of rows that were checked",
  "sales.contract_discounts.code": "copied from the catalog",
  "tax.jurisdictions.": "lists of ours",
  "tax.statutory_rates.": "lists of ours",
  "tax.localities.code": "a code of letters and digits of its state",
  "tax.locality_places.": "places, of which the locality has the name",
  "tax.tax_entry_sources.": "names of ours",
  "tax.tax_return_lines.": "what exemptions and accounts say, where it is refused",
  "tax.tax_id_checks.": "the register's",
  "tenancy.analysts.": "logins, which the operator makes",
  "tenancy.duties.": "names of ours",
  "tenancy.duty_failures.": "sentences of ours",
  "tenancy.token_withdrawals.": "what tokens say, which the auth server gave out",
  "webhooks.deliveries.": "names of events",
};

test("every text of people refuses them", async () => {
  const open = await names(
    `select format('%s.%s.%s', n.nspname, c.relname, a.attname)
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
      and not a.attisdropped and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
    where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|graphile|public|pgtap|test)'
      and a.attname ~ $1
      and not exists (
        select from pg_catalog.pg_trigger as t
        where t.tgrelid = c.oid and t.tgname = '_250_no_card_number'
          and a.attnum = any (t.tgattr::int2[])
          and pg_get_triggerdef(t.oid) ~ ('new\\.' || quote_ident(a.attname) || '\\y'))
    order by 1`,
    [WORDS],
  );
  const told = open.filter((it) => !Object.keys(OTHERS).some((known) => it.startsWith(known)));
  expect(told).toEqual([]);
});
