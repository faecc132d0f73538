// Tell the tenant's tax provider what became of an invoice. Safe to run twice: a report's id is the
// provider's idempotency key, and what was told is not told again.
import { z } from "zod";
import type { TaxReport } from "../../server/tax/tax_provider.ts";
import { taxProviders } from "../../server/tax/tax_providers.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), invoice_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ invoice_id }, { db, config }) => {
    const providerOf = taxProviders(config);
    let told = 0;
    for (;;) {
      const report = await db.one<TaxReport>("select * from billing.begin_tax_report($1)", [
        invoice_id,
      ]);
      if (!report) return { told };
      const reference = await providerOf(report.provider)[report.kind](report);
      await db.one("select billing.record_tax_report($1, $2)", [report.report_id, reference]);
      told += 1;
    }
  },
  // Within a day, for which the provider remembers the key.
  { maxAttempts: 10 },
);
