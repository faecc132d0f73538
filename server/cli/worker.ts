// `npm run worker`: the worker alone, for production.
import { startWorker } from "../worker/main.ts";
import { serve } from "./serve.ts";

await serve("worker", startWorker);
