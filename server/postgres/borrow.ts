// A connection is borrowed for the length of one transaction, by somebody who is still there, and
// what the database says over it is counted: an answer is refused before it fills the memory.
import type { Pool, PoolClient } from "pg";
import { answerTooLarge } from "../answer_size.ts";

/** What one request may have. */
export interface Allowance {
  /** Aborted when the caller leaves. */
  left?: AbortSignal | undefined;
  /** How much the database may still send. */
  bytes: number;
  /** Told when the database answers. */
  resumed?: (() => void) | undefined;
}

export interface Borrowed {
  client: PoolClient;
  /** With an error, the connection is closed instead of lent again. */
  giveBack(broken?: Error): void;
}

export async function borrow(pool: Pool, allowance: Allowance): Promise<Borrowed> {
  const client = await pool.connect();
  if (allowance.left?.aborted) {
    client.release();
    throw allowance.left.reason;
  }
  const { stream } = (client as unknown as { connection: Connection }).connection;
  let counted = stream.bytesRead;
  const count = () => {
    allowance.resumed?.();
    allowance.bytes -= stream.bytesRead - counted;
    counted = stream.bytesRead;
    if (allowance.bytes < 0) stream.destroy(answerTooLarge());
  };
  stream.on("data", count);
  return {
    client,
    giveBack(broken) {
      stream.off("data", count);
      client.release(broken);
    },
  };
}

// How pg reads from its socket.
interface Connection {
  stream: import("node:net").Socket;
}
