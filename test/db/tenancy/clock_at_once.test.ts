// The clock's row is what every other row refers to.
import { expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

test("while the clock moves, an act that is under way ends, and refers to the tenant", async () => {
  const { as } = await openTenant({ clockAt: "2026-01-15T12:00:00Z" });
  const admin = as("admin");
  await admin.transaction(async (client) => {
    await client.query("select tenancy.advance_clock('2026-01-17T12:00:00Z')");
    const made = await admin.transaction(async (other) => {
      await other.query("set local lock_timeout = '5s'");
      return await other.query("select (catalog.create_product('Seats')).id");
    });
    expect(made.rows).toHaveLength(1);
  });
});

test("an act waits for the clock, and sees the day that it came to", async () => {
  const { as } = await openTenant({ clockAt: "2026-01-15T12:00:00Z" });
  const admin = as("admin");
  const account = await admin.value<string>("select (customers.create_account('Acme')).id");
  let isPaid = false;
  let paid: Promise<unknown> | undefined;
  await admin.transaction(async (client) => {
    await client.query("select tenancy.advance_clock('2026-01-17T12:00:00Z')");
    paid = admin
      .value("select (payments.record_payment(10, $1)).received_on::text", [account])
      .finally(() => (isPaid = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isPaid).toBe(false);
  });
  expect(await paid).toBe("2026-01-17");
});
