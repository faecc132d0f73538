// How often one may ask, and how much of the pool one may hold.
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../../server/http/main.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { httpClient } from "../support/http.ts";
import { openTenant } from "../support/tenants.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    env: {
      RATE_LIMIT_PER_MINUTE: "5",
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: "4",
      TRUST_PROXY_HOPS: "1",
    },
  });
});

const from = (address: string) => ({ "x-forwarded-for": address });
const ask = (token: string | undefined, address: string) =>
  api.bearing(token).post("/graphql", { query: "{ __typename }" }, from(address));

describe("The rate limit", () => {
  it("counts a person of a tenant, wherever the requests come from", async () => {
    const token = api.token("viewer", { subject: "busy" });
    const statuses = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await ask(token, `10.0.0.${i}`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await ask(token, "10.0.0.9");
    expect(refused.body).toMatchObject({ code: "rate_limited", status: 429 });
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("leaves others alone, of the same name in another tenant too", async () => {
    const other = await openTenant({ database: api.tenancy.database });
    const token = api.token("viewer", { subject: "busy", tenantId: other.tenantId });
    expect((await ask(token, "10.0.0.1")).status).toBe(200);
    expect((await ask(api.token("viewer", { subject: "calm" }), "10.0.0.1")).status).toBe(200);
  });

  it("counts who is not known by address", async () => {
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask(`guess.${i}`, "192.0.2.1")).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    expect((await ask(undefined, "192.0.2.2")).status).toBe(401);
  });

  it("counts a /64 of IPv6 as one", async () => {
    const statuses = [];
    for (let i = 0; i < 5; i += 1) {
      statuses.push((await ask(undefined, `2001:db8:1:2:${i}:${i}:${i}:1`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    expect((await ask(undefined, "2001:db8:1:3::1")).status).toBe(401);
  });

  it("believes no more proxies than there are", async () => {
    const statuses = [];
    for (let i = 0; i < 5; i += 1) {
      statuses.push((await ask(undefined, `203.0.113.${i}, 198.51.100.7`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
  });
});

describe("Who is known", () => {
  it("is not counted by address: 700 reads at once from one, whose strangers are spent", async () => {
    const busy = await startApi({ ...api.config, rateLimitPerMinute: 0 });
    closeAtTheEnd(busy.close);
    const stranger = httpClient(busy.url);
    for (let i = 0; i < 5; i += 1) await stranger.get("/api/clock", from("192.0.2.7"));
    const refused = await stranger.get("/api/clock", from("192.0.2.7"));
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    const viewer = httpClient(busy.url, api.token("viewer", { subject: "many" }));
    const answers = await Promise.all(
      Array.from({ length: 700 }, () => viewer.get("/api/clock", from("192.0.2.7"))),
    );
    expect(answers.filter(({ status }) => status === 429)).toEqual([]);
    expect((await viewer.get("/api/clock", from("192.0.2.7"))).status).toBe(200);
  }, 120_000);
});

describe("An address", () => {
  for (const [name, addresses] of Object.entries({
    IPv4: (port: number) => `198.51.100.77:${port}`,
    IPv6: (port: number) => `[2001:db8:9:9::1]:${port}`,
    "no address": (port: number) => `unknown-${port}`,
  })) {
    it(`that a proxy tells with its port is one caller: ${name}`, async () => {
      const statuses = [];
      for (let i = 0; i < 5; i += 1) {
        statuses.push((await ask(undefined, addresses(50_000 + i))).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
    });
  }

  it("is kept without the port", async () => {
    const admin = api.bearing(api.token("admin", { subject: "porter" }));
    const created = await admin.post(
      "/api/accounts",
      { account_name: "Porter" },
      from("203.0.113.9:4711"),
    );
    expect(created.status).toBe(201);
    const entry = await api.tenancy.root.value(
      "select client_ip from audit.entries where tenant_id = $1 and actor = $2 limit 1",
      [api.tenantId, "porter"],
    );
    expect(entry).toBe("203.0.113.9");
  });
});

describe("When every connection is taken", () => {
  it("the next is told to come again after a second, by GraphQL and REST", async () => {
    const busy = await startApi({ ...api.config, rateLimitPerMinute: 0 }, { poolSize: 1 });
    closeAtTheEnd(busy.close);
    const other = await openTenant({ database: api.tenancy.database });
    const create =
      "mutation ($subject: String!) { createMember(input: { member: " +
      '{ subject: $subject, role: "sales" } }) { member { id } } }';
    const admin = httpClient(busy.url, api.token("admin"));
    const viewer = httpClient(busy.url, api.token("viewer", { tenantId: other.tenantId }));
    await api.tenancy.root.transaction(async (client) => {
      await client.query("lock table tenancy.members in exclusive mode");
      const waiting = admin.graphql(create, { subject: "waits" });
      await sleep(100);
      const started = Date.now();
      const [graphql, rest] = await Promise.all([
        viewer.graphql("{ tenants { nodes { id } } }"),
        viewer.get("/api/clock"),
      ]);
      expect(Date.now() - started).toBeLessThan(3_000);
      expect(graphql.status).toBe(503);
      expect(graphql.body.errors[0].extensions.code).toBe("overloaded");
      expect(rest).toMatchObject({ status: 503, body: { code: "overloaded" } });
      expect(rest.headers.get("retry-after")).toBe("1");
      await client.query("commit");
      expect((await waiting).body.errors).toBeUndefined();
      await client.query("begin");
    });
  });
});

describe("When the database closes its connections", () => {
  it("the running request is told so, and the next is served by a new one", async () => {
    const busy = await startApi({ ...api.config, rateLimitPerMinute: 0 }, { poolSize: 2 });
    closeAtTheEnd(busy.close);
    const viewer = httpClient(busy.url, api.token("viewer"));
    await api.tenancy.root.transaction(async (client) => {
      await client.query("lock table tenancy.members in access exclusive mode");
      const waiting = viewer.graphql("{ members { nodes { id } } }");
      await sleep(200);
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename = 'tenor_gateway' and datname = current_database()`,
      );
      expect(await waiting).toMatchObject({ status: 503 });
    });
    expect((await viewer.graphql("{ members { nodes { id } } }")).body.errors).toBeUndefined();
    expect((await viewer.get("/readyz")).status).toBe(200);
  });
});
