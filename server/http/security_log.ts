// What the edge sees of security, in a log of its own and in the database: who was refused, which
// tokens came for the first time, what was answered again, which files left. The log has ids alone;
// addresses stand in the table, behind the wall.
import type { RequestHandler, Response } from "express";
import type { Pool } from "pg";
import { pino, type Logger } from "pino";
import type { Config } from "../config.ts";
import { openTransaction } from "../graphql/pg_client.ts";
import type { CallerRequest, Claims } from "../graphql/session.ts";
import { shortError } from "../worker/short_error.ts";

export type SecurityEvent =
  | "access.denied"
  | "token.refused"
  | "token.first_used"
  | "request.replayed"
  | "export.made"
  | "document.restored"
  | "document.damaged";

/** Why a request was refused; of a GraphQL request, at which field. */
export interface Denial {
  code: string;
  what?: string;
}

/** A file that was lost or is not the one that was made, and whether it came back. */
export interface Damage {
  file: string;
  isRestored: boolean;
}

export interface SecurityLog {
  /** Notes what a request was about once it is answered. */
  watch: RequestHandler;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

interface Noted {
  occurred_at: string;
  event: SecurityEvent;
  subject: string | undefined;
  role: string | undefined;
  request_id: string;
  client_ip: string;
  details: object;
}

const FLUSH_MS = 250;
// What comes faster than it can be written is counted, not kept.
const MOST_WAITING = 5_000;
const REMEMBERED_TOKENS = 10_000;
const NOBODY = "";
const EDGE = { role: "tenor_edge", statement_timeout: "5s" };

export function openSecurityLog(
  pool: Pool,
  logger: Logger,
  { securityLog, logLevel }: Pick<Config, "securityLog" | "logLevel">,
): SecurityLog {
  const level = logLevel === "silent" && !securityLog ? "silent" : "info";
  const log = securityLog
    ? pino({ level, base: undefined }, pino.destination({ dest: securityLog, mkdir: true }))
    : logger.child({ log: "security" }, { level });
  const isFirstUse = firstUses();
  let waiting = new Map<string, Noted[]>();
  let count = 0;
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const note = (event: SecurityEvent, request: CallerRequest, details: object): void => {
    const { claims } = request;
    const noted = {
      occurred_at: new Date().toISOString(),
      event,
      subject: claims?.sub,
      role: claims?.role,
      request_id: String(request.id),
      client_ip: request.ip ?? "",
      details,
    };
    const { client_ip: _, ...told } = noted;
    log.info({ ...told, tenant: claims?.tenantId }, event);
    if (count >= MOST_WAITING) return void (lost += 1);
    const tenantId = claims?.tenantId ?? NOBODY;
    waiting.set(tenantId, [...(waiting.get(tenantId) ?? []), noted]);
    count += 1;
    timer ??= setTimeout(flush, FLUSH_MS);
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = new Map();
    count = 0;
    if (lost > 0) log.warn({ lost }, "security events came too fast to be kept");
    lost = 0;
    writing = writing.then(async () => {
      for (const [tenantId, events] of batch) await write(tenantId, events);
    });
    return writing;
  };

  const write = async (tenantId: string, events: Noted[]): Promise<void> => {
    let broken: Error | undefined;
    try {
      const client = await pool.connect();
      try {
        await openTransaction(client, { ...EDGE, "tenor.tenant_id": tenantId });
        await client.query("select audit.record_security_events($1)", [JSON.stringify(events)]);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.release(broken);
      }
    } catch (error) {
      log.error({ error: shortError(error), count: events.length }, "security events were lost");
    }
  };

  const look = (request: CallerRequest, response: Response): void => {
    const { claims } = request;
    const what = `${request.method} ${pathOf(request)}`;
    const { denied, isFile, damage } = response.locals as {
      denied?: Denial;
      isFile?: boolean;
      damage?: Damage;
    };
    if (damage) {
      const { file, isRestored } = damage;
      note(isRestored ? "document.restored" : "document.damaged", request, { what, file });
    }
    if (denied) {
      const details = { ...denied, what: [what, denied.what].filter(Boolean).join(" ") };
      return note(claims ? "access.denied" : "token.refused", request, details);
    }
    if (!claims) return;
    if (isFirstUse(claims)) note("token.first_used", request, { issued_at: claims.issuedAt });
    if (response.getHeader("idempotency-replayed")) note("request.replayed", request, { what });
    if (isFile) note("export.made", request, { what });
  };

  return {
    watch: (request, response, next) => {
      response.on("finish", () => look(request as CallerRequest, response));
      next();
    },
    close: () => flush(),
  };
}

/** By this process: a token that comes to several is first used at each of them. */
function firstUses(): (claims: Claims) => boolean {
  const seen = new Set<string>();
  return ({ sub, role, tenantId = "", issuedAt = 0 }) => {
    const token = `${tenantId} ${role} ${issuedAt} ${sub}`;
    if (seen.has(token)) return false;
    seen.add(token);
    if (seen.size > REMEMBERED_TOKENS) seen.delete(seen.values().next().value!);
    return true;
  };
}

const pathOf = ({ originalUrl }: CallerRequest): string => originalUrl.split("?", 1)[0]!;
