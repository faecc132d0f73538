// A pool that only knows what the REST engine says to Postgres: transactions and idempotency keys.
import { PassThrough } from "node:stream";
import type { Pool } from "pg";

interface Kept {
  route: string;
  hash: string;
  role: string;
  status?: number;
  body?: string;
}

export class ToyPool {
  /** Statements as they came, settings with their values. */
  readonly statements: string[] = [];
  #kept = new Map<string, Kept>();
  #before = new Map<string, Kept>();
  #failures: string[] = [];

  /** The next executions fail with these SQLSTATEs, one each. */
  failWith(...states: string[]): void {
    this.#failures.push(...states);
  }

  failIfAsked(): void {
    const code = this.#failures.shift();
    if (code) throw Object.assign(new Error("failed"), { code, severity: "ERROR" });
  }

  asPool(): Pool {
    const client = {
      query: async (text: string, values: unknown[] = []) => this.#query(text, values as string[]),
      release: () => undefined,
      connection: { stream: Object.assign(new PassThrough(), { bytesRead: 0 }) },
    };
    return { connect: async () => client } as unknown as Pool;
  }

  #query(text: string, values: string[]): { rows: unknown[]; command: string } {
    this.statements.push(text.includes("jsonb_each_text") ? `${text} ${values[0]}` : text);
    if (text.startsWith("begin")) this.#before = new Map(this.#kept);
    if (text === "rollback") this.#kept = this.#before;
    if (text.includes("claim_idempotency_key")) return { rows: [this.#claim(values)], command: "" };
    if (text.includes("keep_idempotent_answer")) {
      const [key, status, body] = values;
      Object.assign(this.#kept.get(key!)!, { status, body });
    }
    return { rows: [], command: text.toUpperCase() };
  }

  #claim([key, route, hash, role]: string[]): object {
    const kept = this.#kept.get(key!);
    if (!kept) {
      this.#kept.set(key!, { route: route!, hash: hash!, role: role! });
      return { outcome: "new", status: null, body: null, role: null };
    }
    const isSame = kept.route === route && kept.hash === hash;
    const outcome = isSame ? "replay" : "conflict";
    return { outcome, status: kept.status, body: kept.body, role: kept.role };
  }
}
