// The edge as a program on the network sees it.
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../../server/http/main.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { httpClient, type Http } from "../support/http.ts";

let api: TestApi;
let nobody: Http;
beforeAll(async () => {
  api = await startTestApi({ env: { CORS_ORIGINS: "https://app.tenor.example" } });
  nobody = api.bearing();
});

describe("Health", () => {
  it("says alive and ready", async () => {
    expect(await nobody.get("/healthz")).toMatchObject({ status: 200, body: { status: "alive" } });
    expect(await nobody.get("/readyz")).toMatchObject({ status: 200, body: { status: "ready" } });
  });

  it("tells Prometheus about requests, pool and queue, and about no tenant", async () => {
    await api.as("viewer").graphql("{ __typename }");
    const { text } = await nobody.get("/metrics");
    expect(text).toContain(
      'tenor_http_request_duration_seconds_count{method="POST",route="/graphql"',
    );
    expect(text).toContain("tenor_pool_connections");
    expect(text).toContain("tenor_queue_depth");
    expect(text).not.toContain(api.tenantId);
  });

  it("counts refusals under the same route as answers", async () => {
    const statuses = async () => {
      const { text } = await nobody.get("/metrics");
      const counted = text.matchAll(/duration_seconds_count{method="POST",([^}]*)}/g);
      return [...counted].map(([, labels]) => labels!);
    };
    const sales = api.as("sales");
    await sales.post("/api/accounts", { account_name: "Counted" });
    await sales.post("/api/accounts", { account_name: "" });
    await sales.post("/api/accounts", "{");
    await sales.post("/api/accounts", { account_name: "x".repeat(1_100_000) });
    await api.as("viewer").post("/api/accounts", { account_name: "Refused" });
    await nobody.post("/api/accounts", { account_name: "Unknown" });
    const counted = await statuses();
    for (const status of [201, 422, 400, 413, 403, 401]) {
      expect(counted).toContain(`route="/api/accounts",status="${status}"`);
    }
    expect(counted.filter((labels) => labels.includes('route="/accounts"'))).toEqual([]);
  });

  it("is shown to who stands on this machine or knows the token, and to nobody else", async () => {
    const token = "what the operators know";
    const guarded = await startApi({ ...api.config, operationsToken: token });
    closeAtTheEnd(guarded.close);
    const afar = { "x-forwarded-for": "203.0.113.9" };
    const statuses = async (url: string, headers: Record<string, string>, bearer?: string) =>
      Promise.all(
        ["/readyz", "/metrics", "/healthz"].map(
          async (path) => (await httpClient(url, bearer).get(path, headers)).status,
        ),
      );
    expect(await statuses(guarded.url, {})).toEqual([200, 200, 200]);
    expect(await statuses(guarded.url, afar, token)).toEqual([200, 200, 200]);
    expect(await statuses(guarded.url, afar)).toEqual([404, 404, 200]);
    for (const name of ["forwarded", "via", "x-forwarded-host", "x-real-ip", "cf-connecting-ip"]) {
      expect(await statuses(guarded.url, { [name]: "127.0.0.1" })).toEqual([404, 404, 200]);
    }
    expect(await statuses(guarded.url, afar, api.token("operator"))).toEqual([404, 404, 200]);
    // Without a token set, none opens it.
    expect(await statuses(api.url, afar, "undefined")).toEqual([404, 404, 200]);
  });

  it("shows the operator the queue of the platform, and a tenant its own jobs", async () => {
    await api.tenancy.root.rows(
      "select events.enqueue('webhooks/deliver', '{}'), events.enqueue('webhooks/deliver', '{}')",
    );
    const [mine] = (await api.as("viewer").get("/api/queues/status")).body.data;
    expect(mine).toMatchObject({ task: "webhooks/deliver", queued: 2, completed: 0 });
    const all = await api.as("operator").get("/api/queues/status");
    expect(all).toMatchObject({ status: 200 });
    expect(all.body.data).toContainEqual({
      task: "webhooks/deliver",
      queued: 2,
      running: 0,
      completed: null,
      failed: 0,
      oldest_queued_at: expect.any(String),
    });
  });
});

describe("A request", () => {
  it("keeps a sane id of its own and is given one otherwise", async () => {
    const idOf = async (id?: string) => {
      const answer = await nobody.get("/healthz", id === undefined ? {} : { "x-request-id": id });
      return answer.headers.get("x-request-id");
    };
    expect(await idOf("order-4711.retry_2")).toBe("order-4711.retry_2");
    for (const odd of [undefined, "short", "x".repeat(65), 'a"b c;drop table']) {
      expect(await idOf(odd)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("to nowhere is answered with a problem", async () => {
    for (const path of ["/nowhere", "/api/nowhere", "/graphql/deeper", "/%E0%A4%A"]) {
      const answer = await api.as("viewer").get(path);
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found", status: 404 } });
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
  });

  it("is answered with careful headers, and without the name of the software", async () => {
    const { headers } = await nobody.get("/healthz");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("from a page is allowed by origin", async () => {
    const allowed = async (origin: string) =>
      (await nobody.get("/healthz", { origin })).headers.get("access-control-allow-origin");
    expect(await allowed("https://app.tenor.example")).toBe("https://app.tenor.example");
    expect(await allowed("https://evil.example")).toBeNull();
  });
});

describe("A body that is not packed as it says", () => {
  for (const [path, body] of [
    ["/api/accounts", { account_name: "Packed" }],
    ["/graphql", { query: "{ __typename }" }],
  ] as const) {
    it(`is refused in our words: ${path}`, async () => {
      const send = (encoding: string) =>
        api.as("sales").post(path, body, { "content-encoding": encoding });
      for (const encoding of ["gzip", "deflate", "br"]) {
        expect(await send(encoding)).toMatchObject({ status: 400, body: { code: "bad_request" } });
      }
      expect(await send("shrunk")).toMatchObject({
        status: 415,
        body: { code: "unsupported_media_type" },
      });
    });
  }
});

describe("The explorer", () => {
  it("loads everything from here, under a policy", async () => {
    const { text, headers } = await nobody.get("/graphiql");
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-/);
    const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(addresses).toContain("/graphiql/token.js");
    for (const address of addresses) expect(address).toMatch(/^\/(?!\/)/);
    expect(text).not.toMatch(/https?:\/\/(?!localhost)[\w.]*(unpkg|cdn|jsdelivr)/);
    for (const address of new Set(addresses)) {
      expect((await nobody.get(address)).status).toBe(200);
    }
  });
});

describe("Below a path of another server", () => {
  // One kind of proxy passes on what it was asked, the other what is left without the path.
  async function startProxy(target: string, passOn: (path: string) => string): Promise<string> {
    const proxy = createServer((request, response) => {
      const path = request.url ?? "";
      if (!path.startsWith("/billing/")) return void response.writeHead(404).end("not ours");
      const { method, headers } = request;
      const asked = httpRequest(target + passOn(path), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(asked);
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    closeAtTheEnd(async () => void proxy.close());
    return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  }

  it("names addresses that lead there, from every kind of proxy", async () => {
    const publicUrl = "https://shop.example/billing";
    const below = await startApi({ ...api.config, publicUrl });
    closeAtTheEnd(below.close);
    for (const passOn of [(path: string) => path, (path: string) => path.slice(8)]) {
      const proxy = httpClient(await startProxy(below.url, passOn), api.token("viewer"));
      const document = (await proxy.get("/billing/api/openapi.json")).body;
      expect(document.servers).toEqual([{ url: "https://shop.example/billing/api" }]);
      expect((await proxy.get("/billing/api/clock")).status).toBe(200);

      for (const page of ["/billing/api/docs", "/billing/graphiql"]) {
        const { text } = await proxy.get(page);
        const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((it) => it[1]!);
        expect(addresses.length).toBeGreaterThan(2);
        for (const address of addresses) {
          expect(await proxy.get(address), address).toMatchObject({ status: 200 });
        }
      }
      const start = await proxy.get("/billing/api/docs/start.js");
      expect(start.text).toContain('"url":"/billing/api/openapi.json"');
      const explorer = (await proxy.get("/billing/graphiql")).text;
      expect(explorer).toMatch(/"endpoint": "\/billing\/graphql"/);
      expect(explorer).toMatch(/"staticPath": "\/billing\/ruru-static\/"/);
      expect((await proxy.get("/billing/graphiql/token.js")).text).toContain('"/billing/graphql"');
      const answer = await proxy.post("/billing/graphql", { query: "{ __typename }" });
      expect(answer.body).toEqual({ data: { __typename: "Query" } });
      expect((await proxy.get("/billing/nowhere")).status).toBe(404);
    }
  });
});

describe("The log", () => {
  it("tells paths and ends of requests, and no token, body, query or address", async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const logging = await startApi({ ...api.config, logLevel: "info" }, { logTo: sink });
    closeAtTheEnd(logging.close);
    const token = api.token("viewer");
    const client = httpClient(logging.url, token);
    await client.get("/api/clock?token=a-secret-in-the-query");
    await client.graphql('{ members(filter: { name: { equalTo: "a-name" } }) { nodes { id } } }');
    await httpClient(logging.url, "a-wrong-token").get("/api/clock");
    const log = lines.join("");
    expect(log).toContain('"path":"/api/clock"');
    expect(log).toContain('"status":401');
    expect(log).toContain(api.tenantId);
    for (const secret of [token, "a-secret-in-the-query", "a-name", "a-wrong-token", "127.0.0.1"]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe("Closing", () => {
  it("lets running requests end and takes no new ones", async () => {
    const closing = await startApi(api.config);
    const client = httpClient(closing.url, api.token("viewer"));
    expect((await client.get("/readyz")).status).toBe(200);
    const running = client.graphql("{ members { nodes { id } } tenants { nodes { id } } }");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = closing.close();
    expect((await running).status).toBe(200);
    await closed;
    await expect(client.get("/healthz")).rejects.toThrow();
  });
});
