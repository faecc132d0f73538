// Mail an alert that a contract nears its end. Safe to run twice: the waiting mail's id is the id
// of the message, and a mail that is out is not found again.
import { z } from "zod";
import { attempted } from "../../server/mail/attempted.ts";
import { composeRenewalMail, type RenewalNotice } from "../../server/mail/renewal_mail.ts";
import type { Waiting } from "../../server/mail/mailer.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), email_id: z.uuid() });

export default defineTask(Payload, async ({ email_id }, context) => {
  const { db } = context;
  const notice = await db.one<Waiting & RenewalNotice>(
    "select * from sales.begin_renewal_mail($1)",
    [email_id],
  );
  if (!notice) return; // Already out, or the contract has ended.

  const outcome = await attempted(notice, composeRenewalMail(notice), context);

  await db.one("select events.record_email($1, $2, $3, $4, $5, $6)", [
    notice.message_id,
    outcome.status,
    outcome.subject,
    outcome.provider_message_id,
    outcome.file_key,
    outcome.error,
  ]);
  return { status: outcome.status };
});
