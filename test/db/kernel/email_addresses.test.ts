// Who lets an address in and who sends to it are of one mind: what the database takes, the mailer
// takes, and the other way round.
import { expect, test } from "vitest";
import { address } from "../../../server/mail/addresses.ts";
import { openTenant } from "../../support/tenants.ts";

const tenancy = await openTenant();

const GOOD = [
  "ap@acme.example",
  "jane.o'hara+x@mail.example.co.uk",
  "a@b.de",
  "A_B-c!#$%&*/=?^`{|}~@x1.example",
  "ap@xn--bcher-kva.example",
  `${"a".repeat(64)}@example.com`,
  `a@${"b".repeat(63)}.example`,
];
const BAD = [
  "",
  "nobody",
  "@b.de",
  "a@",
  "a@b",
  "a@b.c",
  "a@b.1",
  "a@b.123",
  "a@@b.de",
  "a@b@c.de",
  ".a@b.de",
  "a.@b.de",
  "a..b@c.de",
  "a b@c.de",
  "a@b .de",
  "a@-b.de",
  "a@b-.de",
  "a@b..de",
  "a@.b.de",
  "a@b.de.",
  "a@b.de, c@d.de",
  "a@b.de;c@d.de",
  "<a@b.de>",
  "Jo <a@b.de>",
  '"a b"@c.de',
  "a@[192.0.2.1]",
  "a@192.0.2.1",
  "ü@b.de",
  "a@bücher.example",
  "a\\b@c.de",
  "a@b.de\nBcc: x@y.de",
  "a@b.de\r\n",
  "a\t@b.de",
  "a@b.de\u2028",
  "a\u200b@b.de",
  `${"a".repeat(65)}@example.com`,
  `a@${"b".repeat(64)}.example`,
  `a@${"b.".repeat(130)}de`,
];

function isSentTo(given: string): boolean {
  try {
    return address(given) === given;
  } catch {
    return false;
  }
}

test.each([
  ["takes", GOOD, true],
  ["refuses", BAD, false],
] as const)("both sides %s them", async (_, addresses, expected) => {
  const rows = await tenancy
    .as("viewer")
    .rows<{ given: string; is_good: boolean }>(
      "select given, kernel.is_email_address(given) as is_good from unnest($1::text[]) as given",
      [addresses],
    );
  expect(rows.map(({ given, is_good }) => [given, is_good, isSentTo(given)])).toEqual(
    addresses.map((given) => [given, expected, expected]),
  );
});

test("wherever an address is kept, it is one", async () => {
  const admin = tenancy.as("admin");
  const account = await admin.value<string>("select id from customers.create_account('Acme')");
  for (const [statement, ...values] of [
    ["update tenancy.brands set email = $1"],
    ["update customers.accounts set primary_contact_email = $1"],
    ["insert into customers.contacts (email, account_id) values ($1, $2)", account],
    ["select customers.set_contact($2, 'billing', $1)", account],
    ["select customers.create_account('New', billing_contact_email => $1)"],
    ["select customers.create_account('New', primary_contact_email => $1)"],
  ] as const) {
    const evil = "a@b.de\r\nBcc: everyone@example.com";
    expect(await admin.refusal(statement, [evil, ...values]), statement).toBe("23514");
    await admin.rows(statement, ["a@b.de", ...values]);
  }
});
