// A worker in a process of its own, to be killed: `node worker_process.ts <tasks> <config as JSON>`.
import { startWorker } from "../../server/worker/main.ts";

const [tasks = "", config = "{}"] = process.argv.slice(2);
try {
  const worker = await startWorker(JSON.parse(config), { tasks, cron: false, heartbeatMs: 400 });
  process.send?.("ready");
  console.error(await worker.lost);
} catch (error) {
  console.error((error as Error).message);
}
process.exit(1);
