// Writes mail to files that any mail program opens: `mail/<id>.eml` under the data directory.
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { DocumentStore } from "../files/document_store.ts";
import { address, oneLine, sender } from "./addresses.ts";
import type { Mail, Mailer } from "./mailer.ts";

export function captureMailer(files: DocumentStore, mailFrom: string): Mailer {
  return {
    async send(mail) {
      const key = `mail/${mail.id}.eml`;
      await files.put(key, await message(mail, mailFrom), "message/rfc822");
      return { status: "captured", provider_message_id: null, file_key: key };
    },
  };
}

async function message(mail: Mail, mailFrom: string): Promise<Buffer> {
  const composer = new MailComposer({
    messageId: `<${mail.id}@tenor>`,
    from: sender(mailFrom, mail.fromName),
    to: mail.to.map(address),
    cc: mail.cc.map(address),
    ...(mail.replyTo ? { replyTo: address(mail.replyTo) } : {}),
    subject: oneLine(mail.subject),
    headers: { "X-Tenor-Captured": "This mail was not sent." },
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({ name, contentType, content, contentId }) => ({
      filename: oneLine(name, 120),
      contentType,
      content,
      ...(contentId ? { cid: contentId, contentDisposition: "inline" as const } : {}),
    })),
    // Nothing is read from a disk or a network on behalf of what a mail says.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}
