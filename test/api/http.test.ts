// The edge as a program on the network sees it.
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
