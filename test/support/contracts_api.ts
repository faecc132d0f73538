// A tenant with a group of accounts, and how contracts are asked for and looked at over REST.
import { expect } from "vitest";
import { startTestApi, type TestApi } from "./api.ts";
import type { Answer, Http } from "./http.ts";
import { checked, useOpenApi } from "./openapi.ts";

export interface ContractsApi {
  api: TestApi;
  finance: Http;
  sales: Http;
  viewer: Http;
  // Group has North and South below it; Stranger stands alone.
  accounts: Record<"group" | "north" | "south" | "stranger", string>;
  // A year of the group's, by the month, with whatever else is said.
  sign(more: object): Promise<Answer>;
  // First day, billing day and amount of everything, past and to come.
  schedule(contractId: string): Promise<[string, string, number][]>;
}

export async function startContractsApi(): Promise<ContractsApi> {
  const api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  const sales = checked(api.as("sales"));
  const viewer = checked(api.as("viewer"));
  const account = async (account_name: string, parent_account_id?: string): Promise<string> =>
    (await sales.post("/api/accounts", { account_name, parent_account_id })).body.id;
  const group = await account("Group");
  const accounts = {
    group,
    north: await account("North", group),
    south: await account("South", group),
    stranger: await account("Stranger"),
  };
  return {
    api,
    finance: checked(api.as("finance")),
    sales,
    viewer,
    accounts,
    sign: (more) =>
      sales.post("/api/contracts", {
        account_id: group,
        start_date: "2026-02-01",
        end_date: "2027-01-31",
        billing_frequency: "monthly",
        ...more,
      }),
    schedule: async (contractId) => {
      const { body } = await viewer.get(`/api/contracts/${contractId}/schedule`);
      return body.data.map((entry: { period_start: string; bill_on: string; amount: number }) => [
        entry.period_start,
        entry.bill_on,
        entry.amount,
      ]);
    },
  };
}

export async function refused(
  asked: Promise<Answer>,
  status: number,
  pointer?: string,
): Promise<void> {
  const answer = await asked;
  expect(answer.status, answer.text).toBe(status);
  if (pointer) expect(answer.body.errors).toMatchObject([{ pointer }]);
}
