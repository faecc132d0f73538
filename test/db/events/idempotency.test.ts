// Requests by Idempotency-Key: claimed once, answered alike, also when they come at once.
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { beforeEach, describe, expect, test } from "vitest";
import { openTenant, type Persona, type Tenancy } from "../../support/tenants.ts";

interface Answer extends Record<string, unknown> {
  outcome: "new" | "replay" | "conflict";
  status: number | null;
  body: string | null;
  role: string | null;
}

let tenancy: Tenancy;
let edge: Persona;

const CLAIM = "select * from events.claim_idempotency_key($1, $2, $3, 'tenor_sales')";
const KEEP = "select events.keep_idempotent_answer($1, $2, $3)";
const claim = async (by: Persona, key = "k", route = "POST /api/x", hash = "h") =>
  await by.one<Answer>(CLAIM, [key, route, hash]);
const answer = (by: Persona, key = "k", body = '{"a": 1}') =>
  by.transaction(async (client) => {
    const { rows } = await client.query<Answer>(CLAIM, [key, "POST /api/x", "h"]);
    if (rows[0]?.outcome === "new") await client.query(KEEP, [key, 201, body]);
    return rows[0];
  });

const NEW = { outcome: "new", status: null, body: null, role: null };
const REPLAY = { outcome: "replay", status: 201, body: '{"a": 1}', role: "tenor_sales" };
const CONFLICT = { outcome: "conflict", status: null, body: null, role: null };

beforeEach(async () => {
  tenancy = await openTenant();
  edge = tenancy.as("edge", { subject: "ada" });
});

describe("a request with a key", () => {
  test("is new once, then answered as before", async () => {
    expect(await answer(edge)).toEqual(NEW);
    expect(await claim(edge)).toEqual(REPLAY);
    expect(await claim(edge)).toEqual(REPLAY);
  });

  test.each([
    ["another body", "POST /api/x", "other"],
    ["another route", "POST /api/y", "h"],
  ])("with %s is a conflict", async (_, route, hash) => {
    await answer(edge);
    expect(await claim(edge, "k", route, hash)).toEqual(CONFLICT);
    expect(await claim(edge)).toEqual(REPLAY);
  });

  test("that was claimed and never answered is a conflict, not a second effect", async () => {
    await claim(edge);
    expect(await claim(edge)).toEqual(CONFLICT);
  });

  test("is each caller's own", async () => {
    await answer(edge);
    expect(await claim(tenancy.as("edge", { subject: "bob" }))).toEqual(NEW);
    const other = await openTenant();
    expect(await claim(other.as("edge", { subject: "ada" }))).toEqual(NEW);
    expect(await claim(tenancy.as("edge", { subject: "ada", tenantId: "" }))).toEqual(NEW);
  });

  test("that is rolled back leaves the key free", async () => {
    const failed = edge.transaction(async (client) => {
      await client.query(CLAIM, ["k", "POST /api/x", "h"]);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await answer(edge)).toEqual(NEW);
  });

  test("is forgotten after 24 hours, not before", async () => {
    const age = (interval: string) =>
      tenancy.root.rows(
        `update events.idempotency_keys set created_at = now() - $1::interval where tenant_id = $2`,
        [interval, tenancy.tenantId],
      );
    await answer(edge);
    await age("23 hours 59 minutes");
    expect(await claim(edge)).toEqual(REPLAY);
    await age("24 hours 1 minute");
    expect(await claim(edge)).toEqual(NEW);
    await age("25 hours");
    const work = await edge.value("select events.forget_answers('{}')").catch((e) => e.code);
    expect(work).toBe("42501");
    expect(await tenancy.as("worker").value("select tenancy.perform_duties()")).toMatchObject({
      answers_forgotten: 1,
    });
  });

  test.each([
    ["", "23514"],
    ["x".repeat(256), "23514"],
    [null, "23502"],
  ])("has a key of 1 to 255 characters, not %j", async (key, code) => {
    expect(await edge.refusal(CLAIM, [key, "POST /api/x", "h"])).toBe(code);
  });
});

describe("requests at once", () => {
  test("one is new, the others wait and get its answer", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => answer(edge)));
    expect(answers.filter((it) => it?.outcome === "new")).toHaveLength(1);
    expect(answers.filter((it) => it?.outcome === "replay")).toHaveLength(7);
  });

  test("when the first one fails, one of the others takes its place", async () => {
    let second: Promise<Answer | undefined> | undefined;
    const first = edge.transaction(async (client: PoolClient) => {
      await client.query(CLAIM, ["k", "POST /api/x", "h"]);
      second = answer(edge);
      await sleep(100);
      throw new Error("no");
    });
    await expect(first).rejects.toThrow("no");
    expect(await second).toEqual(NEW);
    expect(await claim(edge)).toEqual(REPLAY);
  });

  test("keys of different requests do not wait for each other", async () => {
    const [slow, quick] = await Promise.all([
      edge.transaction(async (client) => {
        await client.query(CLAIM, ["slow", "POST /api/x", "h"]);
        await sleep(300);
        return performance.now();
      }),
      sleep(50).then(async () => {
        await answer(edge, "quick");
        return performance.now();
      }),
    ]);
    expect(quick).toBeLessThan(slow);
  });
});

test("people do not claim keys themselves", async () => {
  for (const role of ["viewer", "admin", "operator"] as const) {
    expect(await tenancy.as(role).refusal(CLAIM, ["k", "r", "h"])).toBe("42501");
  }
  expect(await tenancy.as("admin").refusal("select * from events.idempotency_keys")).toBe("42501");
});
