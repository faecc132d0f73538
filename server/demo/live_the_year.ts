// The rest of the main job's year: more seats, the renewal alert, the renewal. It moves the tenant's
// clock, so it is no part of the first start.
import { speakAs, type Speaker } from "./api_client.ts";
import type { MainJob, MainJobOptions } from "./main_job.ts";
import { money } from "./telling.ts";

export async function liveTheYear({ config, url, say }: MainJobOptions, job: MainJob) {
  const as = (role: "admin" | "sales" | "finance") => speakAs(config, url, role, job.tenantId);
  const moveTo = async (to: string) => await as("admin").post("/api/clock/advance", { to });

  say("\n8. Seats grow to 140 on 2026-08-01.");
  await moveTo("2026-05-01T14:00:00Z");
  await moveTo("2026-08-01T14:00:00Z");
  await growSeats(as, job, say);

  say("\n9. The clock moves on to 90 days before the end, then to the day after it.");
  const alerted = await moveTo("2026-11-03T14:00:00Z");
  say(`   it is ${alerted.now}; renewal alerts given: ${alerted.renewal_alerts}`);
  say("   look: GET /api/events?type=contract.renewal_due");
  const renewed = await moveTo("2027-02-01T14:00:00Z");
  say(`   it is ${renewed.now}; contracts renewed: ${renewed.contracts_renewed}`);
  const { data } = await as("finance").get("/api/invoices?issue_from=2027-02-01");
  for (const invoice of data) {
    say(
      `   ${invoice.invoice_number} is made: total ${money(invoice.total)}, ` +
        `for ${invoice.period_start} to ${invoice.period_end}`,
    );
  }
  say("   look: GET /api/contracts?contract_number=CTR-2026-001-R1");
}

async function growSeats(
  as: (role: "sales" | "finance") => Speaker,
  { accountId, contractId }: MainJob,
  say: (line: string) => void,
): Promise<void> {
  const contract = await as("sales").get(`/api/contracts/${contractId}`);
  const change = {
    effective_date: "2026-08-01",
    changes: [{ line_id: contract.lines[0].id, quantity: 140 }],
    reason: "40 more seats for the new plant",
    invoice_now: true,
  };
  const preview = await as("sales").post(`/api/contracts/${contractId}/amendments/preview`, change);
  say(`   previewed: ${money(preview.total)}`);
  const amended = await as("sales").post(`/api/contracts/${contractId}/amendments`, change);
  for (const line of amended.lines) {
    say(
      `   ${line.kind} for ${line.quantity} seats from ${line.period_start}: ${money(line.amount)}`,
    );
  }
  const invoice = await as("finance").post(`/api/invoices/${amended.invoice_id}/finalize`);
  const { mrr_before, mrr_after } = amended.amendment;
  say(
    `   ${invoice.invoice_number}, total ${money(invoice.total)}; ` +
      `MRR moves from ${money(mrr_before)} to ${money(mrr_after)}`,
  );
  await as("finance").post("/api/payments", {
    account_id: accountId,
    amount: invoice.total,
    method: "wire",
    reference: `Payment of ${invoice.invoice_number}`,
  });
  say(`   look: GET /api/contracts/${contractId}/amendments`);
}
