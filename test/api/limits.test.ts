// GraphQL is no weapon: what costs too much is refused before it costs.
import { setTimeout as sleep } from "node:timers/promises";
import { executeSync, getIntrospectionQuery, parse } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { getSchema } from "../../server/graphql/schema.ts";
import { startTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.as("viewer").graphql("{ members { nodes { id name role } } }");
});

const MAX_STALL_MS = 250;

const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(" ");

// The longest time that this process, the API's too, computed without a turn for others: the best of
// a few attempts, since what it computes takes longer beside other programs. Each asks anew,
// unremembered.
async function stallOf<T>(
  work: (salt: string) => Promise<T>,
): Promise<{ answer: T; stall: number }> {
  for (let attempt = 1; ; attempt += 1) {
    let stall = 0;
    let before = process.threadCpuUsage();
    const watch = setInterval(() => {
      const { user, system } = process.threadCpuUsage(before);
      stall = Math.max(stall, (user + system) / 1000);
      before = process.threadCpuUsage();
    }, 1);
    const answer = await work(" ".repeat(attempt));
    await sleep(20);
    clearInterval(watch);
    if (stall < MAX_STALL_MS || attempt === 4) return { answer, stall };
  }
}

// Accounts with as much metadata as one may have, which together are more than an answer may be.
const ACCOUNTS = 600;
beforeAll(async () => {
  await api.tenancy.root.transaction(async (client) => {
    await client.query("set local session_replication_role = replica");
    await client.query(
      `insert into customers.accounts (tenant_id, id, account_name, currency, path, metadata)
       select $1, id, 'Account ' || n, 'USD', array[id], jsonb_build_object('text', repeat('x', 16000))
       from (select uuidv7() as id, n from generate_series(1, $2::int) as n) as account`,
      [api.tenantId, ACCOUNTS],
    );
  });
});

describe("A request that was written to hurt", () => {
  const levels = (depth: number): string =>
    depth === 0 ? "id" : `ledgerAccount: debitAccount { ${levels(depth - 1)} }`;
  const doubling = (i: number): string =>
    `fragment f${i} on TenantConnection { ${i < 20 ? `...f${i + 1} ...f${i + 1}` : "totalCount"} }`;

  const refused: Record<string, [string, number, string]> = {
    "1,500 aliases in 59 kB": [
      `{ ${many(1500, (i) => `alias${i}: members { nodes { id name } }`)} }`,
      413,
      "payload_too_large",
    ],
    "as many aliases as fit into the body": [
      `{ ${many(600, (i) => `a${i}: members { nodes { id } }`)} }`,
      400,
      "query_too_costly",
    ],
    "more lists than anybody reads": [
      `{ ${many(21, (i) => `a${i}: members { totalCount }`)} }`,
      400,
      "query_too_costly",
    ],
    "depth without end": [`{ transfers { nodes { ${levels(14)} } } }`, 400, "query_too_costly"],
    "fragments that double each other": [
      `{ tenants { ...f0 } } ${many(21, doubling)}`,
      400,
      "query_too_costly",
    ],
    "fragments in a circle": [
      `{ tenants { ...a } } fragment a on TenantConnection { ...b }
       fragment b on TenantConnection { ...a }`,
      400,
      "query_too_costly",
    ],
    "lists in lists in lists": [
      `{ journals(first: 500) { nodes { transfers(first: 500) { nodes { id amount } } } } }`,
      400,
      "query_too_costly",
    ],
    "several operations": [
      "query a { __typename } query b { __typename }",
      400,
      "query_too_costly",
    ],
    "conditions without end": [
      `{ members(filter: ${"{ not: ".repeat(21)}{}${" }".repeat(21)}) { totalCount } }`,
      400,
      "query_too_costly",
    ],
    "a variable named again and again": [
      `query ($s: String = "") { members(filter: { or: [${many(301, () => `{ subject: { equalTo: $s } }`)}] })
       { totalCount } }`,
      400,
      "query_too_costly",
    ],
    "the schema, eighteen times": [
      `{ ${many(18, (i) => `a${i}: __schema { types { fields { args { type { inputFields { name } } } } } }`)} }`,
      400,
      "query_too_costly",
    ],
    "the schema beside data": [
      "{ __schema { types { name } } tenants { totalCount } }",
      400,
      "query_too_costly",
    ],
    "relations of relations in every list": [
      `{ ${many(20, (i) => `a${i}: transfers { nodes { ${many(5, (k) => `b${k}: journal { id }`)} } }`)} }`,
      400,
      "query_too_costly",
    ],
    "braces only": ["{a".repeat(8000), 400, "invalid_query"],
  };
  for (const [name, [query, status, code]] of Object.entries(refused)) {
    it(`is refused: ${name}`, async () => {
      const { answer, stall } = await stallOf((salt) => api.as("viewer").graphql(query + salt));
      expect(answer.status).toBe(status);
      expect(answer.body.code ?? answer.body.errors[0].extensions.code).toBe(code);
      expect(stall).toBeLessThan(MAX_STALL_MS);
    });
  }

  describe("has one price", () => {
    const priced = (declared: string, first: string) =>
      `query ${declared} { journals(first: ${first}) { nodes {
         transfers(first: ${first}) { nodes { id } } } } }`;
    const ways: [string, string, string, Record<string, unknown>][] = [
      ["literal", "", "500", {}],
      ["variable", "($n: Int)", "$n", { n: 500 }],
      ["required variable", "($n: Int!)", "$n", { n: 500 }],
      ["default of a variable", "($n: Int = 500)", "$n", {}],
      ["variable over its default", "($n: Int = 20)", "$n", { n: 500 }],
    ];
    for (const [name, declared, first, variables] of ways) {
      it(`as a ${name}`, async () => {
        const ask = (query: string, given: object) =>
          api.as("viewer").graphql(query, given as Record<string, unknown>);
        const { body } = await ask(priced(declared, first), variables);
        expect(body.errors[0].extensions.code).toBe("query_too_costly");
        const fewer = await ask(
          priced(declared, first).replaceAll("500", "20"),
          "n" in variables ? { n: 20 } : {},
        );
        expect(fewer.body.errors).toBeUndefined();
      });
    }

    it("and null is the page that nothing asks for", async () => {
      const pages = ["first: null", "first: $n", "first: $d", "first: 50", "offset: 0"];
      const asked = pages.map((page, i) => `a${i}: accounts(${page}) { nodes { id } }`).join(" ");
      const { body } = await api
        .as("viewer")
        .graphql(`query ($n: Int, $d: Int = 500) { ${asked} }`, { n: null, d: null });
      for (let i = 0; i < pages.length; i += 1) expect(body.data[`a${i}`].nodes).toHaveLength(50);
    });

    it("for conditions, however often a variable repeats them", async () => {
      const or = Array.from({ length: 500 }, (_, i) => ({ subject: { equalTo: `${i}` } }));
      const ask = (lists: number) =>
        api
          .as("viewer")
          .graphql(
            `query ($f: MemberFilter) { ${many(lists, (i) => `a${i}: members(filter: $f) { totalCount }`)} }`,
            { f: { or } },
          );
      expect((await ask(20)).body.errors[0].extensions.code).toBe("query_too_costly");
      expect((await ask(2)).body.errors).toBeUndefined();
    });
  });

  it("says at most a few of many mistakes", async () => {
    const names = Array.from({ length: 140 }, (_, i) => `v${i}`);
    const { body } = await api.as("viewer").graphql(
      `query (${names.map((name) => `$${name}: String!`).join(" ")}) {
         members(filter: { subject: { in: [${names.map((name) => `$${name}`).join(" ")}] } }) { totalCount } }`,
    );
    expect(body.errors.length).toBeLessThan(10);
    expect(body.errors[0].extensions).toMatchObject({ code: "invalid_input", status: 422 });
  });

  it("stalls the process for less than 250 ms where it is just within the limits", async () => {
    const name = (i: number) => `a${i}: members(first: 1, filter: { id: { equalTo: $id } })`;
    const query = `query ($id: UUID!) { ${many(20, (i) => `${name(i)} { nodes { id } }`)} }`;
    const id = api.tenantId;
    const { answer, stall } = await stallOf((salt) =>
      api.as("viewer").graphql(query + salt, { id }),
    );
    expect(answer.body.errors).toBeUndefined();
    expect(stall).toBeLessThan(MAX_STALL_MS);
  });

  const hard: Record<string, [string, object]> = {
    "500 rows of 190 fields": [
      `{ accounts(first: 500) { nodes { ${many(190, (i) => `a${i}: ${i % 2 ? "id" : "createdAt"}`)} } } }`,
      {},
    ],
    "thousands of conditions": [
      `query ($f: AccountFilter) { ${many(7, (i) => `a${i}: accounts(first: 1, filter: $f) { totalCount }`)} }`,
      { f: { or: Array.from({ length: 500 }, (_, i) => ({ status: { equalTo: `${i}` } })) } },
    ],
    "conditions as literals": [
      `{ accounts(filter: { or: [${many(600, () => '{ status: { equalTo: "x" } }')}] }) { totalCount } }`,
      {},
    ],
    "long text": [
      `{ accounts(filter: { status: { equalTo: "${"x".repeat(19_000)}" } }) { totalCount } }`,
      {},
    ],
    "wrong cursors in every list": [
      `{ ${many(20, (i) => `a${i}: accounts(after: "WyJ4Il0=") { nodes { id } }`)} }`,
      {},
    ],
    "the whole schema": [getIntrospectionQuery(), {}],
  };
  for (const [name, [query, variables]] of Object.entries(hard)) {
    it(`stalls the process for less than 250 ms by ${name}`, async () => {
      const { answer, stall } = await stallOf((salt) =>
        api.as("viewer").graphql(query + salt, variables as Record<string, unknown>),
      );
      expect(answer.status).toBe(200);
      expect(stall).toBeLessThan(MAX_STALL_MS);
    });
  }

  it("is told of the schema what the library would tell", async () => {
    const mixed = `query ($name: String!, $old: Boolean = true) {
      __typename
      one: __type(name: $name) {
        ... on __Type { name fields(includeDeprecated: $old) { name ...more } }
        fields(includeDeprecated: $old) { type { kind ofType { name } } }
      }
      none: __type(name: "Nothing") { name }
      __schema { queryType { name } directives { name locations args { defaultValue } } }
    }
    fragment more on __Field { args { name } isDeprecated @skip(if: $old) __typename }`;
    const { schema } = await getSchema();
    for (const query of [getIntrospectionQuery(), mixed]) {
      const variableValues = query === mixed ? { name: "Account" } : {};
      const { body } = await api.as("viewer").graphql(query, variableValues);
      const told = executeSync({ schema, document: parse(query), variableValues });
      expect(body.data).toEqual(JSON.parse(JSON.stringify(told.data)));
    }
  });
});

describe("An answer", () => {
  const TOO_LARGE = { code: "answer_too_large", status: 422 };
  const metadata = "accounts(first: 500) { nodes { metadata } }";

  it("has at most 8 MB, over GraphQL", async () => {
    const large: Record<string, string> = {
      "too many bytes": `{ ${metadata} }`,
      "more than the process reads of the database": `{ a: ${metadata} b: ${metadata.replace("(", "(offset: 1, ")} c: ${metadata.replace("(", "(offset: 2, ")} }`,
      "the same again and again": `{ accounts(first: 90) { nodes { ${many(8, (i) => `a${i}: metadata`)} } } }`,
      "long names": `{ accounts(first: 500) { nodes { ${"a".repeat(17_000)}: id } } }`,
    };
    for (const [name, query] of Object.entries(large)) {
      const { answer, stall } = await stallOf((salt) => api.as("viewer").graphql(query + salt));
      expect(answer.body.errors[0].extensions, name).toMatchObject(TOO_LARGE);
      expect(answer.text.length).toBeLessThan(2_000);
      expect(stall).toBeLessThan(MAX_STALL_MS);
    }
    const { body } = await api.as("viewer").graphql(`{ ${metadata.replace("500", "400")} }`);
    expect(body.data.accounts.nodes).toHaveLength(400);
  });

  it("has at most 8 MB, over REST", async () => {
    const answer = await api.as("viewer").get("/api/accounts?limit=500");
    expect(answer).toMatchObject({ status: 422, body: TOO_LARGE });
    expect((await api.as("viewer").get("/api/accounts?limit=400")).status).toBe(200);
  });

  it("has groups of all rows, or none", async () => {
    const ask = (group: string) =>
      api
        .as("viewer")
        .graphql(
          `{ accounts { groupedAggregates(groupBy: [${group}]) { keys distinctCount { id } } } }`,
        );
    const few = (await ask("STATUS")).body.data.accounts.groupedAggregates;
    expect(few).toEqual([{ keys: ["active"], distinctCount: { id: String(ACCOUNTS) } }]);
    expect((await ask("ACCOUNT_NAME")).body.errors[0].extensions).toMatchObject({
      code: "invalid_input",
      status: 422,
    });
  });
});

describe("A body", () => {
  it("is one operation, not a list of them", async () => {
    const answer = await api.as("viewer").post("/graphql", [{ query: "{ __typename }" }]);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json" } });
  });

  it("is at most 20 kB for GraphQL, also with long variables", async () => {
    const answer = await api.as("viewer").graphql("{ __typename }", { x: "y".repeat(20_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
  });

  it("is not nested without end", async () => {
    const nested = (levels: number) =>
      JSON.parse('{"x":'.repeat(levels) + "1" + "}".repeat(levels));
    const create = (metadata: unknown) =>
      api.as("sales").post("/api/accounts", { account_name: "Deep", metadata });
    expect(await create(nested(25))).toMatchObject({
      status: 422,
      body: { code: "invalid_input" },
    });
    expect((await create(nested(15))).status).toBe(201);
    const variables = { f: JSON.parse('{"not":'.repeat(900) + "{}" + "}".repeat(900)) };
    const query = "query ($f: MemberFilter) { members(filter: $f) { totalCount } }";
    const { body } = await api.as("viewer").graphql(query, variables);
    expect(body.errors[0].extensions.code).toBe("query_too_costly");
  });

  it("is at most 1 MB for REST", async () => {
    const answer = await api.as("viewer").post("/api/clock/advance", { to: "x".repeat(1_100_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("is JSON", async () => {
    for (const [path, body] of [
      ["/graphql", '{"query": '],
      ["/api/clock/advance", '{"to": '],
    ] as const) {
      const answer = await api.as("admin").post(path, body);
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json" } });
    }
    const form = await api.as("viewer").post("/graphql", "query={__typename}", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(form).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
  });

  it("is not a query string", async () => {
    const answer = await api.as("viewer").get("/graphql?query={__typename}");
    expect(answer).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
  });
});
