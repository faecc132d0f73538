// The API in a tenant whose taxes a test is about, with the people who keep them.
import { expect } from "vitest";
import { startTestApi, type TestApi } from "./api.ts";
import type { Http } from "./http.ts";
import { checked, useOpenApi } from "./openapi.ts";
import { openTenant } from "./tenants.ts";

export const UNKNOWN = "0198a000-0000-7000-8000-00000000000f";

const OPTIONS = { clockAt: "2026-03-01T12:00:00Z" };

export interface TaxApi {
  api: TestApi;
  finance: Http;
  sales: Http;
  viewer: Http;
  /** An admin of another tenant. */
  stranger: Http;
  /** An account with an address there. */
  account(city: string, country: string, state?: string, more?: object): Promise<string>;
  /** The taxes of 100 for an account. */
  quoted(accountId: string, more?: object): Promise<Record<string, unknown>[]>;
}

export async function startTaxApi(env: Record<string, string> = {}): Promise<TaxApi> {
  const api = await startTestApi({ ...OPTIONS, env });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  const { tenantId } = await openTenant(OPTIONS);
  const [finance, sales, viewer] = (["finance", "sales", "viewer"] as const).map((role) =>
    checked(api.as(role)),
  ) as [Http, Http, Http];
  return {
    api,
    finance,
    sales,
    viewer,
    stranger: checked(api.as("admin", { tenantId })),
    async account(city, country, state, more = {}) {
      const billing_address = { city, country, ...(state ? { state } : {}) };
      const given = { account_name: city, billing_address, ...more };
      return (await sales.post("/api/accounts", given)).body.id;
    },
    async quoted(account_id, more = {}) {
      const asked = { account_id, amount: 100, ...more };
      const { status, body } = await viewer.post("/api/tax/quote", asked);
      expect(status).toBe(200);
      return body.data;
    },
  };
}

/** What a refusal looks like. */
export function refused(status: number, code: string, pointer?: string): object {
  return {
    status,
    body: { code, ...(pointer ? { errors: [{ pointer: `/${pointer}` }] } : {}) },
  };
}
