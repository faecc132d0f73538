// A process that starts Postgres and stays until somebody kills it.
import { startEmbedded } from "../../server/postgres/embedded.ts";

await startEmbedded({ dataDir: process.argv[2] ?? "", durable: false });
process.send?.("ready");
setInterval(() => {}, 60_000);
