// Twenty invoices with account and totals, by sixteen clients.
import { load } from "./support/clock.ts";
import type { Scenario } from "./support/scenario.ts";
import { seedContracts } from "./support/seed.ts";

const QUERY = `{
  invoices(first: 20, orderBy: [ISSUE_DATE_DESC, PRIMARY_KEY_DESC]) {
    nodes {
      id invoiceNumber status issueDate dueDate currency subtotal discount tax total balance
      account { id accountName }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export default {
  name: "invoices",
  async run(platform) {
    await seedContracts(platform, 500);
    await platform.post("admin", "/api/clock/advance", { to: "2026-02-02T12:00:00Z" });
    await platform.root.query("vacuum analyze");
    const list = () => platform.post("viewer", "/graphql", { query: QUERY });
    await load(16, 200, list);
    const lists = await load(16, 3000, list);
    return [
      {
        what: "GraphQL list of 20 invoices, 16 clients",
        value: lists.perSecond,
        unit: "/s",
        target: 300,
        customer: "200/s",
      },
      { what: "the same, p95", value: lists.p95Ms, unit: "ms", target: 100, lowerIsBetter: true },
    ];
  },
} satisfies Scenario;
