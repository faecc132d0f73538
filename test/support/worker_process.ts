// A worker in a process of its own, to be killed: `node worker_process.ts <tasks> <config as JSON>`.
import { startWorker } from "../../server/worker/main.ts";

const [tasks = "", config = "{}"] = process.argv.slice(2);
await startWorker(JSON.parse(config), { tasks, cron: false, heartbeatMs: 400 });
process.send?.("ready");
