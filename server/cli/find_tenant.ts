import { withClient } from "../postgres/connection.ts";

// As the operator, who may see which tenants there are.
export async function findTenant(gatewayUrl: string, slug: string): Promise<string | undefined> {
  return await withClient(gatewayUrl, async (client) => {
    await client.query("set role tenor_operator");
    const found = await client.query<{ id: string }>(
      "select id from tenancy.tenants where slug = $1",
      [slug],
    );
    return found.rows[0]?.id;
  });
}

export async function hasTenants(gatewayUrl: string): Promise<boolean> {
  return await withClient(gatewayUrl, async (client) => {
    await client.query("set role tenor_operator");
    const found = await client.query("select from tenancy.tenants limit 1");
    return found.rowCount !== 0;
  });
}
