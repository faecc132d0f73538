// What the database is granted is what GraphQL shows, to whom it is granted, and nothing beside.
import { randomUUID } from "node:crypto";
import {
  buildClientSchema,
  getIntrospectionQuery,
  isInputObjectType,
  isObjectType,
  printSchema,
  type GraphQLSchema,
} from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";

let api: TestApi;
let neighbour: Tenancy;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startTestApi();
  neighbour = await openTenant({ database: api.tenancy.database });
  const { body } = await api.as("viewer").graphql(getIntrospectionQuery());
  schema = buildClientSchema(body.data);
});

const CREATE = `mutation ($subject: String!) {
  createMember(input: { member: { subject: $subject, role: "sales" } }) { member { id subject } }
}`;
const RENAME = `mutation ($id: UUID!) {
  updateMember(input: { id: $id, patch: { name: "Nobody" } }) { member { id } }
}`;
const MEMBER = "query ($id: UUID!) { member(id: $id) { id } }";
const RETRY = "mutation ($id: UUID!) { retryJob(input: { jobId: $id }) { job { id } } }";

const newMember = async (tenantId: string): Promise<string> => {
  const { body } = await api.as("admin", { tenantId }).graphql(CREATE, { subject: randomUUID() });
  return body.data.createMember.member.id;
};

describe("The schema", () => {
  it("knows no tenant_id: no field, no argument, no input, no filter, no order", () => {
    const withoutDescriptions = printSchema(schema).replaceAll(/""".*?"""/gs, "");
    expect(withoutDescriptions).not.toMatch(/tenant_?id/i);
  });

  it("names things without their schema, and rows by their own id", () => {
    const query = schema.getQueryType()!.getFields();
    expect(query["member"]!.args.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      "id: UUID!",
    ]);
    const prefixed = Object.keys(query).filter((name) => /^(tenancy|events|sales)[A-Z]/.test(name));
    expect(prefixed).toEqual([]);
    expect(schema.getType("Node")).toBeUndefined();
    const nodeIds = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && "nodeId" in type.getFields(),
    );
    expect(nodeIds).toEqual([]);
  });

  it("offers no command of the worker", () => {
    const names = Object.keys(schema.getMutationType()!.getFields());
    expect(names).toContain("retryJob");
    expect(names).not.toContain("startJob");
    expect(names).not.toContain("finishJob");
  });

  it("takes no number, total, status or time that is not granted", () => {
    const patches = Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      .filter(({ name }) => name.endsWith("Patch"))
      .filter(({ name }) => patchesInUse(schema).has(name));
    const offered = patches.flatMap(({ name, getFields }) =>
      Object.keys(getFields.call(schema.getType(name)!)).map((field) => `${name}.${field}`),
    );
    expect(
      offered.filter((name) => /\.(id|createdAt|updatedAt|total|balance)$/.test(name)),
    ).toEqual([]);
  });
});

function patchesInUse({ getMutationType }: GraphQLSchema): Set<string> {
  const inputs = Object.values(getMutationType.call(schema)!.getFields()).flatMap(
    ({ args }) => args,
  );
  return new Set(
    inputs.flatMap(({ type }) => {
      const input = schema.getType(String(type).replaceAll("!", ""));
      const patch = isInputObjectType(input) ? input.getFields()["patch"] : undefined;
      return patch ? [String(patch.type).replaceAll("!", "")] : [];
    }),
  );
}

describe("A viewer", () => {
  it("reads", async () => {
    const answer = await api.as("viewer").graphql("{ members { nodes { id } totalCount } }");
    expect(answer.body.errors).toBeUndefined();
  });

  it("writes nothing: forbidden, whether by insert, update or command", async () => {
    const id = await newMember(api.tenantId);
    const answers = await Promise.all([
      api.as("viewer").graphql(CREATE, { subject: "x" }),
      api.as("viewer").graphql(RENAME, { id }),
      api.as("viewer").graphql(RETRY, { id }),
    ]);
    for (const { body } of answers) {
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].message).toBe("Your role may not do this.");
      expect(body.errors[0].extensions).toEqual({ code: "forbidden", status: 403 });
    }
  });
});

describe("Another tenant's id", () => {
  // Everything of an answer but the id that was asked for.
  const told = (answer: { status: number; text: string }, id: string) => ({
    status: answer.status,
    text: answer.text.replaceAll(id, "…"),
  });

  for (const [name, operation] of Object.entries({ query: MEMBER, update: RENAME, RETRY })) {
    it(`is answered like an unknown one: ${name.toLowerCase()}`, async () => {
      const foreign = await newMember(neighbour.tenantId);
      const unknown = randomUUID();
      const [one, two] = [
        await api.as("admin").graphql(operation, { id: foreign }),
        await api.as("admin").graphql(operation, { id: unknown }),
      ];
      expect(told(one, foreign)).toEqual(told(two, unknown));
    });
  }

  it("is not found by a command, in words of the domain", async () => {
    const { body } = await api.as("admin").graphql(RETRY, { id: randomUUID() });
    expect(body.errors[0]).toMatchObject({
      message: "No job has this id.",
      extensions: { code: "not_found", status: 404, pointer: "/jobId" },
    });
  });
});

describe("A list", () => {
  it("has 50 rows unless asked, and at most 500", async () => {
    const ask = (first: string) => api.as("viewer").graphql(`{ members${first} { nodes { id } } }`);
    expect((await ask("")).body.errors).toBeUndefined();
    expect((await ask("(first: 500)")).body.errors).toBeUndefined();
    for (const first of ["(first: 501)", "(first: -1)"]) {
      expect((await ask(first)).body.errors[0]).toMatchObject({
        message: "A page has at most 500 rows.",
        extensions: { code: "invalid_input", status: 422, pointer: "/first" },
      });
    }
  });

  it("goes on after its cursor", async () => {
    for (let i = 0; i < 3; i += 1) await newMember(api.tenantId);
    const page = `query ($after: Cursor) {
      members(first: 2, after: $after, orderBy: SUBJECT_ASC) {
        nodes { id } pageInfo { hasNextPage endCursor }
      }
    }`;
    const seen: string[] = [];
    for (let after: string | null = null, isMore = true; isMore;) {
      const { body } = await api.as("viewer").graphql(page, { after });
      const { nodes, pageInfo } = body.data.members;
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      ({ endCursor: after, hasNextPage: isMore } = pageInfo);
    }
    const { body } = await api.as("viewer").graphql("{ members(first: 500) { totalCount } }");
    expect(new Set(seen).size).toBe(body.data.members.totalCount);
  });
});

describe("A cursor", () => {
  it("that came from nowhere is refused", async () => {
    for (const after of ["nonsense", "WyJ4Il0=", "W10=", "bnVsbA=="]) {
      const { body } = await api
        .as("viewer")
        .graphql("query ($after: Cursor) { members(after: $after) { nodes { id } } }", { after });
      expect(body.errors[0].extensions).toMatchObject({ code: "invalid_input", status: 422 });
    }
  });
});

describe("A decimal", () => {
  const PRICE = `query ($quantity: Quantity!, $tiers: [TierInput]) {
    previewPrice(pricingModel: "graduated", quantity: $quantity, tiers: $tiers, currency: "USD") {
      amount
    }
  }`;
  const tiers = [
    { upTo: "10", unitPrice: "0.1" },
    { upTo: null, unitPrice: "0.03", flatFee: "5.00" },
  ];
  const ask = (quantity: unknown) => api.as("viewer").graphql(PRICE, { quantity, tiers });

  it("goes through as a string, exactly", async () => {
    const { body } = await ask("12.000");
    expect(body.errors).toBeUndefined();
    expect(body.data.previewPrice.amount).toBe("6.06");
  });

  it("is no JSON number, no NaN and no exponent", async () => {
    for (const quantity of [12.5, "NaN", "Infinity", "1e5", "", " 1", "0x10", "1,5", true]) {
      const { status, body } = await ask(quantity);
      expect(status).toBe(400);
      expect(body.errors[0].message).toContain(
        'A number is a decimal string, for example "1250.00".',
      );
      expect(body.errors[0].extensions).toEqual({ code: "invalid_input", status: 422 });
    }
  });

  it("keeps its digits as a literal in the document", async () => {
    const query = PRICE.replaceAll("$quantity: Quantity!, ", "").replace("$quantity", "12.000");
    const { body } = await api.as("viewer").graphql(query, { tiers });
    expect(body.data.previewPrice.amount).toBe("6.06");
  });
});

describe("Introspection", () => {
  it("and suggestions can be switched off", async () => {
    const closed = await startTestApi({
      database: api.tenancy.database,
      env: { INTROSPECTION: "false" },
    });
    const viewer = closed.as("viewer");
    for (const question of [
      "{ __schema { types { name } } }",
      '{ __type(name: "Member") { name } }',
    ]) {
      expect((await viewer.graphql(question)).body.errors[0].extensions.code).toBe("invalid_query");
    }
    const { text } = await viewer.graphql("{ memberz { nodes { id } } }");
    expect(text).not.toContain("Did you mean");
    const inVariables = await viewer.graphql(RENAME.replace("id: $id", "id: $id, patsch: {}"), {
      id: randomUUID(),
    });
    expect(inVariables.text).not.toContain("Did you mean");
  });
});
