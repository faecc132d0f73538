// `npm run api`: the API alone, for production.
import { startApi } from "../http/main.ts";
import { serve } from "./serve.ts";

await serve("API", startApi);
