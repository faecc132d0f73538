// Claims live as long as their transaction: on one shared connection nobody is taken for another.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { withPooledClient } from "../../server/graphql/pooled_client.ts";
import { sessionSettings } from "../../server/graphql/session.ts";
import { startApi } from "../../server/http/main.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { httpClient } from "../support/http.ts";
import { openTenant } from "../support/tenants.ts";

let api: TestApi;
let url: string;
const tenants: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  for (let i = 0; i < 3; i += 1) {
    tenants.push((await openTenant({ database: api.tenancy.database })).tenantId);
  }
  const narrow = await startApi(api.config, { poolSize: 1 });
  closeAtTheEnd(narrow.close);
  url = narrow.url;
});

const as = (role: "viewer" | "admin" | "operator", tenantId?: string) =>
  httpClient(url, api.token(role, tenantId ? { tenantId } : {}));

const WHO = "{ tenants { nodes { id } } members { nodes { id } } }";
const FAIL = "mutation ($id: UUID!) { retryJob(input: { jobId: $id }) { job { id } } }";

describe("On a pool of one connection", () => {
  it("tenants that take turns see their own rows", async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, async (_, i) => {
          const tenantId = tenants[i % tenants.length]!;
          const { body } = await as("viewer", tenantId).graphql(WHO);
          return { tenantId, seen: body.data.tenants.nodes };
        }),
      );
      for (const { tenantId, seen } of answers) expect(seen).toEqual([{ id: tenantId }]);
    }
  });

  it("a failed request leaves nothing to the next", async () => {
    const [one, two] = tenants as [string, string];
    const failed = await as("admin", one).graphql(FAIL, { id: randomUUID() });
    expect(failed.body.errors[0].extensions.code).toBe("not_found");
    const { body } = await as("viewer", two).graphql(WHO);
    expect(body.data.tenants.nodes).toEqual([{ id: two }]);
  });

  it("a role is not kept: after the admin the viewer still may not write", async () => {
    const [tenantId] = tenants as [string];
    const create = `mutation { createMember(
      input: { member: { subject: "${randomUUID()}", role: "sales" } }) { member { id } } }`;
    expect((await as("admin", tenantId).graphql(create)).body.errors).toBeUndefined();
    const refused = await as("viewer", tenantId).graphql(create);
    expect(refused.body.errors[0].extensions.code).toBe("forbidden");
    await as("operator").graphql("{ tenants { nodes { id } } }");
    const { body } = await as("viewer", tenantId).graphql(WHO);
    expect(body.data.tenants.nodes).toEqual([{ id: tenantId }]);
  });
});

describe("A transaction of the gateway", () => {
  const ASKED = `select current_user as who, current_setting('statement_timeout') as patience,
    current_setting('tenor.tenant_id', true) as tenant, current_setting('tenor.subject', true) as subject`;

  it("has its settings, a time limit among them, and takes them along when it ends", async () => {
    const [tenantId] = tenants as [string];
    const pool = new pg.Pool({ connectionString: api.config.gatewayDatabaseUrl, max: 1 });
    closeAtTheEnd(() => pool.end());
    const subject = "o'brien\\'; set role tenor_owner; --";
    const settings = sessionSettings(
      { sub: subject, role: "finance", tenantId },
      { requestId: "r", clientIp: "::1" },
    );
    const work = withPooledClient(pool, { bytes: 1e6 });
    const inside = await work(settings, (client) => client.query({ text: ASKED }));
    expect(inside.rows).toEqual([
      { who: "tenor_finance", patience: "30s", tenant: tenantId, subject },
    ]);
    const { rows } = await pool.query(ASKED);
    expect(rows).toEqual([{ who: "tenor_gateway", patience: "0", tenant: "", subject: "" }]);
    await expect(work(null, (client) => client.query({ text: MEMBERS }))).rejects.toMatchObject({
      code: "42501",
    });
  });

  it("is tried again when others stood in its way", async () => {
    const pool = new pg.Pool({ connectionString: api.config.gatewayDatabaseUrl, max: 1 });
    closeAtTheEnd(() => pool.end());
    const work = withPooledClient(pool, { bytes: 1e6 });
    let attempts = 0;
    const result = await work(null, async (client) => {
      attempts += 1;
      if (attempts < 3) await client.query({ text: DEADLOCK });
      return "done";
    });
    expect([result, attempts]).toEqual(["done", 3]);
    await expect(work(null, (client) => client.query({ text: DEADLOCK }))).rejects.toMatchObject({
      code: "40P01",
    });
  });
});

const MEMBERS = "select from tenancy.members";
const DEADLOCK = "do $$ begin raise exception using errcode = '40P01', message = 'x'; end $$";
