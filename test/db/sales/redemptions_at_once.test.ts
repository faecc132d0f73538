// Of a coupon with a limit as many are had as there are, whoever comes at the same time.
import { expect, test } from "vitest";
import { inTenant, type Persona, type Tenancy } from "../../support/tenants.ts";

const SIGN = `select id from sales.create_contract($1, '2026-02-01', '2027-01-31',
  contract_number => $2, seat_count => 1, seat_price => 10)`;
const APPLY = "select sales.apply_discount($1, code => 'COUPON')";

async function accounts(sales: Persona, count: number): Promise<string[]> {
  const rows = await sales.rows<{ id: string }>(
    "select a.id from generate_series(1, $1) as n, customers.create_account('Account ' || n) as a",
    [count],
  );
  return rows.map((it) => it.id);
}

/** The codes of the refusals. */
async function refusals(work: Promise<unknown>[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes
    .filter((it) => it.status === "rejected")
    .map((it) => (it.reason as { code: string }).code);
}

async function sixteenContracts(sales: Persona, of: string[]): Promise<string[]> {
  return await Promise.all(
    Array.from({ length: 16 }, (_, n) => sales.value<string>(SIGN, [of[n % of.length], `C-${n}`])),
  );
}

async function count({ as }: Tenancy): Promise<object | undefined> {
  return await as("viewer").one(
    `select d.redemptions_count as counted,
      (select count(*)::int from sales.redemptions) as redeemed,
      (select count(*)::int from sales.contract_discounts) as given
    from catalog.discounts as d`,
  );
}

test("sixteen at once do not exceed the limit of a coupon", () =>
  inTenant(async (tenancy) => {
    const sales = tenancy.as("sales");
    await sales.rows(
      "select catalog.create_discount('x', percent => 5, code => 'COUPON', max_redemptions => 5)",
    );
    const contracts = await sixteenContracts(sales, await accounts(sales, 16));
    const refused = await refusals(contracts.map((id) => sales.rows(APPLY, [id])));
    expect(refused).toEqual(Array.from({ length: 11 }, () => "DCEXH"));
    expect(await count(tenancy)).toEqual({ counted: 5, redeemed: 5, given: 5 });
  }));

test("nor the limit of an account, by contracts and by invoices", () =>
  inTenant(async (tenancy) => {
    const [sales, finance] = [tenancy.as("sales"), tenancy.as("finance")];
    await sales.rows(
      `select catalog.create_discount('x', percent => 5, code => 'COUPON',
        max_redemptions_per_account => 3)`,
    );
    const of = await accounts(sales, 2);
    const contracts = await sixteenContracts(sales, of);
    const invoices = await Promise.all(
      of.map((id) =>
        finance.value<string>(
          `select id from billing.create_invoice($1, items => array[
            (null, null, 'Work', 1, 10, null, null, null, null, null)::billing.invoice_item_input])`,
          [id],
        ),
      ),
    );
    const refused = await refusals([
      ...invoices.map((id) =>
        finance.rows("select billing.discount_invoice($1, code => 'COUPON')", [id]),
      ),
      ...contracts.map((id) => sales.rows(APPLY, [id])),
    ]);
    expect(refused).toEqual(Array.from({ length: 12 }, () => "DCEXH"));
    expect(await count(tenancy)).toMatchObject({ counted: 6, redeemed: 6 });
    expect(
      await sales.rows("select count(*)::int from sales.redemptions group by account_id"),
    ).toEqual([{ count: 3 }, { count: 3 }]);
  }));

test("the same coupon sixteen times on one contract is given once", () =>
  inTenant(async (tenancy) => {
    const sales = tenancy.as("sales");
    await sales.rows("select catalog.create_discount('x', percent => 5, code => 'COUPON')");
    const [account] = await accounts(sales, 1);
    const contract = await sales.value(SIGN, [account, "C-1"]);
    const refused = await refusals(Array.from({ length: 16 }, () => sales.rows(APPLY, [contract])));
    expect(refused).toEqual(Array.from({ length: 15 }, () => "23P01"));
    expect(await count(tenancy)).toEqual({ counted: 1, redeemed: 1, given: 1 });
  }));
