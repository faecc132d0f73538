// Opaque session tokens are exchanged with the auth server, which is asked once and may be down.
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../../server/http/main.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { httpClient } from "../support/http.ts";
import { startLocalServer, type LocalServer } from "../support/local_server.ts";

const QUESTION = "{ tenants { nodes { id } } }";

let api: TestApi;
let server: LocalServer;
beforeAll(async () => {
  server = await startLocalServer(async ({ body }) => {
    const { sessionToken } = JSON.parse(body) as { sessionToken: string };
    const user = (more: object) => ({
      json: { valid: true, user: { id: "u-1", role: "viewer", tenant_id: api.tenantId, ...more } },
    });
    if (sessionToken === "slow") await sleep(4_000);
    switch (sessionToken.split(".")[0]) {
      case "good":
        return user({});
      case "numbered":
        return user({ id: 42 });
      case "root":
        return user({ role: "root" });
      case "stranger":
        return user({ tenant_id: null });
      case "broken":
        return { status: 500 };
      case "odd":
        return { json: "yes" };
      default:
        return { json: { valid: false } };
    }
  });
  api = await startTestApi({ env: { AUTH_SERVER_URL: server.url } });
});

const ask = (token: string) => api.bearing(token).graphql(QUESTION);

describe("A session token", () => {
  it("is worth what the auth server says", async () => {
    const answer = await ask("good.1");
    expect(answer.body.data.tenants.nodes).toEqual([{ id: api.tenantId }]);
    expect(server.requests.at(-1)).toMatchObject({ method: "POST", path: "/auth/validate" });
    expect((await ask("numbered")).status).toBe(200);
  });

  it("is asked about once for a while, also by many at once", async () => {
    const before = server.requests.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask("good.2")));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(server.requests.length - before).toBe(1);
  });

  for (const token of ["unknown", "root", "stranger", "odd"]) {
    it(`is refused: ${token}`, async () => {
      expect(await ask(token)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    });
  }

  it("cannot be checked while the auth server fails or sleeps", async () => {
    for (const token of ["broken", "slow"]) {
      expect(await ask(token)).toMatchObject({ status: 503, body: { code: "auth_unavailable" } });
    }
  });

  it("is asked about no more once its address has guessed too often", async () => {
    const guarded = await startApi({ ...api.config, rateLimitAnonymousPerMinute: 5 });
    closeAtTheEnd(guarded.close);
    const send = (token: string) => httpClient(guarded.url, token).graphql(QUESTION);
    expect((await send("good.4")).status).toBe(200);
    const before = server.requests.length;
    const guesses = Array.from({ length: 60 }, (_, i) => send(`guess.${i}`));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(55);
    expect(server.requests.length - before).toBeLessThan(30);
    // What is known to be good is served all the same.
    expect((await send("good.4")).status).toBe(200);
    expect((await send("good.5")).status).toBe(429);
    expect((await send(api.token("viewer"))).status).toBe(200);
  });

  it("does not stand in the way of signed tokens when the auth server is gone", async () => {
    await server.close();
    expect(await ask("good.3")).toMatchObject({ status: 503, body: { code: "auth_unavailable" } });
    expect((await api.as("viewer").graphql(QUESTION)).status).toBe(200);
  });
});
