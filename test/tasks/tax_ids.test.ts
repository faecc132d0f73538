// Tax ids are checked by themselves, once each, and what comes of it counts for the tax.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasRightCheckDigits } from "../../server/tax/check_digits.ts";
import { publishedRules } from "../../server/tax/published_rules.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";
import { until, withWorker } from "../support/worker.ts";

const TASK = "tax/check_tax_ids";

const jobsOf = ({ as }: Tenancy) =>
  as("viewer").rows<{ status: string; result: unknown; error: string | null }>(
    "select status, result, error from events.jobs where task = $1 order by created_at, id",
    [TASK],
  );
const jobsDone = (tenancy: Tenancy, count: number) =>
  until(async () => {
    const jobs = await jobsOf(tenancy);
    const ended = jobs.filter(({ status }) => status === "completed" || status === "failed");
    return ended.length >= count && ended;
  });
const create = ({ as }: Tenancy, accounts: [string, string | null][]) =>
  as("sales").rows(
    `select customers.create_account(a.name, tax_id => a.tax_id, billing_address =>
      row(null, null, 'There', null, null, left(a.tax_id, 2))::customers.postal_address)
    from unnest($1::text[], $2::text[]) as a (name, tax_id)`,
    [accounts.map(([name]) => name), accounts.map(([, taxId]) => taxId)],
  );
const checksOf = ({ as }: Tenancy) =>
  as("viewer").rows(
    `select a.account_name as name, c.number, c.is_valid, c.method
    from tax.tax_id_checks as c join customers.accounts as a on a.id = c.account_id
    order by c.checked_at, a.account_name`,
  );

test("new ids are checked, each once", async () => {
  const tenancy = await openTenant({ clockAt: "2026-03-01T12:00:00Z" });
  await create(tenancy, [
    ["no id", null],
    ["not of the Union", "CHE-123.456.788"],
    ["right", "DE 136.695.976"],
    ["wrong digits", "FR40303265044"],
  ]);
  expect(await jobsOf(tenancy)).toMatchObject([{ status: "queued" }]);
  await withWorker({}, async () => {
    expect(await jobsDone(tenancy, 1)).toMatchObject([{ result: { checked: 2, failed: 1 } }]);
    expect(await checksOf(tenancy)).toEqual([
      { name: "right", number: "DE136695976", is_valid: true, method: "checksum" },
      { name: "wrong digits", number: "FR40303265044", is_valid: false, method: "checksum" },
    ]);

    await tenancy.root.rows("select events.enqueue($1)", [TASK]);
    expect(await jobsDone(tenancy, 2)).toMatchObject([{}, { result: { checked: 0, failed: 0 } }]);
    expect((await checksOf(tenancy)).length).toBe(2);

    await tenancy
      .as("sales")
      .rows("update customers.accounts set tax_id = 'FR40303265045' where tax_id like 'FR%'");
    await jobsDone(tenancy, 3);
    expect(await checksOf(tenancy)).toContainEqual(
      expect.objectContaining({ number: "FR40303265045", is_valid: true }),
    );
  });
});

test("nothing is asked when nothing about tax ids changed", async () => {
  const tenancy = await openTenant({ clockAt: "2026-03-01T12:00:00Z" });
  await create(tenancy, [["no id", null]]);
  expect(await jobsOf(tenancy)).toEqual([]);
  await create(tenancy, [["right", "DE136695976"]]);
  await withWorker({}, () => jobsDone(tenancy, 1));
  await tenancy.as("sales").rows("update customers.accounts set industry = 'Trade'");
  await tenancy.as("sales").rows("update customers.accounts set tax_id = null");
  expect((await jobsOf(tenancy)).length).toBe(1);
});

test("whose digits are wrong gets no reverse charge", async () => {
  const tenancy = await openTenant({ clockAt: "2026-03-01T12:00:00Z" });
  await tenancy
    .as("finance")
    .rows(
      "select tax.add_tax_registration('DE', '1', '2026-01-01', scheme => s) from unnest($1::text[]) as s",
      [["standard", "oss"]],
    );
  await create(tenancy, [["wrong digits", "FR40303265044"]]);
  const treatment = () =>
    tenancy
      .as("viewer")
      .value("select treatment from tax.quote((select id from customers.accounts), 100)");
  expect(await treatment()).toBe("reverse_charge");
  await withWorker({}, () => jobsDone(tenancy, 1));
  expect(await treatment()).toBe("standard");
});

// An Austrian seller with a One Stop Shop, and a customer with such a tax id.
async function openSofia(taxId: string) {
  const tenancy = await openTenant({ clockAt: "2026-03-01T12:00:00Z" });
  await tenancy
    .as("finance")
    .rows(
      "select tax.add_tax_registration('AT', '1', '2026-01-01', scheme => s) from unnest($1::text[]) as s",
      [["standard", "oss"]],
    );
  await create(tenancy, [["Sofia", taxId]]);
  const state = async () =>
    (
      await tenancy.as("viewer").rows(
        `select q.treatment, q.amount::float8 as tax, (tax.accounts_tax_id_status(a)).status
        from customers.accounts as a cross join lateral tax.quote(a.id, 1000) as q`,
      )
    )[0];
  return { tenancy, state };
}

test("a right number of a state whose rule is odd is one, and a wrong one is none", async () => {
  const { tenancy, state } = await openSofia("BG 831641706");
  await withWorker({}, async () => {
    await jobsDone(tenancy, 1);
    expect(await state()).toEqual({ treatment: "reverse_charge", tax: 0, status: "valid" });
    // Who is careful, too.
    await tenancy.as("finance").rows("select tax.change_tax_settings(needs_tax_id_check => true)");
    expect(await state()).toEqual({ treatment: "reverse_charge", tax: 0, status: "valid" });
    await tenancy.as("sales").rows("update customers.accounts set tax_id = 'BG831641705'");
    await jobsDone(tenancy, 2);
  });
  expect(await state()).toEqual({ treatment: "standard", tax: 200, status: "invalid" });
});

test("where not all rules are published, failed digits are a warning, and people decide", async () => {
  const { tenancy, state } = await openSofia("BG 7523169264");
  const decide = (isValid: boolean) =>
    tenancy
      .as("finance")
      .rows(
        "select tax.record_tax_id_check(a.id, 'BG7523169264', $1) from customers.accounts as a",
        [isValid],
      );
  expect(await state()).toEqual({ treatment: "reverse_charge", tax: 0, status: "unchecked" });
  await withWorker({}, () => jobsDone(tenancy, 1));
  expect(await checksOf(tenancy)).toMatchObject([{ is_valid: false, method: "checksum" }]);
  expect(await state()).toEqual({ treatment: "reverse_charge", tax: 0, status: "unverified" });
  await decide(false);
  expect(await state()).toEqual({ treatment: "standard", tax: 200, status: "invalid" });
  await decide(true);
  expect(await state()).toEqual({ treatment: "reverse_charge", tax: 0, status: "valid" });

  // Who is careful waits for somebody who looked.
  await tenancy.as("finance").rows("select tax.change_tax_settings(needs_tax_id_check => true)");
  await tenancy.as("sales").rows("update customers.accounts set tax_id = 'BG7523169262'");
  await withWorker({}, () => jobsDone(tenancy, 2));
  expect(await state()).toEqual({ treatment: "standard", tax: 200, status: "unverified" });
});

// One of each member state, and the same with another digit.
test.each([
  ["AT", "ATU13585627"],
  ["BE", "BE0428759497"],
  ["BG", "BG175074752"],
  ["CY", "CY10259033P"],
  ["CZ", "CZ25123891"],
  ["DE", "DE136695976"],
  ["DK", "DK13585628"],
  ["EE", "EE100931558"],
  ["ES", "ESB58378431"],
  ["FI", "FI20774740"],
  ["FR", "FR40303265045"],
  ["GR", "EL094259216"],
  ["HR", "HR33392005961"],
  ["HU", "HU12892312"],
  ["IE", "IE6433435F"],
  ["IT", "IT00743110157"],
  ["LT", "LT119511515"],
  ["LU", "LU15027442"],
  ["LV", "LV40003521600"],
  ["MT", "MT11679112"],
  ["NL", "NL004495445B01"],
  ["PL", "PL8567346215"],
  ["PT", "PT501964843"],
  ["RO", "RO18547290"],
  ["SE", "SE556188840401"],
  ["SI", "SI50223054"],
  ["SK", "SK2022749619"],
])("the digits of %s", async (country, number) => {
  expect(await hasRightCheckDigits(number, country)).toBe(true);
  const at = number.search(/\d/) + 2;
  const other = number.slice(0, at) + ((Number(number[at]) + 1) % 10) + number.slice(at + 1);
  expect(await hasRightCheckDigits(other, country), other).toBe(false);
});

describe("the rules of states whose numbers the library judges wrongly", () => {
  const isRight = (number: string) => publishedRules[number.slice(0, 2)]!(number.slice(2));

  test.each([
    ["BG831641706", "a company beyond those that begin with 0 to 3"],
    ["BG7523169263", "a citizen of Bulgaria"],
    ["BG7111042925", "a foreigner in Bulgaria"],
    ["BG5123456787", "another person in Bulgaria"],
    ["CZ640903926", "a Czech taxpayer without a number of his own"],
    ["CZ7103192745", "somebody born in 1971"],
    ["CZ395601439", "a woman born in 1939"],
    ["DK13748136", "the example of the Danish Business Authority"],
    ["LV16117519997", "somebody born in 1975"],
    ["LV32012345679", "a person without a day of birth"],
    ["NL123456782B01", "a company of the Netherlands"],
    ["NL000099998B57", "the example of the Dutch Tax Administration"],
    ["NL123456789B13", "a sole trader"],
    ["SI15012557", "a company of Slovenia"],
    ["SK1120000002", "a Slovak number that begins with 1"],
  ])("%s is right: %s", (number) => {
    expect(isRight(number)).toBe(true);
  });

  test.each([
    ["BG7523409263", "nobody is born in a fortieth month"],
    ["CZ93123455", "companies do not begin with 9"],
    ["CZ547220221", "no nine digits after 1953"],
    ["CZ7133192742", "nor in a thirteenth month"],
    ["DK00000000", "nothing begins with nought"],
    ["LV31027519990", "no 31st of February"],
    ["NL000000000B01", "nought is no number"],
    ["NL004495445B00", "there is no branch nought"],
    ["SI00000019", "nothing begins with nought"],
    ["SI10000041", "eleven is no digit"],
    ["SK0120000003", "nothing begins with nought"],
    ["SK2052749624", "the third digit is one of six"],
  ])("%s is wrong: %s", (number) => {
    expect(isRight(number)).toBe(false);
  });

  // Of ten numbers that differ in the last digit one is right, or none where ten is left over.
  const bodies: [string, fc.Arbitrary<string>][] = [
    ["BG", fc.stringMatching(/^\d{8}$/)],
    ["CZ", fc.stringMatching(/^[0-8]\d{6}$/)],
    ["CZ", fc.stringMatching(/^6\d{7}$/)],
    ["DK", fc.stringMatching(/^[1-9]\d{6}$/)],
    ["LV", fc.stringMatching(/^[4-9]\d{9}$/)],
    ["SI", fc.stringMatching(/^[1-9]\d{6}$/)],
    ["SK", fc.stringMatching(/^[1-9]\d[234789]\d{6}$/)],
  ];
  test.each(bodies)("%s: one last digit at most", (state, body) => {
    fc.assert(
      fc.property(body, (digits) => {
        const right = [..."0123456789"].filter((last) => isRight(state + digits + last));
        expect(right.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
