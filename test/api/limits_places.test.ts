// A tenant's places are free again however a request ends, and whoever has left is not served.
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { startApi, type RunningApi } from "../../server/http/main.ts";
import { Places } from "../../server/http/places.ts";
import { Shares } from "../../server/http/shares.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { httpClient, type Http } from "../support/http.ts";
import { openTenant } from "../support/tenants.ts";

let api: TestApi;
// With one place for each tenant, of one connection.
let narrow: RunningApi;
let sales: Http;
beforeAll(async () => {
  api = await startTestApi();
  narrow = await startApi({ ...api.config, rateLimitPerMinute: 0 }, { poolSize: 1 });
  closeAtTheEnd(narrow.close);
  sales = httpClient(narrow.url, api.token("sales"));
});

const metrics = async (url = narrow.url): Promise<string> =>
  (await httpClient(url).get("/metrics")).text;

async function placesOf(url?: string): Promise<{ taken: number; waiting: number }> {
  const text = await metrics(url);
  const count = (state: string) =>
    Number(new RegExp(`^tenor_places{state="${state}"} (\\d+)$`, "m").exec(text)?.[1]);
  return { taken: count("taken"), waiting: count("waiting") };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error("It did not come to pass.");
}

const untilPlaces = (taken: number, waiting: number, url?: string) =>
  until(async () => {
    const places = await placesOf(url);
    return places.taken === taken && places.waiting === waiting;
  });

interface Leaving {
  leave(): void;
  gone: Promise<unknown>;
}

// A request whose caller does not wait for the end.
function startAsking(path: string, body: object, token = api.token("sales")): Leaving {
  const leaving = new AbortController();
  const gone = fetch(new URL(path, narrow.url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: leaving.signal,
  }).then(
    () => "answered",
    () => "left",
  );
  return { leave: () => leaving.abort(), gone };
}

const CREATE = `mutation ($name: String!) {
  createAccount(input: { accountName: $name }) { account { id } }
}`;
const creating: Record<string, (name: string) => [string, object]> = {
  REST: (name) => ["/api/accounts", { account_name: name }],
  GraphQL: (name) => ["/graphql", { query: CREATE, variables: { name } }],
};

// Nobody can create an account until the work is done.
const whileLocked = (work: (client: PoolClient) => Promise<void>): Promise<void> =>
  api.tenancy.root.transaction(async (client) => {
    await client.query("lock table customers.accounts in exclusive mode");
    await work(client);
  });

const named = async (name: string): Promise<number> =>
  Number(
    await api.tenancy.root.value(
      "select count(*) from customers.accounts where account_name = $1",
      [name],
    ),
  );

describe("Callers who give up", () => {
  const reads: Record<string, RequestInit & { path: string }> = {
    REST: { path: "/api/accounts" },
    GraphQL: {
      path: "/graphql",
      method: "POST",
      body: JSON.stringify({ query: "{ accounts { nodes { id accountName } } }" }),
    },
  };
  for (const [name, { path, ...init }] of Object.entries(reads)) {
    it(`leave no place taken: 200 reads given up after 30 ms, twice, over ${name}`, async () => {
      const headers = {
        authorization: `Bearer ${api.token("viewer")}`,
        "content-type": "application/json",
      };
      const giveUp = () =>
        fetch(new URL(path, api.url), { ...init, headers, signal: AbortSignal.timeout(30) }).then(
          (response) => response.text(),
        );
      for (let round = 0; round < 2; round += 1) {
        const ends = await Promise.allSettled(Array.from({ length: 200 }, giveUp));
        expect(ends.some(({ status }) => status === "rejected")).toBe(true);
      }
      await untilPlaces(0, 0, api.url);
      const served = await Promise.all(
        Array.from({ length: 20 }, () => fetch(new URL(path, api.url), { ...init, headers })),
      );
      expect(served.map(({ status }) => status)).toEqual(Array(20).fill(200));
    });
  }

  for (const [name, create] of Object.entries(creating)) {
    it(`while they wait for a place, have nothing written for them, over ${name}`, async () => {
      await whileLocked(async () => {
        const first = startAsking(...create(`first ${name}`));
        await untilPlaces(1, 0);
        const second = startAsking(...create(`second ${name}`));
        const third = startAsking(...create(`third ${name}`));
        await untilPlaces(1, 2);
        second.leave();
        await untilPlaces(1, 1);
        expect(await second.gone).toBe("left");
        void first;
        void third;
      });
      await untilPlaces(0, 0);
      expect([
        await named(`first ${name}`),
        await named(`second ${name}`),
        await named(`third ${name}`),
      ]).toEqual([1, 0, 1]);
    });

    it(`before their request was read, have nothing written, over ${name}`, async () => {
      const send = async (): Promise<void> => {
        const [path, body] = create(`unread ${name}`);
        const { hostname, port } = new URL(narrow.url);
        const socket = net.connect(Number(port), hostname);
        await once(socket, "connect");
        const text = JSON.stringify(body);
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${text.length}\r\n` +
            `Content-Type: application/json\r\n` +
            `Authorization: Bearer ${api.token("sales")}\r\n\r\n${text}`,
          () => socket.resetAndDestroy(),
        );
        await once(socket, "close");
      };
      for (let time = 0; time < 20; time += 1) await send();
      await sleep(100);
      await untilPlaces(0, 0);
      expect(await named(`unread ${name}`)).toBe(0);
    });

    it(`while they wait for a connection, have nothing written, over ${name}`, async () => {
      const other = await openTenant({ database: api.tenancy.database });
      const token = api.token("sales", { tenantId: other.tenantId });
      await whileLocked(async (client) => {
        const holder = startAsking(...create(`holder ${name}`));
        await untilPlaces(1, 0);
        const late = startAsking(...create(`late ${name}`), token);
        await untilPlaces(2, 0);
        late.leave();
        await late.gone;
        await client.query("commit");
        expect(await holder.gone).toBe("answered");
        await client.query("begin");
      });
      await untilPlaces(0, 0);
      expect(
        await other.root.value(
          "select count(*)::int from customers.accounts where tenant_id = $1",
          [other.tenantId],
        ),
      ).toBe(0);
    });
  }

  it("while they are served, keep the connection's place until it is free", async () => {
    await whileLocked(async () => {
      const first = startAsking(...creating["REST"]!("served"));
      await untilPlaces(1, 0);
      first.leave();
      await first.gone;
      await sleep(50);
      expect(await placesOf()).toEqual({ taken: 1, waiting: 0 });
    });
    await untilPlaces(0, 0);
    expect((await sales.get("/api/accounts")).status).toBe(200);
  });

  it("are counted as aborted, under the route that they asked", async () => {
    const aborted = async () =>
      Number(
        /duration_seconds_count{method="POST",route="\/api\/accounts",status="aborted"} (\d+)/.exec(
          await metrics(),
        )?.[1] ?? 0,
      );
    const before = await aborted();
    await whileLocked(async () => {
      const waiting = startAsking(...creating["REST"]!("counted"));
      await untilPlaces(1, 0);
      waiting.leave();
      await until(async () => (await aborted()) === before + 1);
    });
    await untilPlaces(0, 0);
  });
});

describe("Shares", () => {
  const compute = (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until;);
  };

  it("are of what this process did for each, not of the time that it waited for them", async () => {
    const shares = new Shares();
    shares.workFor("a");
    compute(300);
    shares.workFor("b");
    await sleep(200);
    compute(20);
    shares.workFor("a");
    expect(shares.of("a")).toBeGreaterThan(0.5);
    expect(shares.of("a") + shares.of("b")).toBeCloseTo(1);
    expect(shares.of("nobody")).toBe(0);
  });

  it("fade", async () => {
    const shares = new Shares();
    shares.workFor("a");
    compute(40);
    shares.workFor("b");
    await sleep(2_000);
    compute(30);
    shares.workFor("c");
    expect(shares.of("b")).toBeGreaterThan(shares.of("a"));
  });
});

describe("Places", () => {
  const limits = { places: 2, placesInCompany: 1, waiting: 2, waitMs: 50 };
  const never = () => new Promise<void>(() => {});
  const OVERLOADED = { status: 503, code: "overloaded" };

  it("are for each tenant, and waiting for one has an end", async () => {
    const places = new Places(limits);
    const end = Promise.withResolvers<void>();
    const held = [1, 2].map(() => places.hold("a", undefined, () => end.promise));
    await expect(places.hold("a", undefined, never)).rejects.toMatchObject(OVERLOADED);
    await expect(places.hold("b", undefined, async () => "served")).resolves.toBe("served");
    const waiting = places.hold("a", undefined, async () => "served");
    end.resolve();
    await Promise.all(held);
    await expect(waiting).resolves.toBe("served");
    await sleep(0);
    expect(places.count()).toEqual({ taken: 0, waiting: 0 });
  });

  it("are fewer while another is at work, and all again when it has left", async () => {
    const places = new Places({ ...limits, waitMs: 10_000 });
    const other = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    let begun = 0;
    const work = async () => {
      begun += 1;
      await end.promise;
    };
    const held = [places.hold("b", undefined, () => other.promise)];
    held.push(places.hold("a", undefined, work), places.hold("a", undefined, work));
    await sleep(10);
    expect(begun).toBe(1);
    other.resolve();
    await sleep(1_100);
    held.push(places.hold("a", undefined, work));
    await sleep(10);
    expect(begun).toBe(2);
    end.resolve();
    await Promise.all(held);
    expect(begun).toBe(3);
  });

  it("are a part of all for who is modest while another is at work, and few for who is not", async () => {
    const places = new Places({ places: 8, placesInCompany: 1, waiting: 20, waitMs: 10_000 });
    const end = Promise.withResolvers<void>();
    const begun = { modest: 0, greedy: 0 };
    const compute = (ms: number) => {
      for (const until = performance.now() + ms; performance.now() < until;);
    };
    const hold = (tenant: keyof typeof begun, ms: number) =>
      places.hold(tenant, undefined, async () => {
        begun[tenant] += 1;
        compute(ms);
        await end.promise;
      });
    const held = [hold("greedy", 100)];
    await sleep(0);
    for (let i = 0; i < 3; i += 1) held.push(hold("modest", 0), hold("greedy", 100));
    await sleep(0);
    expect(begun).toEqual({ modest: 3, greedy: 1 });
    for (let i = 0; i < 3; i += 1) held.push(hold("modest", 0));
    await sleep(0);
    expect(begun).toEqual({ modest: 4, greedy: 1 });
    end.resolve();
    await Promise.all(held);
  });

  it("are used by who took more when who took less is served, or has been let go first as long", async () => {
    const places = new Places({ places: 8, placesInCompany: 1, waiting: 20, waitMs: 10_000 });
    const compute = (ms: number) => {
      for (const until = performance.now() + ms; performance.now() < until;);
    };
    const greedy = async () => {
      const since = performance.now();
      const ms = () => performance.now() - since;
      return await places.hold("greedy", undefined, async () => ms());
    };
    await places.hold("greedy", undefined, async () => compute(150));
    const end = Promise.withResolvers<void>();
    const modest = places.hold("modest", undefined, () => end.promise);
    await sleep(0);
    const waited = greedy();
    setTimeout(end.resolve, 60);
    expect(await waited).toBeGreaterThan(50);
    await modest;

    await places.hold("greedy", undefined, async () => compute(60));
    const later = Promise.withResolvers<void>();
    const long = places.hold("modest", undefined, () => later.promise);
    await sleep(0);
    // It ends, although the other is still served.
    expect(await greedy()).toBeGreaterThan(40);
    later.resolve();
    await long;
  });

  it("are few for who holds one for long, however little it computes", async () => {
    const places = new Places({ places: 8, placesInCompany: 1, waiting: 20, waitMs: 10_000 });
    const end = Promise.withResolvers<void>();
    let begun = 0;
    const wait = async () => {
      begun += 1;
      await end.promise;
    };
    const held = [places.hold("slow", undefined, wait)];
    await sleep(300);
    held.push(
      places.hold("other", undefined, () => end.promise),
      places.hold("slow", undefined, wait),
    );
    await sleep(0);
    expect(begun).toBe(1);
    end.resolve();
    await Promise.all(held);
    expect(begun).toBe(2);
  });

  it("have a line of bounded length", async () => {
    const places = new Places({ ...limits, waitMs: 10_000 });
    for (let i = 0; i < 4; i += 1) places.hold("a", undefined, never).catch(() => {});
    await expect(places.hold("a", undefined, never)).rejects.toMatchObject(OVERLOADED);
  });

  it("are free again when the work fails, also at once", async () => {
    const places = new Places(limits);
    const fail = () => {
      throw new Error("failed");
    };
    for (let i = 0; i < 5; i += 1) {
      await expect(places.hold("a", undefined, fail)).rejects.toThrow("failed");
    }
    await expect(places.hold("a", undefined, async () => "served")).resolves.toBe("served");
  });

  it("are not given to somebody who had left before", async () => {
    const places = new Places(limits);
    const gone = AbortSignal.abort(new Error("gone"));
    let isServed = false;
    const serve = async () => void (isServed = true);
    await expect(places.hold("a", gone, serve)).rejects.toThrow("gone");
    expect(isServed).toBe(false);
    expect(places.count()).toEqual({ taken: 0, waiting: 0 });
  });
});
