// Errors tell people what to do, and tell nobody how the database is made.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { GraphQLError } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { toProblem } from "../../server/errors.ts";
import { makeMaskError } from "../../server/graphql/mask_error.ts";
import { startTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});

const databaseError = (fields: Partial<pg.DatabaseError>): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError("insert into secret_table failed", 1, "error"), {
    severity: "ERROR",
    ...fields,
  });

const CREATE = `mutation ($member: MemberInput!) {
  createMember(input: { member: $member }) { member { id } }
}`;

describe("A refusal of the database", () => {
  it("is a conflict with the sentence of its constraint", async () => {
    const member = { subject: randomUUID(), role: "sales" };
    await api.as("admin").graphql(CREATE, { member });
    const { body, text } = await api.as("admin").graphql(CREATE, { member });
    expect(body.errors[0]).toMatchObject({
      message: "A member with this subject exists.",
      extensions: { code: "conflict", status: 409 },
    });
    expect(text).not.toMatch(/constraint|members_|duplicate/);
  });

  it("is invalid input with the sentence of its check", async () => {
    const { body } = await api.as("admin").graphql(CREATE, {
      member: { subject: randomUUID(), role: "emperor" },
    });
    expect(body.errors[0]).toMatchObject({
      message: "A role is viewer, sales, finance, cashier, tax, approver, auditor or admin.",
      extensions: { code: "invalid_input", status: 422 },
    });
  });

  it("is told about values that no column takes", async () => {
    const { body } = await api.as("admin").graphql(CREATE, {
      member: { subject: "zero\u0000byte", role: "sales" },
    });
    expect(body.errors[0].extensions).toMatchObject({ code: "invalid_input", status: 422 });
    expect(body.errors[0].message).toBe("A value is malformed.");
  });
});

describe("A request that is none", () => {
  const wrong: [string, object][] = [
    ["without a question", {}],
    ["with a question that is no text", { query: 5 }],
    ["with a list of variables", { query: "{ __typename }", variables: [1] }],
    ["with a name that is none", { query: "{ __typename }", operationName: 5 }],
  ];
  for (const [name, body] of wrong) {
    it(`is refused: ${name}`, async () => {
      const answer = await api.as("viewer").post("/graphql", body);
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_query" } });
    });
  }
});

it("A kind of operation that there is not is no valid question", async () => {
  const answer = await api.as("viewer").post("/graphql", { query: "subscription { accounts }" });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      errors: [{ message: "There is no subscription.", extensions: { code: "invalid_query" } }],
    },
  });
});

describe("A filter that says nothing", () => {
  const nothing = [
    "filter: null",
    "filter: {}",
    "filter: { subject: null }",
    "filter: { subject: {} }",
    "filter: { subject: { equalTo: null } }",
    "filter: { subject: { in: null, isNull: null } }",
    "filter: { and: null, or: null, not: null }",
    "filter: { and: [], or: [] }",
    "filter: { and: [{}], or: [{}], not: {} }",
  ];
  for (const filter of nothing) {
    it(`is no condition: ${filter}`, async () => {
      await api.as("admin").graphql(CREATE, { member: { subject: randomUUID(), role: "sales" } });
      const { body } = await api
        .as("viewer")
        .graphql(`{ all: members { totalCount } some: members(${filter}) { totalCount } }`);
      expect(body.errors).toBeUndefined();
      expect(body.data.all.totalCount).toBeGreaterThan(0);
      expect(body.data.some.totalCount).toBe(body.data.all.totalCount);
    });
  }

  it("may be a variable", async () => {
    const ask = (filter: unknown) =>
      api
        .as("viewer")
        .graphql("query ($filter: MemberFilter) { members(filter: $filter) { totalCount } }", {
          filter,
        });
    for (const filter of [null, {}, { subject: { equalTo: null } }]) {
      expect((await ask(filter)).body.data.members.totalCount).toBeGreaterThan(0);
    }
  });
});

describe("SQLSTATEs in words", () => {
  const cases: [Partial<pg.DatabaseError>, string, number][] = [
    [{ code: "23505" }, "conflict", 409],
    [{ code: "23P01" }, "conflict", 409],
    [{ code: "23503" }, "not_found", 404],
    [{ code: "23503", message: "update or delete on table x" }, "conflict", 409],
    [{ code: "23514" }, "invalid_input", 422],
    [{ code: "23502", column: "name" }, "invalid_input", 422],
    [{ code: "22P02" }, "invalid_input", 422],
    [{ code: "42501" }, "forbidden", 403],
    [{ code: "40001" }, "conflict", 409],
    [{ code: "57014" }, "timeout", 503],
    [{ code: "53300" }, "overloaded", 503],
    [{ code: "CRHLD" }, "credit_hold", 409],
    [{ code: "42P01" }, "internal", 500],
    [{ code: "22012" }, "internal", 500],
    [{ code: "P0001" }, "internal", 500],
  ];
  for (const [fields, code, status] of cases) {
    it(`${fields.code} is ${code}`, () => {
      const problem = toProblem(new GraphQLError("x", { originalError: databaseError(fields) }));
      expect(problem).toMatchObject({ code, status });
      if (fields.code !== "CRHLD") expect(problem.detail).not.toContain("secret_table");
    });
  }

  it("a pool without a free connection is overloaded", () => {
    const error = new Error("timeout exceeded when trying to connect");
    expect(toProblem(error)).toMatchObject({ code: "overloaded", status: 503 });
  });
});

describe("An error that nobody foresaw", () => {
  it("is told by a random number, which the log knows", () => {
    const lines: string[] = [];
    const mask = makeMaskError(pino({}, { write: (line) => void lines.push(line) }));
    const error = databaseError({
      code: "42P01",
      detail: "Key (email)=(somebody@example.com) exists.",
      constraint: "accounts_email_key",
    });
    const raise = () =>
      mask(new GraphQLError(error.message, { path: ["x"], originalError: error }));
    const [one, two] = [raise(), raise()];
    expect(one.message).toBe("An internal error occurred.");
    expect(one.extensions["code"]).toBe("internal");
    expect(one.extensions["id"]).not.toBe(two.extensions["id"]);
    expect(JSON.stringify(one)).not.toMatch(/secret_table|42P01|email/);
    expect(lines[0]).toContain(String(one.extensions["id"]));
    expect(lines[0]).toContain("secret_table");
    expect(lines.join()).not.toContain("somebody@example.com");
  });

  it("need not be one of GraphQL's", () => {
    const mask = makeMaskError(pino({ enabled: false }));
    const error = mask(new Error("relation secret_table does not exist"));
    expect(error.extensions["code"]).toBe("internal");
    expect(JSON.stringify(error)).not.toContain("secret_table");
  });
});
