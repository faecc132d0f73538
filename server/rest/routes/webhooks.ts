import { routes } from "../route.ts";

export const webhookRoutes = routes("Webhooks", [
  {
    at: "POST /webhooks",
    operation: "CreateWebhook",
    role: "admin",
    shownOnce: "secret",
    example: { url: "https://example.com/hooks", event_types: ["invoice.finalized"] },
  },
  { at: "GET /webhooks", operation: "ListWebhooks", role: "viewer" },
  { at: "GET /webhooks/:id", operation: "GetWebhook", role: "viewer" },
  { at: "PUT /webhooks/:id", operation: "UpdateWebhook", role: "admin" },
  { at: "PATCH /webhooks/:id", operation: "UpdateWebhook", role: "admin" },
  { at: "DELETE /webhooks/:id", operation: "DeleteWebhook", role: "admin" },
  {
    at: "POST /webhooks/:id/rotate",
    operation: "RotateWebhookSecret",
    role: "admin",
    shownOnce: "secret",
  },
  { at: "GET /webhooks/:id/deliveries", operation: "ListDeliveries", role: "viewer" },
  { at: "POST /webhook-deliveries/:id/replay", operation: "ReplayDelivery", role: "admin" },
]);
