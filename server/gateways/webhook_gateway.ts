// Delivers one event to one address of a tenant, signed as Standard Webhooks describes
// (standardwebhooks.com). The address was chosen by a customer: it is resolved once, checked, and
// the connection goes to what was checked; redirects are not followed.
import type { LookupFunction } from "node:net";
import { Webhook } from "standardwebhooks";
import { Agent, buildConnector, request } from "undici";
import { ForbiddenAddress, mayReach, reachable, type Reach } from "./addresses.ts";

export interface Delivery {
  url: string;
  /** The newest first; during a rotation the older one signs too. */
  secrets: string[];
  event_id: string;
  body: string;
}

export interface Attempt {
  /** Null when no answer came. */
  status: number | null;
  error: string | null;
  duration_ms: number;
  response_excerpt: string | null;
}

export interface WebhookGateway {
  deliver(delivery: Delivery, options: { signal: AbortSignal }): Promise<Attempt>;
  close(): Promise<void>;
}

const TIME_LIMIT = 10_000;
const MOST_BYTES = 64 * 1024;
const EXCERPT = 500;

export function openWebhookGateway(reach: Reach): WebhookGateway {
  const agent = new Agent({
    connect: checkedConnector(reach),
    headersTimeout: TIME_LIMIT,
    bodyTimeout: TIME_LIMIT,
    keepAliveTimeout: 4_000,
    maxResponseSize: MOST_BYTES,
    connections: 16,
  });
  return {
    async deliver(delivery, { signal }) {
      const start = performance.now();
      try {
        const answer = await post(delivery, agent, reach, signal);
        return { ...answer, duration_ms: since(start) };
      } catch (error) {
        // A shutdown is no failure of the receiver.
        signal.throwIfAborted();
        const duration = since(start);
        return {
          status: null,
          error: reason(error),
          duration_ms: duration,
          response_excerpt: null,
        };
      }
    },
    close: () => agent.destroy(),
  };
}

async function post(
  { url, secrets, event_id, body }: Delivery,
  agent: Agent,
  reach: Reach,
  signal: AbortSignal,
): Promise<Omit<Attempt, "duration_ms">> {
  const target = new URL(url);
  if (target.protocol !== "https:" && target.protocol !== "http:") {
    throw new ForbiddenAddress("A webhook goes to an http or https address.");
  }
  if (target.username || target.password) {
    throw new ForbiddenAddress("A webhook's address carries no user and no password.");
  }
  // A literal address never reaches the lookup of the connection.
  await reachable(target.hostname, reach);

  const { statusCode, body: answer } = await request(target, {
    method: "POST",
    dispatcher: agent,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "Tenor-Webhooks/1",
      ...signature(event_id, body, secrets),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]),
  });
  const text = await answer.text();
  const isTaken = statusCode >= 200 && statusCode < 300;
  return {
    status: statusCode,
    error: isTaken ? null : `The receiver answered ${statusCode}.`,
    response_excerpt: text.slice(0, EXCERPT).replaceAll("\u0000", ""),
  };
}

export function signature(
  id: string,
  body: string,
  secrets: string[],
  at: Date = new Date(),
): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((key) => new Webhook(key).sign(id, at, body)).join(" "),
  };
}

// The peer is looked at once more when the connection stands.
function checkedConnector(reach: Reach): buildConnector.connector {
  const connect = buildConnector({ timeout: 5_000, lookup: checkedLookup(reach) });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (mayReach(socket.remoteAddress ?? "", reach)) return callback(null, socket);
      socket.destroy();
      callback(new ForbiddenAddress("The address is not on the public internet."), null);
    });
}

// Names are resolved here for the connection itself, so that no second answer of the name server
// can lead it elsewhere after the check.
function checkedLookup(reach: Reach): LookupFunction {
  return (host, options, callback) => {
    reachable(host, reach).then(
      (found) => {
        if (options.all) callback(null, [found]);
        else callback(null, found.address, found.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}

function reason(error: unknown): string {
  for (const cause of [error, (error as Error).cause]) {
    if (cause instanceof ForbiddenAddress) return cause.message;
  }
  const code = (error as { code?: string }).code ?? (error as Error).name;
  const known: Record<string, string> = {
    ECONNREFUSED: "The receiver refused the connection.",
    ECONNRESET: "The receiver closed the connection.",
    ENOTFOUND: "The receiver's name is not known.",
    EAI_AGAIN: "The receiver's name could not be looked up.",
    TimeoutError: "The receiver took longer than 10 seconds.",
    UND_ERR_CONNECT_TIMEOUT: "The receiver could not be reached in time.",
    UND_ERR_HEADERS_TIMEOUT: "The receiver took longer than 10 seconds.",
    UND_ERR_BODY_TIMEOUT: "The receiver took longer than 10 seconds.",
    UND_ERR_RES_EXCEEDED_MAX_SIZE: "The receiver's answer was larger than 64 kB.",
    UND_ERR_SOCKET: "The receiver closed the connection.",
  };
  return known[code] ?? `The delivery failed (${code}).`;
}
