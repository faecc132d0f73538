import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmbedded, type EmbeddedPostgres } from "./embedded.ts";

// A server that is thrown away after the work, for commands that need nobody's data.
export async function withScratchServer<T>(
  work: (server: EmbeddedPostgres) => Promise<T>,
): Promise<T> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-scratch-"));
  try {
    const server = await startEmbedded({ dataDir, durable: false });
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
