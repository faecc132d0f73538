// The frame of a process that stays: starts a service, leaves in order on SIGTERM or Ctrl-C, at once
// on the second signal. Under `npm start` it also leaves when its parent has gone.
import { loadConfig, type Config } from "../config.ts";
import { findDatabase } from "../postgres/database.ts";
import { onStopSignals } from "./signals.ts";
import { run } from "./run.ts";

export interface Service {
  url?: string;
  close(): Promise<void>;
  // Settles, with the reason, when the service cannot go on.
  lost?: Promise<string>;
}

// Running jobs get 30 seconds; what has not ended by then ends with the process.
const PATIENCE_MS = 35_000;

export async function serve(name: string, start: (config: Config) => Promise<Service>) {
  await run(async () => {
    // What a process that stays writes is its own: data, documents, logs.
    process.umask(0o077);
    const config = loadConfig(process.env, { signsTokens: name === "API" });
    const service = await start(await findDatabase(config));
    if (process.send) process.send({ ready: true, url: service.url });
    else console.log(`The ${name} is ready${service.url ? ` at ${service.url}` : ""}.`);

    const asked = new Promise<void>((resolve) => {
      onStopSignals(resolve, () => process.exit(1));
      process.on("disconnect", () => resolve());
    });
    const reason = await Promise.race([asked, service.lost ?? asked]);
    if (reason !== undefined) {
      // At once: what is under way is safe to be cut, and the database it needs is gone.
      console.error(reason);
      process.exit(1);
    }
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await service.close();
    process.exit(0);
  });
  if (process.exitCode) process.exit();
}
