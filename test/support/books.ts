// Whatever a test does, the books agree afterwards.
import { withClient } from "../../server/postgres/connection.ts";

export async function checkBooks(rootUrl: string): Promise<void> {
  await withClient(rootUrl, async (client) => {
    const tenants = await client.query<{ id: string; slug: string }>(
      "select id, slug from tenancy.tenants",
    );
    for (const { id, slug } of tenants.rows) {
      await client.query("select set_config('tenor.tenant_id', $1, false)", [id]);
      const { rows } = await client.query("select * from ledger.discrepancies limit 5");
      if (rows.length > 0) {
        throw new Error(`The books of ${slug} disagree: ${JSON.stringify(rows, null, 2)}`);
      }
    }
  });
}
