import { routes } from "../route.ts";

export const eventRoutes = routes("Events and jobs", [
  { at: "GET /events", operation: "ListEvents", role: "viewer" },
  { at: "GET /queues/status", operation: "GetQueueStatus", role: "viewer" },
  { at: "GET /jobs/:id", operation: "GetJob", role: "viewer" },
  { at: "POST /jobs/:id/retry", operation: "RetryJob", role: "finance" },
]);
