// Every order of every list, as GraphQL and REST offer them: who follows the cursor sees each row
// once, however many rows have the same value or none.
import { getNamedType, isEnumType, parse } from "graphql";
import type { GraphQLEnumType, GraphQLField } from "graphql";
import type { PoolClient } from "pg";
import { beforeAll, expect, test } from "vitest";
import { openVault } from "../../server/vault.ts";
import { executeInTransaction, getSchema } from "../../server/graphql/schema.ts";
import { API_SCHEMAS } from "../../server/graphql/schemas.ts";
import { camelCase } from "../../server/rest/names.ts";
import type { OpenApi } from "../../server/rest/openapi.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { cloneDatabase } from "../support/databases.ts";
import { fillTables, idOf } from "../support/rows_everywhere.ts";

const PAGE = 2;
const PAGES = 10;
// A busy machine may take its time for two thousand pages.
const TIMEOUT = 120_000;

// One row a tenant, by their keys; or none of what is filled in fits together.
const FEW = [
  "/tax/returns/frozen",
  "/controls/approvals",
  "accessRights",
  "cashJournalLines",
  "creditNoteJournalLines",
  "numberForms",
  "roundingRules",
  "taxReturns",
  "taxSettings",
  "writeOffJournalLines",
];

let api: TestApi;

beforeAll(async () => {
  const database = await cloneDatabase({ pgtap: true });
  api = await startTestApi({ database });
  for (const slug of ["second", "third"]) {
    await api.as("operator").post("/api/tenants", { name: slug, slug });
  }
  await fillTables(database.rootUrl, API_SCHEMAS, api.tenantId);
}, TIMEOUT);

interface Page {
  rows: unknown[];
  next: string | null;
}

type Read = (order: string, first: number, after: string | null) => Promise<Page>;

const asText = (rows: unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

/** Walks through a list in each of its orders, two rows a page; says how many rows it has. */
async function walkEach(list: string, orders: string[], read: Read): Promise<number> {
  const whole = await read(orders[0]!, 500, null);
  // What the law says makes some long lists, which have larger pages.
  const size = whole.rows.length > PAGE ? Math.max(PAGE, Math.ceil(whole.rows.length / PAGES)) : 1;
  for (const order of orders) {
    const rows: unknown[] = [];
    let page = await read(order, size, null);
    for (let pages = 0; page.next !== null && pages < 2 * PAGES; pages += 1) {
      rows.push(...page.rows);
      page = await read(order, size, page.next);
    }
    expect(asText([...rows, ...page.rows]), `${list} by ${order}`).toEqual(asText(whole.rows));
  }
  return whole.rows.length;
}

test(
  "GraphQL: every order of every list brings each row once",
  async () => {
    const { schema } = await getSchema();
    const fields = Object.values(schema.getQueryType()!.getFields()) as GraphQLField<
      unknown,
      unknown
    >[];
    const lists = fields.flatMap(({ name, args }) => {
      const type = getNamedType(args.find((arg) => arg.name === "orderBy")?.type);
      return isEnumType(type) ? [{ name, type }] : [];
    });
    expect(lists.length).toBeGreaterThan(60);
    const few: string[] = [];
    for (const { name, type } of lists) {
      const rows = await api.tenancy
        .as(name === "tenants" ? "operator" : "admin")
        .transaction((client) => walkEach(name, wordsOf(type), readerOf(client, name, type)));
      if (rows <= PAGE) few.push(name);
    }
    expect(few.sort()).toEqual(FEW.filter((it) => !it.startsWith("/")));
  },
  TIMEOUT,
);

const wordsOf = (type: GraphQLEnumType) => type.getValues().map((value) => value.name);

function readerOf(client: PoolClient, list: string, type: GraphQLEnumType): Read {
  const columns = wordsOf(type)
    .filter((word) => /_ASC$/.test(word) && word !== "PRIMARY_KEY_ASC")
    .map((word) => camelCase(word.slice(0, -4).toLowerCase()));
  const document = parse(`query ($order: [${type.name}!], $first: Int, $after: Cursor) {
    ${list}(orderBy: $order, first: $first, after: $after) {
      nodes { ${columns.join(" ")} }
      pageInfo { hasNextPage endCursor }
    }
  }`);
  return async (order, first, after) => {
    const variables = { order: [order], first, after };
    const { data, errors } = await executeInTransaction({
      client,
      document,
      variables,
      claims: { sub: "reader", role: "admin", tenantId: api.tenantId },
      vault: openVault(api.config),
    });
    if (errors) throw new Error(`${list} by ${order}`, { cause: errors[0] });
    const { nodes, pageInfo } = data![list] as Connection;
    if (pageInfo.hasNextPage) expect(pageInfo.endCursor).toEqual(expect.any(String));
    return { rows: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  };
}

interface Connection {
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

test(
  "REST: every order of every list brings each row once",
  async () => {
    const document: OpenApi = (await api.bearing().get("/api/openapi.json")).body;
    const walked = new Set<string>();
    const few: string[] = [];
    // A token that is new is an event, which the list of them would bring while it is walked.
    const [operator, admin] = [api.as("operator"), api.as("admin")];
    for (const [path, { get }] of Object.entries(document.paths)) {
      const order = get?.parameters.find((one) => "name" in one && one.name === "order_by");
      // The customer's documents have two addresses for one list.
      const [operation = ""] = get?.operationId.split("_") ?? [];
      if (!order || !("schema" in order) || walked.has(operation)) continue;
      walked.add(operation);
      const words = order.schema.items!.enum as string[];
      const http = path === "/tenants" ? operator : admin;
      const read: Read = async (word, limit, cursor) => {
        const query = new URLSearchParams({ order_by: word, limit: String(limit) });
        if (cursor !== null) query.set("cursor", cursor);
        const address = `/api${path.replace(/{\w+}/, idOf(1))}?${query}`;
        const { status, body, text } = await http.get(address);
        if (status !== 200) throw new Error(`${address}: ${text.slice(0, 500)}`);
        return { rows: body.data, next: body.next_cursor };
      };
      const rows = await walkEach(path, words, read);
      if (rows <= 1) few.push(path);
    }
    expect(walked.size).toBeGreaterThan(20);
    expect(few).toEqual(FEW.filter((it) => it.startsWith("/")));
  },
  TIMEOUT,
);

test("REST: a cursor belongs to its list and order", async () => {
  const http = api.as("admin");
  const { body } = await http.get("/api/accounts?order_by=external_id&limit=2");
  for (const [list, order] of [
    ["accounts", "-external_id"],
    ["accounts", "external_id,status"],
    ["products", "sku"],
  ]) {
    const answer = await http.get(`/api/${list}?order_by=${order}&cursor=${body.next_cursor}`);
    expect(answer.body).toMatchObject({ code: "invalid_input", errors: [{ pointer: "/cursor" }] });
  }
});

test("several orders at once, one of them twice", async () => {
  const http = api.as("admin");
  const read: Read = async (order, limit, cursor) => {
    const { body } = await http.get(
      `/api/accounts?order_by=${order}&limit=${limit}${cursor === null ? "" : `&cursor=${cursor}`}`,
    );
    return { rows: body.data, next: body.next_cursor };
  };
  const orders = [
    "credit_hold,-external_id",
    "-external_id,credit_hold,-external_id",
    "id,-status",
  ];
  expect(await walkEach("accounts", orders, read)).toBeGreaterThan(PAGE);
});
