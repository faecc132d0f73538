// Who may no longer come in does not, whatever their token says; and what was refused is on record.
import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { beforeAll, describe, expect, test } from "vitest";
import { startTestApi, TEST_SECRET, type TestApi } from "../support/api.ts";
import type { Answer, Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";
import { until } from "../support/worker.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

// Issued a minute ago: what is withdrawn in a second is withdrawn for the whole of it.
const older = (role: string, subject: string) =>
  api.bearing(
    jwt.sign(
      { role, tenant_id: api.tenantId, iat: Math.floor(Date.now() / 1000) - 60 },
      TEST_SECRET,
      { subject, audience: "tenor", expiresIn: "1h" },
    ),
  );
// Issued in the next moment, which the tolerance of clocks allows for.
const newer = (role: string, subject: string) =>
  api.bearing(
    jwt.sign(
      { role, tenant_id: api.tenantId, iat: Math.floor(Date.now() / 1000) + 5 },
      TEST_SECRET,
      { subject, audience: "tenor", expiresIn: "1h" },
    ),
  );

const create = (http: Http, key?: string, account_name = "Acme"): Promise<Answer> =>
  http.post("/api/accounts", { account_name }, key ? { "idempotency-key": key } : {});

const MEMBERS = "{ members { nodes { id } } }";

describe("A member who was removed", () => {
  test("neither reads nor writes, over REST and GraphQL", async () => {
    const admin = api.as("admin");
    const added = await admin.graphql(
      `mutation { createMember(input: { member: { subject: "finn", role: "finance" } })
        { member { id } } }`,
    );
    const { id } = added.body.data.createMember.member;
    const finn = newer("finance", "finn");
    expect((await create(finn)).status).toBe(201);
    await admin.graphql(
      `mutation ($id: UUID!) { updateMember(input: { id: $id, patch: { status: "removed" } })
        { member { id } } }`,
      { id },
    );
    const refused = await create(finn);
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect((await finn.get("/api/accounts")).status).toBe(403);
    const { body } = await finn.graphql(MEMBERS);
    expect(body.errors[0].extensions).toMatchObject({ code: "forbidden", status: 403 });
  });
});

describe("Tokens that were withdrawn", () => {
  test("open nothing; a newer one does", async () => {
    const eve = older("sales", "eve/1");
    expect((await eve.get("/api/accounts")).status).toBe(200);
    const admin = checked(api.as("admin"));
    const withdrawn = await admin.post("/api/members/eve%2F1/withdraw-tokens");
    expect(withdrawn).toMatchObject({ status: 200, body: { subject: "eve/1" } });
    const refused = await eve.get("/api/accounts");
    expect(refused).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect((await create(eve)).status).toBe(401);
    expect((await newer("sales", "eve/1").get("/api/accounts")).status).toBe(200);
    expect((await older("sales", "eve").get("/api/accounts")).status).toBe(200);
  });

  test.each(["viewer", "sales", "finance", "approver"] as const)("not by %s", async (role) => {
    const answer = await api.as(role).post("/api/members/eve/withdraw-tokens");
    expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
  });
});

test("a token of a tenant that is not there is refused", async () => {
  const stranger = api.as("admin", { tenantId: randomUUID() });
  expect(await stranger.get("/api/accounts")).toMatchObject({
    status: 401,
    body: { code: "unauthenticated", detail: "This needs a valid token." },
  });
  expect((await create(stranger)).status).toBe(401);
  const { body } = await stranger.graphql(MEMBERS);
  expect(body.errors[0].extensions).toMatchObject({ code: "unauthenticated", status: 401 });
});

describe("A key that somebody used", () => {
  const as = (role: "viewer" | "finance" | "admin") => api.as(role, { subject: "fay" });

  test("answers a role only what that role may do", async () => {
    const key = randomUUID();
    const first = await create(as("finance"), key);
    expect(first.status).toBe(201);
    const refused = await create(as("viewer"), key);
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const again = await create(as("admin"), key);
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const { rows } = { rows: await api.tenancy.root.rows("select from customers.accounts") };
    expect((await create(as("finance"), key)).text).toBe(first.text);
    expect(await api.tenancy.root.rows("select from customers.accounts")).toHaveLength(rows.length);
  });

  test("is free for who may not do it, and then for who may", async () => {
    const key = randomUUID();
    expect((await create(as("viewer"), key)).status).toBe(403);
    expect((await create(as("finance"), key)).status).toBe(201);
  });
});

describe("A GraphQL mutation with a key", () => {
  const CREATE = `mutation ($name: String!) {
    createAccount(input: { accountName: $name }) { account { id } }
  }`;
  const send = (http: Http, key: string, name = "Acme", query = CREATE) =>
    http.post("/graphql", { query, variables: { name } }, { "idempotency-key": key });
  const countOf = async (name: string) =>
    (await api.tenancy.root.rows("select from customers.accounts where account_name = $1", [name]))
      .length;

  test("is carried out once, also when it comes six times at once", async () => {
    const [key, name] = [randomUUID(), randomUUID()];
    const finance = api.as("finance");
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(finance, key, name)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body.data.createAccount.account.id).toMatch(/^[0-9a-f-]{36}$/);
    const replayed = answers.filter((it) => it.headers.get("idempotency-replayed") === "true");
    expect(replayed).toHaveLength(5);
    expect(await countOf(name)).toBe(1);
  });

  test("conflicts with another request of that key, REST included", async () => {
    const key = randomUUID();
    await send(api.as("finance"), key);
    const other = await send(api.as("finance"), key, "Other");
    expect(other.body.errors[0].extensions).toMatchObject({ code: "idempotency_conflict" });
    expect((await create(api.as("finance"), key)).status).toBe(409);
  });

  test("answers a viewer who repeats it that it may not", async () => {
    const key = randomUUID();
    const as = (role: "viewer" | "finance") => api.as(role, { subject: "gil" });
    await send(as("finance"), key);
    const refused = await send(as("viewer"), key);
    expect(refused.body).toMatchObject({ errors: [{ extensions: { code: "forbidden" } }] });
    expect(refused.body.data ?? null).toBeNull();
  });

  test("is done as a whole or not at all, and what failed is not kept", async () => {
    const [key, name] = [randomUUID(), randomUUID()];
    const both = `mutation ($name: String!) {
      first: createAccount(input: { accountName: $name }) { account { id } }
      second: createAccount(input: { accountName: "" }) { account { id } }
    }`;
    const failed = await send(api.as("finance"), key, name, both);
    expect(failed.body.errors[0]).toMatchObject({ path: ["second"] });
    expect(await countOf(name)).toBe(0);
    expect((await send(api.as("finance"), key, name)).body.errors).toBeUndefined();
    expect(await countOf(name)).toBe(1);
  });

  test("keeps no secret", async () => {
    const key = randomUUID();
    const query = `mutation {
      a: createEndpoint(input: { url: "https://example.com/a" }) { it: endpointWithSecret { s: secret } }
    }`;
    const admin = api.as("admin");
    const made = await send(admin, key, "", query);
    expect(made.body.data.a.it.s).toMatch(/^whsec_/);
    const again = await send(admin, key, "", query);
    expect(again.body).toEqual({ data: { a: { it: { s: null } } } });
    const kept = await api.tenancy.root.rows("select body from events.idempotency_keys");
    expect(JSON.stringify(kept)).not.toContain(made.body.data.a.it.s);
  });

  test("two secrets of one request are two", async () => {
    const { body } = await api.as("admin").graphql(`mutation {
      a: createEndpoint(input: { url: "https://example.com/a" }) { it: endpointWithSecret { secret } }
      b: createEndpoint(input: { url: "https://example.com/b" }) { it: endpointWithSecret { secret } }
    }`);
    expect(body.data.a.it.secret).toMatch(/^whsec_/);
    expect(body.data.b.it.secret).not.toBe(body.data.a.it.secret);
  });

  test("has a key of 1 to 255 characters; a question needs none", async () => {
    const long = await send(api.as("finance"), "x".repeat(256));
    expect(long.body.errors[0].extensions).toMatchObject({ code: "invalid_input" });
    const asked = await send(api.as("viewer"), "x".repeat(256), "", MEMBERS);
    expect(asked.body.errors).toBeUndefined();
  });
});

describe("On record", () => {
  const events = async (http: Http, query: string) =>
    (await http.get(`/api/security-events?${query}`)).body.data as Record<string, unknown>[];
  const seen = (http: Http, query: string) =>
    until(async () => {
      const found = await events(http, query);
      return found.length > 0 && found;
    });

  test("is who was refused, what and in which role", async () => {
    const subject = randomUUID();
    await create(api.as("viewer", { subject }));
    await api
      .as("viewer", { subject })
      .graphql(`mutation { createAccount(input: { accountName: "x" }) { account { id } } }`);
    const admin = checked(api.as("admin"));
    const denied = await until(async () => {
      const found = await events(admin, `event=access.denied&subject=${subject}`);
      return found.length === 2 && found;
    });
    const what = denied.map((it) => it["details"]);
    expect(what).toContainEqual({ code: "forbidden", what: "POST /api/accounts" });
    expect(what).toContainEqual({ code: "forbidden", what: "POST /graphql createAccount" });
    expect(denied[0]).toMatchObject({ subject, role: "viewer", event: "access.denied" });
    // It was first used for what it may not do.
    expect(await events(admin, `event=token.first_used&subject=${subject}`)).toEqual([]);
  });

  test("is the first use of a token, once, and what was answered again", async () => {
    const subject = randomUUID();
    const finance = api.as("finance", { subject });
    const key = randomUUID();
    await create(finance, key);
    await create(finance, key);
    const admin = api.as("admin");
    expect(await seen(admin, `event=request.replayed&subject=${subject}`)).toHaveLength(1);
    expect(await seen(admin, `event=token.first_used&subject=${subject}`)).toHaveLength(1);
  });

  test("is a token that nobody signed, for the operator alone", async () => {
    await api.bearing("a.b.c").get("/api/accounts");
    const operator = api.as("operator");
    expect(await seen(operator, "event=token.refused")).not.toEqual([]);
    expect(await events(api.as("admin"), "event=token.refused")).toEqual([]);
  });

  test("is read by auditors and admins of the tenant and by the operator alone", async () => {
    for (const role of ["viewer", "sales", "finance", "approver"] as const) {
      expect((await api.as(role).get("/api/security-events")).status).toBe(403);
      expect((await api.as(role).get("/api/audit/verifications")).status).toBe(403);
      expect((await api.as(role).get("/api/audit/verify")).status).toBe(403);
    }
    const stranger = await startTestApi({ database: api.tenancy.database });
    const foreign = await events(stranger.as("admin"), "limit=200");
    expect(foreign.map((it) => it["event"])).not.toContain("access.denied");
    const { body } = await api.as("admin").graphql("{ securityEvents { nodes { event } } }");
    expect(body.data.securityEvents.nodes).not.toEqual([]);
    expect((await api.as("admin").get("/api/audit/verifications")).body.data).toEqual([]);
    const auditor = checked(api.as("auditor"));
    expect((await auditor.get("/api/audit/verify")).body.data).toEqual([]);
    expect((await auditor.get(`/api/audit/verify?head=${"0".repeat(64)}`)).body.data).toEqual([
      { seal_id: null, entry_id: null, problem: expect.stringContaining("not in the chain") },
    ]);
    expect((await seen(auditor, "limit=1")).length).toBe(1);
    expect((await auditor.get("/api/audit?limit=1")).body.data).toHaveLength(1);
    for (const path of ["accounts", "invoices", "books/entries", "legal-entities"]) {
      expect((await auditor.get(`/api/${path}`)).status, path).toBe(200);
    }
    expect((await auditor.post("/api/accounts", { account_name: "x" })).status).toBe(403);
    expect((await auditor.post("/api/books/periods/2020-01/close", {})).status).toBe(403);
  });
});
