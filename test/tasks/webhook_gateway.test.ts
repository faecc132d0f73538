// Outgoing webhooks: signed, bounded, and never into a network of ours.
import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { mayReach } from "../../server/gateways/addresses.ts";
import { openWebhookGateway } from "../../server/gateways/webhook_gateway.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { startLocalServer, type Respond } from "../support/local_server.ts";

const secret = () => `whsec_${randomBytes(24).toString("base64")}`;
const never = new AbortController().signal;

function gateway(allowLoopback: boolean) {
  const opened = openWebhookGateway({ allowLoopback });
  closeAtTheEnd(opened.close);
  return opened;
}

function deliver(url: string, allowLoopback = true, secrets = [secret()]) {
  const delivery = { url, secrets, event_id: "evt_1", body: '{"type":"invoice.finalized"}' };
  return gateway(allowLoopback).deliver(delivery, { signal: never });
}

const listener = (respond: Respond = () => ({ json: { ok: true } })) => startLocalServer(respond);

describe("a delivery", () => {
  test("is signed as Standard Webhooks asks, with the old key too during a rotation", async () => {
    const [current, former] = [secret(), secret()];
    const server = await listener();
    const attempt = await deliver(server.url, true, [current, former]);
    expect(attempt).toMatchObject({ status: 200, error: null, response_excerpt: '{"ok":true}' });
    const [request] = server.requests;
    const headers = (request?.headers ?? {}) as Record<string, string>;
    for (const key of [current, former]) {
      const payload = new Webhook(key).verify(request?.body ?? "", headers);
      expect(payload).toEqual({ type: "invoice.finalized" });
    }
    expect(headers["webhook-id"]).toBe("evt_1");
    expect(String(headers["webhook-signature"]).split(" ")).toHaveLength(2);
    expect(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(10);
  });

  test("follows no redirect", async () => {
    const target = await listener();
    const server = await listener((_, response) => {
      response.writeHead(302, { location: target.url }).end();
    });
    const attempt = await deliver(server.url);
    expect(attempt).toMatchObject({ status: 302, error: "The receiver answered 302." });
    expect(target.requests).toEqual([]);
  });

  test("reads no more than 64 kB of an answer", async () => {
    const server = await listener((_, response) => {
      response.writeHead(200).end("x".repeat(200_000));
    });
    const attempt = await deliver(server.url);
    expect(attempt.error).toBe("The receiver's answer was larger than 64 kB.");
    expect(attempt.status).toBeNull();
  });

  test("that nobody takes says why in words", async () => {
    const server = await listener();
    await server.close();
    expect(await deliver(server.url)).toMatchObject({
      status: null,
      error: "The receiver refused the connection.",
    });
    expect((await deliver("http://no-such-host.invalid/")).error).toMatch(/name/);
  });

  test("that the worker's leaving cuts short is no failure of the receiver", async () => {
    const server = await listener(() => new Promise(() => {}));
    const leaving = AbortSignal.timeout(100);
    const delivery = { url: server.url, secrets: [secret()], event_id: "evt_1", body: "{}" };
    await expect(gateway(true).deliver(delivery, { signal: leaving })).rejects.toThrow();
  });
});

describe("an address of ours", () => {
  const forbidden = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "0.0.0.0",
    "10.0.0.8",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
    "[fec0::1]",
  ];
  test.for(forbidden)("%s is refused before anything is sent", async (host) => {
    expect(await deliver(`http://${host}:9/`, false)).toMatchObject({
      status: null,
      error: "The address is not on the public internet.",
    });
  });

  test("is refused when a name leads to it", async () => {
    const server = await listener();
    const port = new URL(server.url).port;
    expect((await deliver(`http://localhost:${port}/`, false)).error).toMatch(/public internet/);
    expect(server.requests).toEqual([]);
    expect((await deliver(`http://localhost:${port}/`, true)).status).toBe(200);
  });

  test("stays refused with loopback allowed, unless it is loopback", () => {
    const reach = { allowLoopback: true };
    expect(mayReach("127.0.0.1", reach)).toBe(true);
    expect(mayReach("::ffff:127.0.0.1", reach)).toBe(true);
    expect(mayReach("10.0.0.1", reach)).toBe(false);
    expect(mayReach("169.254.169.254", reach)).toBe(false);
  });

  test("is told from the public internet", () => {
    const reach = { allowLoopback: false };
    for (const address of ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"]) {
      expect(mayReach(address, reach), address).toBe(true);
    }
    for (const address of ["", "example.com", "1.1.1", "fe80::1%eth0"]) {
      expect(mayReach(address, reach), address).toBe(false);
    }
  });

  test("is refused with other schemes and with a password in it", async () => {
    expect((await deliver("ftp://example.com/")).error).toMatch(/http or https/);
    expect((await deliver("http://me:secret@127.0.0.1/")).error).toMatch(/no password/);
  });
});
