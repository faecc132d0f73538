// What two people share, over HTTP: who may what, what was done alone, and what was refused.
import { beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
const as = (subject: string, role: Parameters<TestApi["as"]>[0] = "finance") =>
  checked(api.as(role, { subject }));

beforeAll(async () => {
  api = await startTestApi();
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

async function hire(subject: string, role: string, admin = "adam") {
  const { body } = await api
    .as("admin", { subject: admin })
    .graphql(
      `mutation ($member: MemberInput!) { createMember(input: { member: $member }) { member { id } } }`,
      { member: { subject, role } },
    );
  expect(body.errors).toBeUndefined();
}

async function confirm(subject: string, admin: string) {
  const role = subject === "cash" ? "cashier" : "finance";
  const given = await api.tenancy
    .as("admin", { subject: admin })
    .rows("update tenancy.members set role = $2 where subject = $1 returning confirmed_by", [
      subject,
      role,
    ]);
  expect(given).toEqual([{ confirmed_by: admin }]);
}

async function paidInvoice(cashier: Http) {
  const account = (await as("sid", "sales").post("/api/accounts", { account_name: "Acme" })).body;
  const ivy = as("ivy");
  const draft = await ivy.post("/api/invoices", {
    account_id: account.id,
    items: [{ description: "Work", quantity: 1, unit_price: 100 }],
  });
  const { id } = (await ivy.post(`/api/invoices/${draft.body.id}/finalize`)).body;
  const payment = await cashier.post("/api/payments", { invoice_id: id, amount: 100 });
  expect(payment.status).toBe(201);
  return { accountId: account.id, id, paymentId: payment.body.id };
}

const credit = (http: Http, id: string, settlement = "refund") =>
  http.post("/api/credit-notes", { invoice_id: id, reason: "Wrong", settlement });

const REFUSED = { status: 409, body: { code: "duties_conflict" } };

describe("A tenant of one person", () => {
  test("does all of it, and has it listed", async () => {
    const ann = as("ann");
    const { id, accountId } = await paidInvoice(ann);
    expect((await credit(ann, id)).status).toBe(201);
    const auditor = as("aud", "auditor");
    const { body } = await auditor.get(`/api/controls/conflicts?subject_id=${accountId}`);
    expect(body.data).toMatchObject([
      {
        act: "credit",
        actor: "ann",
        actor_role: "finance",
        outcome: "conflict",
        rule: "Who handles an account's cash does not credit it.",
      },
    ]);
    const unapproved = await auditor.get("/api/controls/unapproved?actor=ann");
    expect(unapproved.body.data).toEqual(body.data);
    const events = await as("aud", "auditor").get("/api/events?type=conflict.logged");
    expect(events.body.data).toHaveLength(1);
  });
});

describe("A tenant of several", () => {
  test("has a cashier who handles cash and nothing else", async () => {
    await hire("cash", "cashier");
    await hire("bob", "finance");
    await hire("cy", "finance");
    await hire("ivy", "finance");
    const cashier = as("cash", "cashier");
    const { id, paymentId, accountId } = await paidInvoice(cashier);
    for (const path of [
      `invoices/${id}/write-off`,
      `payments/${paymentId}/refund`,
      `accounts/${accountId}/balance/refund`,
    ]) {
      const answer = await cashier.post(`/api/${path}`, { reason: "x" });
      expect(answer, path).toMatchObject({ status: 403, body: { code: "forbidden" } });
    }
    expect((await credit(cashier, id)).status).toBe(403);
    expect((await cashier.post("/api/accounts", { account_name: "Ghost" })).status).toBe(403);
    const freed = await cashier.post(`/api/payments/${paymentId}/unapply`, { invoice_id: id });
    expect(freed.status).toBe(201);
  });

  test("has tax people who do taxes and nothing else", async () => {
    const tom = as("tom", "tax");
    const settings = await tom.patch("/api/tax/settings", { rounding_mode: "line" });
    expect(settings.status).toBe(200);
    const { id, accountId } = await paidInvoice(as("cash", "cashier"));
    const given = await tom.post("/api/tax/exemptions", {
      account_id: accountId,
      reason: "School",
    });
    expect(given.status).toBe(201);
    expect((await credit(tom, id)).status).toBe(403);
    const cash = await tom.post("/api/payments", { account_id: accountId, amount: 1 });
    expect(cash.status).toBe(403);
    expect((await tom.post("/api/invoices", { account_id: accountId })).status).toBe(403);
  });

  test("takes two hands of one admin for one where the company names somebody else", async () => {
    const { id } = await paidInvoice(as("bob"));
    // All that are named hang by one admin: nobody else could, so it is done, and listed.
    expect((await credit(as("cy"), id)).status).toBe(201);
    const listed = await as("aud", "auditor").get("/api/controls/conflicts?actor=cy");
    expect(listed.body.data).toMatchObject([{ act: "credit", outcome: "conflict" }]);
    const { root } = api.tenancy;
    await root.rows("insert into tenancy.members (tenant_id, subject, role) values ($1, $2, $3)", [
      api.tenancy.tenantId,
      "eve",
      "admin",
    ]);
    const next = await paidInvoice(as("bob"));
    expect(await credit(as("cy"), next.id)).toMatchObject(REFUSED);
    // Who gives the roles too says that they are two.
    for (const subject of ["bob", "cy", "ivy", "cash"]) await confirm(subject, "eve");
    expect((await credit(as("cy"), next.id)).status).toBe(201);
  });

  test("refuses who did the other half, whatever of it comes at once", async () => {
    const { id } = await paidInvoice(as("bob"));
    expect(await credit(as("bob"), id)).toMatchObject(REFUSED);
    const note = await credit(as("cy"), id);
    expect(note.status).toBe(201);
    const refund = (who: string) =>
      as(who).post(`/api/credit-notes/${note.body.id}/refund`, { reference: "x" });
    expect(await refund("cy")).toMatchObject(REFUSED);
    expect(await refund("bob")).toMatchObject(REFUSED);
    expect((await refund("ivy")).status).toBe(201);
    const approved = await as("aud", "auditor").get("/api/controls/approvals?act=refund");
    expect(approved.body.data).toMatchObject([{ actor: "ivy", second_person: "cy" }]);
  });

  test("lets no one slip through by doing both halves at the same time", async () => {
    const { id, accountId } = await paidInvoice(as("cash", "cashier"));
    const dan = as("dan");
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () =>
        dan.post("/api/payments", { account_id: accountId, amount: 1, application: "none" }),
      ),
      ...Array.from({ length: 8 }, () => credit(dan, id)),
    ]);
    const done = await api.tenancy.root.rows<{ act: string }>(
      "select distinct act from controls.acts where actor = 'dan'",
    );
    expect(done).toHaveLength(1);
    expect(answers.filter((it) => it.status === 201).length).toBeGreaterThan(0);
  });

  test("says who may what", async () => {
    const { body } = await as("aud", "auditor").get("/api/controls/access");
    expect(body.data).toContainEqual(
      expect.objectContaining({
        subject: "cash",
        role: "cashier",
        acts: ["cash"],
        granted_by: "adam",
      }),
    );
    expect(body.data).toContainEqual(
      expect.objectContaining({ subject: "sid", is_member: false, role: "sales" }),
    );
    const rules = await as("adam", "admin").get("/api/controls/incompatible-acts");
    expect(rules.body.data).toContainEqual(
      expect.objectContaining({ earlier: "cash", later: "credit", scope: "account" }),
    );
  });

  test("sets its policies, which excuse nobody who set them", async () => {
    const adam = as("adam", "admin");
    const { body } = await adam.get("/api/controls/policies");
    const policy = body.data.find((it: { act: string }) => it.act === "credit");
    expect(policy).toMatchObject({ mode: "second_person", amount_over: null, changed_by: null });
    const path = `/api/controls/policies/${policy.id}`;
    expect((await as("aud", "auditor").patch(path, { mode: "off" })).status).toBe(403);
    expect((await adam.patch(path, { mode: "never" })).status).toBe(422);
    const changed = await adam.patch(path, { mode: "log" });
    expect(changed).toMatchObject({ status: 200, body: { mode: "log", changed_by: "adam" } });
    const bobs = await paidInvoice(as("bob"));
    expect((await credit(as("bob"), bobs.id)).status).toBe(201);
    const adams = await paidInvoice(adam);
    expect(await credit(adam, adams.id)).toMatchObject(REFUSED);
  });
});

test.each(["viewer", "sales", "finance", "cashier", "tax", "approver"] as const)(
  "%s reads nothing of it",
  async (role) => {
    for (const list of ["access", "conflicts", "approvals", "unapproved", "policies"]) {
      expect((await as("x", role).get(`/api/controls/${list}`)).status, list).toBe(403);
    }
  },
);

test("a stranger sees nothing of it", async () => {
  const stranger = await startTestApi({ database: api.tenancy.database });
  expect((await stranger.as("admin").get("/api/controls/unapproved")).body.data).toEqual([]);
});
