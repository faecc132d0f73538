// Another tenant's ids are answered exactly as ids that do not exist: on every route, and on every
// root field of GraphQL that takes an id.
import { randomUUID } from "node:crypto";
import {
  getNamedType,
  GraphQLInputObjectType,
  isInputObjectType,
  isNonNullType,
  isScalarType,
  isCompositeType,
  isListType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { getSchema } from "../../server/graphql/schema.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Answer, Http } from "../support/http.ts";
import { openTenant } from "../support/tenants.ts";

let api: TestApi;
let stranger: Http;
// One id of each kind of object that tenant A has.
const foreign: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  const other = await openTenant({ database: api.tenancy.database });
  stranger = api.as("admin", { tenantId: other.tenantId });

  const admin = api.as("admin");
  const make = async (kind: string, path: string, body: unknown) => {
    const { status, body: made } = await admin.post(path, body);
    expect(status, JSON.stringify(made)).toBeLessThan(300);
    foreign[kind] = made.id;
    return made;
  };
  const account = await make("account", "/api/accounts", {
    account_name: "Acme",
    billing_contact_email: "ap@acme.example",
  });
  await make("product", "/api/products", { name: "CRM", pricing_model: "flat", base_price: 5 });
  const contract = await make("contract", "/api/contracts", {
    account_id: account.id,
    start_date: "2026-02-01",
    end_date: "2027-01-31",
    seat_count: 3,
    seat_price: 9.99,
  });
  const invoice = await make("invoice", "/api/billing/generate", { contract_id: contract.id });
  foreign.item = invoice.items[0].id;
  await make("payment", "/api/payments", { account_id: account.id, amount: 5 });
  await make("webhook", "/api/webhooks", { url: "https://example.com/hook", event_types: [] });
  await admin.post(`/api/invoices/${invoice.id}/finalize`);
  foreign.job = (await admin.get("/api/invoices?limit=1")).status === 200 ? await firstJob() : "";
  foreign.tenant = api.tenantId;
});

async function firstJob(): Promise<string> {
  return await api.tenancy.as("admin").value<string>("select id from events.jobs limit 1");
}

// What may differ between two refusals: the ids that were asked for, and the request's own.
function plain({ status, text }: Answer, ...ids: string[]): string {
  let told = text.replace(/"instance":"[^"]*"/, "").replace(/"errorId":"[^"]*"/, "");
  for (const id of ids) told = told.replaceAll(id, "ID");
  return `${status} ${told}`;
}

describe("REST", () => {
  it("answers for foreign ids as for unknown ones, on every route", async () => {
    const { body: document } = await api.bearing().get("/api/openapi.json");
    const asked: string[] = [];
    for (const [path, methods] of Object.entries<object>(document.paths)) {
      // Subjects are the auth server's: anybody may name one.
      if (!path.includes("{") || path.includes("{subject}")) continue;
      for (const method of Object.keys(methods)) {
        if (!["get", "post", "put", "patch", "delete"].includes(method)) continue;
        const askFor = async (id: string) => {
          const ask = (value: string, item: string) => {
            const at = path
              .replace(/\{id\}/, value)
              .replace(/\{item_?[iI]d\}/, item)
              .replace(/\{kind\}/, "billing");
            const full = at.startsWith("/api") ? at : `/api${at}`;
            return method === "get" || method === "delete"
              ? stranger[method](full)
              : stranger[method as "post"](full, bodyOf(path, method));
          };
          const unknown = randomUUID();
          const item = foreign.item ?? "";
          const [theirs, nobodys] = [await ask(id, item), await ask(unknown, randomUUID())];
          expect(plain(theirs, id, item), `${method} ${path}`).toBe(plain(nobodys, unknown));
          expect(theirs.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
        };
        await Promise.all([...new Set(Object.values(foreign))].map(askFor));
        asked.push(`${method} ${path}`);
      }
    }
    expect(asked.length).toBeGreaterThan(35);
  }, 120_000);

  it("and in bodies", async () => {
    const bodies: [string, (id: string) => object, string][] = [
      ["/api/accounts", (id) => ({ account_name: "B", parent_account_id: id }), "account"],
      [
        "/api/contracts",
        (id) => ({
          account_id: id,
          start_date: "2026-02-01",
          end_date: "2027-01-31",
          seat_count: 1,
          seat_price: 1,
        }),
        "account",
      ],
      ["/api/billing/generate", (id) => ({ contract_id: id }), "contract"],
      ["/api/billing/preview", (id) => ({ contract_id: id }), "contract"],
      ["/api/invoices", (id) => ({ account_id: id }), "account"],
      ["/api/payments", (id) => ({ account_id: id, amount: 1 }), "account"],
      ["/api/payments", (id) => ({ invoice_id: id, amount: 1 }), "invoice"],
    ];
    for (const [path, body, kind] of bodies) {
      const [id, unknown] = [foreign[kind] ?? "", randomUUID()];
      const theirs = await stranger.post(path, body(id));
      const nobodys = await stranger.post(path, body(unknown));
      expect(plain(theirs, id), path).toBe(plain(nobodys, unknown));
      expect(theirs.status, path).toBe(404);
    }
  });

  it("shows a stranger empty lists", async () => {
    for (const list of ["accounts", "products", "contracts", "invoices", "payments", "webhooks"]) {
      expect((await stranger.get(`/api/${list}`)).body.data, list).toEqual([]);
    }
  });
});

// Enough of a body that the id, not the body, is what is wrong.
function bodyOf(path: string, method: string): object {
  if (path.endsWith("/void") || path.endsWith("/hold") || path.endsWith("/release")) {
    return { reason: "x" };
  }
  if (path.endsWith("/items")) return { description: "x", unit_price: 1 };
  if (path.endsWith("/prices")) return { pricing_model: "flat", unit_price: 1 };
  if (path.includes("/contacts/")) return { email: "a@b.example" };
  if (path.includes("/addresses/")) return { line1: "x" };
  if (method === "put" || method === "patch") return {};
  return {};
}

describe("GraphQL", () => {
  it("answers for foreign ids as for unknown ones, on every root field", async () => {
    const { schema } = await getSchema();
    const roots = [
      ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((f) => ["query", f] as const),
      ...Object.values(schema.getMutationType()?.getFields() ?? {}).map(
        (f) => ["mutation", f] as const,
      ),
    ];
    let asked = 0;
    for (const [kind, field] of roots) {
      const required = field.args.filter((arg) => isRequired(arg));
      const takesId = JSON.stringify(field.args.map((arg) => sample(arg.type, "ID"))).includes(
        "ID",
      );
      if (!takesId) continue;
      const unknown = randomUUID();
      const ids = [unknown, ...new Set(Object.values(foreign))];
      const [nobodys, ...theirs] = await Promise.all(
        ids.map(async (id) =>
          plain(await stranger.graphql(operation(kind, field, required, id)), id),
        ),
      );
      expect(new Set(theirs), field.name).toEqual(new Set([nobodys]));
      asked += 1;
    }
    expect(asked).toBeGreaterThan(25);
  }, 120_000);
});

function isRequired(arg: GraphQLArgument): boolean {
  return isNonNullType(arg.type) || getNamedType(arg.type).name === "UUID";
}

// A value of a type, with the id wherever one goes; fields that may be left out are.
function sample(type: GraphQLInputType, id: string): unknown {
  const named = getNamedType(type);
  if (isListType(isNonNullType(type) ? type.ofType : type)) return [];
  if (isInputObjectType(named)) return sampleObject(named, id);
  const byName: Record<string, unknown> = {
    UUID: id,
    Date: "2026-02-01",
    Datetime: "2026-02-01T00:00:00Z",
    Int: 1,
    Boolean: false,
    JSON: {},
  };
  if (named.name in byName) return byName[named.name];
  return isScalarType(named) ? "1" : undefined;
}

function sampleObject(type: GraphQLInputObjectType, id: string): Record<string, unknown> {
  const entries = Object.values(type.getFields())
    .filter((field) => isNonNullType(field.type) || getNamedType(field.type).name === "UUID")
    .map((field) => [field.name, sample(field.type, id)]);
  return Object.fromEntries(entries);
}

function operation(
  kind: string,
  field: GraphQLField<unknown, unknown>,
  args: readonly GraphQLArgument[],
  id: string,
): string {
  const given = args.map((arg) => `${arg.name}: ${literal(sample(arg.type, id))}`).join(", ");
  const answer = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  return `${kind} { ${field.name}${given ? `(${given})` : ""}${answer} }`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => `${name}: ${literal(inner)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}
