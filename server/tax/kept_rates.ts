import { Client } from "pg";
import type { DatedRate } from "./rate_audit.ts";

/** The standard rates of the law as the database has them, by its owner's connection. */
export async function keptRates(url: string): Promise<DatedRate[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<DatedRate>(
      `select r.jurisdiction, r.valid_from::text as "from", r.rate::float8 as rate,
        r.is_stacked as "isStacked"
      from tax.statutory_rates as r where r.category = 'standard'`,
    );
    return rows;
  } finally {
    await client.end();
  }
}
