// Who receives what an account is sent, and what is said when nobody does.
import { describe, expect, test } from "vitest";
import { refused, startContractsApi } from "../support/contracts_api.ts";
import { checked } from "../support/openapi.ts";

const { api, finance, sales, viewer, accounts } = await startContractsApi();
const { group, north, stranger } = accounts;
const unknown = "0198a000-0000-7000-8000-000000000000";
const at = (account: string, contact = "") =>
  `/api/accounts/${account}/contacts${contact && `/${contact}`}`;

describe("contacts of an account", () => {
  test("are added, listed, changed and removed", async () => {
    const added = await sales.post(at(north), { email: "ap@north.example", name: "AP" });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      account_id: north,
      kind: "billing",
      is_default: false,
      receives: ["invoices", "statements", "renewals"],
    });
    const { body: second } = await sales.post(at(north), {
      kind: "technical",
      email: "ops@north.example",
      phone: "+1 555",
      receives: ["renewals"],
    });
    expect(second).toMatchObject({ kind: "technical", receives: ["renewals"] });
    expect((await viewer.get(`${at(north)}?limit=1`)).body).toMatchObject({
      data: [{ email: "ap@north.example" }],
      next_cursor: expect.any(String),
    });
    expect((await viewer.get(`${at(north)}?kind=technical`)).body.data).toEqual([second]);

    const changed = await sales.patch(at(north, second.id), { phone: "", receives: [] });
    expect(changed.body).toMatchObject({
      email: "ops@north.example",
      kind: "technical",
      phone: null,
      receives: [],
    });
    expect((await sales.delete(at(north, second.id))).status).toBe(204);
    expect((await viewer.get(at(north))).body.data).toHaveLength(1);
  });

  test("are found below their own account alone", async () => {
    const { body: contact } = await sales.post(at(group), { email: "ap@group.example" });
    await refused(sales.patch(at(stranger, contact.id), { name: "x" }), 404);
    await refused(sales.delete(at(stranger, contact.id)), 404);
    await refused(sales.patch(at(group, unknown), { name: "x" }), 404);
    await refused(viewer.get(at(unknown)), 404);
    await refused(sales.post(at(unknown), { email: "a@b.de" }), 404);
    const other = checked(api.as("sales", { tenantId: unknown }));
    await refused(other.get(at(group)), 401);
  });

  test("are refused when nobody could be reached by them", async () => {
    for (const email of ["nobody", "a@b", "a@b.de\nBcc: x@y.de", "Jo <a@b.de>", "ü@b.de"]) {
      await refused(sales.post(at(north), { email }), 422);
    }
    await refused(sales.post(at(north), { email: "a@b.de", receives: ["gossip"] }), 422);
    await refused(sales.post(at(north), { email: "a@b.de", kind: "moon" }), 422);
    await refused(sales.post(at(north), {}), 422);
  });

  test("are a viewer's to read and not to write", async () => {
    const { body } = await viewer.get(at(north));
    await refused(viewer.post(at(north), { email: "a@b.de" }), 403);
    await refused(viewer.patch(at(north, body.data[0].id), { name: "x" }), 403);
    await refused(viewer.delete(at(north, body.data[0].id)), 403);
  });
});

describe("an invoice that nobody receives", () => {
  const issue = async (account_id: string) => {
    const { body } = await finance.post("/api/invoices", {
      account_id,
      items: [{ description: "Work", quantity: 1, unit_price: 10 }],
    });
    return (await finance.post(`/api/invoices/${body.id}/finalize`)).body;
  };

  test("says so, is found by it, and is sent when somebody is there", async () => {
    const invoice = await issue(stranger);
    expect(invoice).toMatchObject({ status: "open", delivery: "unsent", sent_at: null });
    const { body: note } = await finance.post("/api/credit-notes", {
      invoice_id: invoice.id,
      reason: "Less",
      lines: [{ item_id: invoice.items[0].id, net: 1 }],
    });
    expect(note.delivery).toBe("unsent");
    const found = async (path: string) =>
      (await viewer.get(path)).body.data.map(({ id }: { id: string }) => id);
    expect(await found("/api/invoices?delivery=unsent")).toEqual([invoice.id]);
    expect(await found("/api/credit-notes?delivery=unsent")).toEqual([note.id]);
    expect(await found("/api/invoices?delivery=sent")).toEqual([]);

    await refused(finance.post(`/api/invoices/${invoice.id}/send`), 422);
    await refused(finance.post(`/api/credit-notes/${note.id}/send`), 422);
    for (const email of ["ap@stranger.example", "cfo@stranger.example"]) {
      await sales.post(at(stranger), { email });
    }
    expect((await finance.post(`/api/invoices/${invoice.id}/send`)).body.delivery).toBe("queued");
    expect((await finance.post(`/api/credit-notes/${note.id}/send`)).body.delivery).toBe("queued");
    expect(await found("/api/invoices?delivery=queued")).toContain(invoice.id);
    expect(
      await api.tenancy
        .as("viewer")
        .rows("select kind, to_addresses from events.emails order by id"),
    ).toEqual([
      { kind: "invoice", to_addresses: ["ap@stranger.example", "cfo@stranger.example"] },
      { kind: "credit_note", to_addresses: ["ap@stranger.example", "cfo@stranger.example"] },
    ]);
    await refused(viewer.post(`/api/invoices/${invoice.id}/send`), 403);
  });

  test("is found over GraphQL too", async () => {
    const { body } = await api.as("viewer").post("/graphql", {
      query: `{ invoices(filter: { delivery: { equalTo: "queued" } }) { nodes { delivery } } }`,
    });
    expect(body.data.invoices.nodes).toEqual([{ delivery: "queued" }]);
  });
});

test("a hold and its release are both told: who, when and why", async () => {
  const held = await finance.post(`/api/accounts/${north}/hold`, { reason: "Overdue" });
  expect(held.body).toMatchObject({
    credit_hold: true,
    hold_reason: "Overdue",
    held_by: expect.any(String),
    release_reason: null,
    released_at: null,
  });
  const released = await finance.post(`/api/accounts/${north}/release`, { reason: "Paid" });
  expect(released.body).toMatchObject({
    credit_hold: false,
    hold_reason: "Overdue",
    held_at: held.body.held_at,
    held_by: held.body.held_by,
    release_reason: "Paid",
    released_at: expect.any(String),
    released_by: expect.any(String),
  });
});

test("a subsidiary is created in its parent's currency, and inherits the rest", async () => {
  const parent = {
    account_name: "Paris",
    currency: "EUR",
    locale: "fr-FR",
    payment_terms: "net_60",
  };
  const { body: root } = await sales.post("/api/accounts", parent);
  const { body: child } = await sales.post("/api/accounts", {
    account_name: "Lyon",
    parent_account_id: root.id,
  });
  expect(child).toMatchObject({
    currency: "EUR",
    locale: null,
    effective_locale: "fr-FR",
    effective_payment_terms_days: 60,
  });
});
