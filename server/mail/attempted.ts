// From a mail that waits in the database to what became of it. Refusals are an outcome; anything
// else is thrown, so that the job is tried again.
import type { TaskContext } from "../worker/define_task.ts";
import { BadAddress } from "./addresses.ts";
import { MailRefused, type MailContent, type Outcome, type Waiting } from "./mailer.ts";

export interface RecordedOutcome extends Omit<Outcome, "status"> {
  status: Outcome["status"] | "failed";
  subject: string;
  error: string | null;
}

export async function attempted(
  waiting: Waiting,
  content: MailContent,
  { mailer, signal, attempt }: Pick<TaskContext, "mailer" | "signal" | "attempt">,
): Promise<RecordedOutcome> {
  const { subject } = content;
  const mail = {
    ...content,
    id: waiting.message_id,
    to: waiting.to,
    cc: waiting.cc ?? [],
    replyTo: waiting.reply_to,
    fromName: waiting.from_name,
  };
  try {
    const outcome = await mailer.send(mail, { isRepeat: attempt > 1, signal });
    return { ...outcome, subject, error: null };
  } catch (error) {
    if (!(error instanceof MailRefused || error instanceof BadAddress)) throw error;
    const nothing = { provider_message_id: null, file_key: null };
    return { status: "failed", subject, error: error.message, ...nothing };
  }
}
