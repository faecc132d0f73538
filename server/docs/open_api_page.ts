// docs/openapi.json as the server would answer it, made without a server.
import { Pool } from "pg";
import { readLimits } from "../graphql/limits_of_columns.ts";
import { getSchema } from "../graphql/schema.ts";
import { buildOpenApi } from "../rest/router.ts";

export async function openApiPage(gatewayUrl: string): Promise<string> {
  const pool = new Pool({ connectionString: gatewayUrl });
  pool.on("error", () => {});
  try {
    const { schema } = await getSchema(pool);
    return `${JSON.stringify(buildOpenApi(schema, await readLimits(pool)), null, 2)}\n`;
  } finally {
    await pool.end();
  }
}
