// Tax ids are checked by themselves, once each, and what comes of it counts for the tax.
import { expect, test } from "vitest";
import { hasRightCheckDigits } from "../../server/tax/check_digits.ts";
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

// Right by the rule as it is published, and refused by the library.
test("where check digits are not reliable, failed ones are a warning, and people decide", async () => {
  expect(await hasRightCheckDigits("BG831641706", "BG")).toBe(false);
  const tenancy = await openTenant({ clockAt: "2026-03-01T12:00:00Z" });
  await tenancy
    .as("finance")
    .rows(
      "select tax.add_tax_registration('AT', '1', '2026-01-01', scheme => s) from unnest($1::text[]) as s",
      [["standard", "oss"]],
    );
  await create(tenancy, [["Sofia", "BG 831641706"]]);
  const state = async () =>
    (
      await tenancy.as("viewer").rows(
        `select q.treatment, q.amount::float8 as tax, (tax.accounts_tax_id_status(a)).status
        from customers.accounts as a cross join lateral tax.quote(a.id, 1000) as q`,
      )
    )[0];
  const decide = (isValid: boolean) =>
    tenancy
      .as("finance")
      .rows(
        "select tax.record_tax_id_check(a.id, 'BG831641706', $1) from customers.accounts as a",
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
  await tenancy.as("sales").rows("update customers.accounts set tax_id = 'BG831720897'");
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
