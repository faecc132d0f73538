// Check the digits of customers' tax ids. Safe to run twice: what was checked is not asked again.
import { z } from "zod";
import { hasRightCheckDigits } from "../../server/tax/check_digits.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });

interface Question {
  account_id: string;
  number: string;
  country: string;
}

const RECORD = `select tax.record_tax_id_check(a.account_id, a.number, a.is_valid, 'checksum')
  from unnest($1::uuid[], $2::text[], $3::boolean[]) as a (account_id, number, is_valid)`;

export default defineTask(Payload, async (_, { db, signal }) => {
  let checked = 0;
  let failed = 0;
  while (!signal.aborted) {
    const asked = await db.many<Question>("select * from tax.begin_tax_id_checks()");
    if (asked.length === 0) break;
    const answers = await Promise.all(
      asked.map(({ number, country }) => hasRightCheckDigits(number, country)),
    );
    await db.many(RECORD, [
      asked.map(({ account_id }) => account_id),
      asked.map(({ number }) => number),
      answers,
    ]);
    checked += asked.length;
    failed += answers.filter((isRight) => !isRight).length;
  }
  return { checked, failed };
});
