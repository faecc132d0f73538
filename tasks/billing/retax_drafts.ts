// Reckon the tax of drafts anew, by the rates kept here or by asking the tenant's provider. Safe to
// run twice: a draft comes to the same, and a provider knows a question by its id.
import { DatabaseError } from "pg";
import { z } from "zod";
import { TaxRefused, type TaxQuestion } from "../../server/tax/tax_provider.ts";
import { taxProviders } from "../../server/tax/tax_providers.ts";
import { defineTask, type TaskContext } from "../../server/worker/define_task.ts";

const Payload = z.object({
  tenant_id: z.uuid(),
  invoice_ids: z.array(z.uuid()).optional(),
});

const AT_ONCE = 500;
const REFUSAL_CODE = /^([A-Z]{5}|23...)$/;

interface Refusal {
  invoice_id: string;
  reason: string;
}

export default defineTask(Payload, async ({ invoice_ids = null }, context) => {
  const { db, signal } = context;
  const found = await db.many<{ id: string }>("select id from billing.begin_retax($1) as id", [
    invoice_ids,
  ]);
  const ids = found.map(({ id }) => id);
  const refused: Refusal[] = [];
  let retaxed = 0;
  for (let from = 0; from < ids.length && !signal.aborted; from += AT_ONCE) {
    retaxed += await retax(ids.slice(from, from + AT_ONCE), context, refused);
  }
  return { retaxed: retaxed + (await askProviders(context)), refused };
});

// One draft whose purchase order or credit limit cannot bear its tax holds up no other.
async function retax(ids: string[], context: TaskContext, refused: Refusal[]): Promise<number> {
  try {
    await context.db.one("select count(*) from billing.retax_drafts($1)", [ids]);
    return ids.length;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (ids.length === 1) {
      refused.push({ invoice_id: ids[0]!, reason: error.message });
      return 0;
    }
    const half = Math.ceil(ids.length / 2);
    const before = await retax(ids.slice(0, half), context, refused);
    return before + (await retax(ids.slice(half), context, refused));
  }
}

// A question that fails is asked again by the next attempt; the others go on.
async function askProviders({ db, config, signal, log }: TaskContext): Promise<number> {
  const providerOf = taxProviders(config);
  let answered = 0;
  let failure: unknown;
  let after: string | null = null;
  while (!signal.aborted) {
    const questions: TaxQuestion[] = await db.many<TaxQuestion>(
      "select * from billing.begin_tax_calculations($1)",
      [after],
    );
    if (questions.length === 0) break;
    after = questions.at(-1)!.calculation_id;
    const asked = questions.map(async (question) => {
      const { calculation_id: id } = question;
      try {
        const { reference, expires_at, taxes } = await providerOf(question.provider).assess(
          question,
        );
        await db.one("select billing.record_tax_calculation($1, $2, $3, $4)", [
          id,
          reference,
          expires_at,
          JSON.stringify(taxes),
        ]);
        answered += 1;
      } catch (error) {
        if (isRefusal(error)) {
          await db.one("select billing.refuse_tax_calculation($1, $2)", [id, error.message]);
        } else {
          log.warn({ calculation: id }, "a tax provider did not answer");
          failure ??= error;
        }
      }
    });
    await Promise.all(asked);
  }
  if (failure) throw failure;
  return answered;
}

// What is refused with a sentence for people stays refused; all else may pass.
function isRefusal(error: unknown): error is Error {
  if (error instanceof DatabaseError) return REFUSAL_CODE.test(error.code ?? "");
  return error instanceof TaxRefused;
}
