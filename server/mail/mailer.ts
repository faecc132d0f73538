// Sends mail, or captures it where no mail service is configured. A captured mail says so.
import type { Config } from "../config.ts";
import { folderStore } from "../files/folder_store.ts";
import { openPostmark } from "../gateways/postmark_gateway.ts";
import { captureMailer } from "./capture_mailer.ts";

export interface Attachment {
  name: string;
  contentType: string;
  content: Buffer;
  /** Set for a picture that the text shows. */
  contentId?: string;
}

export interface MailContent {
  subject: string;
  html: string;
  text: string;
  attachments: Attachment[];
}

export interface Mail extends MailContent {
  /** The row's id: the same mail again has the same Message-ID. */
  id: string;
  to: string[];
  cc: string[];
  replyTo: string | null;
  fromName: string | null;
}

/** A mail that waits in the database, as `begin_…_mail` answers it. */
export interface Waiting {
  message_id: string;
  to: string[];
  cc: string[] | null;
  reply_to: string | null;
  from_name: string | null;
}

export interface Outcome {
  status: "sent" | "captured";
  provider_message_id: string | null;
  file_key: string | null;
}

export interface Mailer {
  /** `isRepeat`: an earlier attempt may have got through before it could be recorded. */
  send(mail: Mail, options: { isRepeat: boolean; signal: AbortSignal }): Promise<Outcome>;
}

/** The service will not take this mail, now or later. */
export class MailRefused extends Error {
  override name = "MailRefused";
}

export type MailConfig = Pick<
  Config,
  "dataDir" | "mailFrom" | "postmarkServerToken" | "postmarkBaseUrl"
>;

export function openMailer(config: MailConfig): Mailer {
  const { postmarkServerToken: token, postmarkBaseUrl: baseUrl, mailFrom } = config;
  if (token) return openPostmark({ token, baseUrl, mailFrom });
  return captureMailer(folderStore(config.dataDir), mailFrom);
}
