// A tree of three levels and a hundred accounts, read whole.
import { load } from "./support/clock.ts";
import type { Scenario } from "./support/scenario.ts";
import { seedTree } from "./support/seed.ts";

const QUERY = `query ($id: UUID!) {
  account(id: $id) { descendants(first: 500) { nodes { id accountName depth parentAccountId } } }
}`;

export default {
  name: "hierarchy",
  async run(platform) {
    const id = await seedTree(platform, 100);
    const clients = await Promise.all([platform.connect("viewer"), platform.connect("viewer")]);
    const inSql = (n: number) =>
      clients[n % 2]?.query({
        name: "hierarchy",
        text: "select * from customers.hierarchy($1)",
        values: [id],
      }) ?? Promise.reject(new Error("No connection."));
    const inGraphql = () =>
      platform.post("viewer", "/graphql", { query: QUERY, variables: { id } });
    await load(2, 100, inSql);
    await load(4, 50, inGraphql);
    const sql = await load(2, 3000, inSql);
    const graphql = await load(4, 1000, inGraphql);
    return [
      {
        what: "hierarchy of 100 accounts, SQL",
        value: sql.perSecond,
        unit: "/s",
        target: 1_000,
        customer: "80/s",
      },
      {
        what: "hierarchy of 100 accounts, GraphQL",
        value: graphql.perSecond,
        unit: "/s",
        target: 200,
        customer: "80/s",
      },
    ];
  },
} satisfies Scenario;
