// Deliver one event to one endpoint. May arrive twice, as Standard Webhooks allows: the event's id
// tells the receiver. Each attempt is a job; the database decides on the next.
import { z } from "zod";
import type { Delivery } from "../../server/gateways/webhook_gateway.ts";
import { openWebhookSecret } from "../../server/webhook_secrets.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), delivery_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ tenant_id, delivery_id }, { db, webhooks, vault, signal }) => {
    const delivery = await db.one<Delivery>("select * from webhooks.begin_delivery($1)", [
      delivery_id,
    ]);
    if (!delivery) return; // Delivered, given up, or its endpoint is gone.

    const secrets = delivery.secrets.map((sealed) => openWebhookSecret(vault, tenant_id, sealed));
    const attempt = await webhooks.deliver({ ...delivery, secrets }, { signal });

    await db.one("select webhooks.record_attempt($1, $2, $3, $4, $5)", [
      delivery_id,
      attempt.status,
      attempt.error,
      attempt.duration_ms,
      attempt.response_excerpt,
    ]);
    return { status: attempt.status };
  },
);
