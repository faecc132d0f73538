// Postmark. It knows no idempotency key, so the row's id goes along as metadata, and a repeated
// attempt asks first whether the mail is there already.
import { Errors, ServerClient } from "postmark";
import { address, oneLine, sender } from "../mail/addresses.ts";
import { MailRefused, type Mail, type Mailer, type Outcome } from "../mail/mailer.ts";

interface Postmark {
  token: string;
  baseUrl: string;
  mailFrom: string;
}

const TIMEOUT_SECONDS = 20;

export function openPostmark({ token, baseUrl, mailFrom }: Postmark): Mailer {
  const { host, protocol, pathname } = new URL(baseUrl);
  const client = new ServerClient(token, {
    requestHost: host + pathname.replace(/\/$/, ""),
    useHttps: protocol === "https:",
    timeout: TIMEOUT_SECONDS,
  });
  return {
    async send(mail, { isRepeat, signal }) {
      signal.throwIfAborted();
      const known = isRepeat ? await find(client, mail.id) : undefined;
      if (known) return sent(known);
      try {
        const { MessageID: id } = await client.sendEmail(message(mail, mailFrom));
        return sent(id);
      } catch (error) {
        throw isForGood(error) ? new MailRefused((error as Error).message) : error;
      }
    },
  };
}

async function find(client: ServerClient, mailId: string): Promise<string | undefined> {
  const { Messages: found } = await client.getOutboundMessages({
    count: 1,
    offset: 0,
    metadata_mail_id: mailId,
  } as object);
  return found[0]?.MessageID;
}

function message(mail: Mail, mailFrom: string) {
  const from = sender(mailFrom, mail.fromName);
  return {
    From: from.name ? `"${from.name}" <${from.address}>` : from.address,
    To: mail.to.map(address).join(", "),
    ...(mail.cc.length > 0 ? { Cc: mail.cc.map(address).join(", ") } : {}),
    ...(mail.replyTo ? { ReplyTo: address(mail.replyTo) } : {}),
    Subject: oneLine(mail.subject),
    HtmlBody: mail.html,
    TextBody: mail.text,
    TrackOpens: false,
    Metadata: { mail_id: mail.id },
    Headers: [
      { Name: "Message-ID", Value: `<${mail.id}@tenor>` },
      { Name: "X-PM-KeepID", Value: "true" },
    ],
    Attachments: mail.attachments.map(({ name, contentType, content, contentId }) => ({
      Name: oneLine(name, 120),
      Content: content.toString("base64"),
      ContentType: contentType,
      ContentID: contentId ? `cid:${contentId}` : null,
    })),
  };
}

function sent(id: string): Outcome {
  return { status: "sent", provider_message_id: id, file_key: null };
}

// An address that bounced before, or a mail that is malformed: sent again it would be no better.
function isForGood(error: unknown): boolean {
  return (
    error instanceof Errors.InactiveRecipientsError ||
    error instanceof Errors.InvalidEmailRequestError
  );
}
