// A token is believed when everything about it is right, and answered alike when anything is not.
import { randomUUID } from "node:crypto";
import jwt, { type SignOptions } from "jsonwebtoken";
import { beforeAll, describe, expect, it } from "vitest";
import { startTestApi, TEST_SECRET, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ env: { JWT_ISSUER: "https://login.tenor.example" } });
});

const QUESTION = "{ tenants { nodes { id } } }";

const sign = (claims: object, options: SignOptions = {}, secret = TEST_SECRET): string =>
  jwt.sign({ role: "viewer", tenant_id: api.tenantId, ...claims }, secret, {
    subject: "somebody",
    audience: "tenor",
    issuer: "https://login.tenor.example",
    expiresIn: "1h",
    ...options,
  });

const unsigned = (header: object, claims: object): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

describe("A token that is right", () => {
  it("opens its own tenant and no other", async () => {
    const answer = await api.bearing(sign({})).graphql(QUESTION);
    expect(answer.status).toBe(200);
    expect(answer.body.data.tenants.nodes).toEqual([{ id: api.tenantId }]);
  });

  it("may have expired less than a minute ago, clocks differ", async () => {
    const past = Math.floor(Date.now() / 1000) - 20;
    const claims = { role: "viewer", tenant_id: api.tenantId, iat: past - 60, exp: past };
    const token = jwt.sign(claims, TEST_SECRET, {
      subject: "somebody",
      audience: "tenor",
      issuer: "https://login.tenor.example",
    });
    expect((await api.bearing(token).graphql(QUESTION)).status).toBe(200);
  });

  it("may say that it acts for the operator, who has no tenant", async () => {
    const token = sign({ role: "operator", tenant_id: undefined });
    expect((await api.bearing(token).graphql(QUESTION)).status).toBe(200);
  });
});

describe("A token that is not", () => {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const cases: Record<string, () => string | undefined> = {
    missing: () => undefined,
    empty: () => "",
    "no token at all": () => "just words",
    "unsigned, algorithm none": () =>
      `${unsigned(
        { alg: "none", typ: "JWT" },
        { sub: "x", aud: "tenor", exp: inAnHour, role: "admin", tenant_id: api.tenantId },
      )}.`,
    "signed with another key": () => sign({}, {}, "another key, also of more than 32 characters"),
    "signed with another algorithm": () => sign({}, { algorithm: "HS512" }),
    "changed after it was signed": () => {
      const [head, , signature] = sign({}).split(".");
      const body = {
        sub: "x",
        aud: "tenor",
        exp: inAnHour,
        role: "admin",
        tenant_id: randomUUID(),
      };
      return `${head}.${Buffer.from(JSON.stringify(body)).toString("base64url")}.${signature}`;
    },
    "without an expiry": () =>
      jwt.sign({ role: "viewer", tenant_id: api.tenantId }, TEST_SECRET, {
        subject: "somebody",
        audience: "tenor",
        issuer: "https://login.tenor.example",
      }),
    "long expired": () => sign({}, { expiresIn: -120 }),
    "issued for a hundred years": () => sign({}, { expiresIn: "36500d" }),
    "issued for longer than a day": () => sign({}, { expiresIn: 24 * 3600 + 1 }),
    "from a time to come": () => sign({ iat: inAnHour }, { expiresIn: "1h" }),
    "without the time of its issue": () => sign({}, { noTimestamp: true }),
    "not valid yet": () => sign({}, { notBefore: 600 }),
    "for another audience": () => sign({}, { audience: "elsewhere" }),
    "from another issuer": () => sign({}, { issuer: "https://evil.example" }),
    "of an unknown role": () => sign({ role: "root" }),
    "of a role that names a database role": () => sign({ role: "tenor_owner" }),
    "of a role that objects inherit": () => sign({ role: "constructor" }),
    "of several roles": () => sign({ role: ["viewer", "admin"] }),
    "without a tenant": () => sign({ tenant_id: undefined }),
    "with a tenant that is no id": () => sign({ tenant_id: "' or true --" }),
    "of an operator with a tenant": () => sign({ role: "operator" }),
    "without a subject": () => sign({}, { subject: "" }),
    "with a control character in its subject": () => sign({}, { subject: "a\u0000b" }),
  };

  for (const [name, make] of Object.entries(cases)) {
    it(`is answered 401: ${name}`, async () => {
      const answer = await api.bearing(make()).graphql(QUESTION);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(answer.body).toMatchObject({
        code: "unauthenticated",
        status: 401,
        detail: "This needs a valid token.",
      });
    });
  }

  it("is answered the same below /api", async () => {
    const answer = await api.bearing(sign({ role: "root" })).get("/api/clock");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("invalid_token");
    expect((await api.bearing().get("/api/clock")).status).toBe(401);
  });
});

describe("What needs no token", () => {
  for (const path of ["/healthz", "/readyz", "/api/openapi.json", "/api/docs", "/graphiql"]) {
    it(path, async () => {
      expect((await api.bearing().get(path)).status).toBe(200);
    });
  }
});
