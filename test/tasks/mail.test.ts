// Mail: what it says, what cannot be smuggled into it, and that nothing pretends to be sent.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { address, oneLine, sender } from "../../server/mail/addresses.ts";
import { composeDocumentMail } from "../../server/mail/document_mail.ts";
import { MailRefused, openMailer, type Mail } from "../../server/mail/mailer.ts";
import { composeRenewalMail } from "../../server/mail/renewal_mail.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { startLocalServer, type Respond } from "../support/local_server.ts";
import { sampleInvoice } from "../support/sample_invoice.ts";

const options = { isRepeat: false, signal: new AbortController().signal };
const pdf = Buffer.from("%PDF-1.7 sample");

const mail = (changes: Partial<Mail> = {}): Mail => ({
  ...composeDocumentMail("invoice", sampleInvoice(), pdf),
  id: "0197a0c2-0000-7000-8000-000000000001",
  to: ["ap@acme.example"],
  cc: [],
  replyTo: "billing@northwind.example",
  fromName: "Northwind Software",
  ...changes,
});

function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-mail-"));
  closeAtTheEnd(async () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

const config = (dataDir: string, postmarkBaseUrl = "https://mail.invalid", token?: string) => ({
  dataDir,
  mailFrom: "Tenor <billing@tenor.example>",
  postmarkBaseUrl,
  postmarkServerToken: token,
});

describe("the invoice mail", () => {
  test("says the amount, the day and how to pay, in HTML and in text", () => {
    const { subject, html, text, attachments } = mail();
    expect(subject).toBe("Invoice INV-2026-001 from Northwind Software");
    for (const body of [html, text]) {
      expect(body).toContain("$124,675.20 due by Mar 3, 2026");
      expect(body).toContain("Account 4400 1234");
    }
    expect(html).toContain("#1f3a5f");
    expect(attachments).toMatchObject([{ name: "INV-2026-001.pdf", content: pdf }]);
  });

  test("speaks the reader's language", () => {
    const document = sampleInvoice({ locale: "de-AT" });
    document.invoice.currency = "EUR";
    const { subject, text } = composeDocumentMail("reminder", document, pdf);
    expect(subject).toBe("Zahlungserinnerung: Rechnung INV-2026-001 von Northwind Software");
    expect(text).toMatch(/124\.675,20 war am 03\.03\.2026 fällig|124.675,20.*fällig/);
    expect(composeDocumentMail("receipt", document, pdf).text).not.toContain("4400 1234");
  });

  test("shows markup as text, and no fact as a sentence", () => {
    const document = sampleInvoice();
    document.seller.name = `<img src=x onerror="alert(1)"> {number}`;
    document.seller.payment_instructions = "a < b & <script>\nsecond";
    const { html } = composeDocumentMail("invoice", document, pdf);
    expect(html).not.toMatch(/<img src=x|<script>/);
    expect(html).toContain("&lt;script&gt;<br>second");
    expect(html).toContain("{number}");
  });
});

describe("a renewal mail", () => {
  test("says when, and until when notice can be given", () => {
    const { subject, text } = composeRenewalMail({
      contract_number: "CTR-2026-001",
      account_name: "Acme",
      renews_on: "2027-02-01",
      notice_by: "2026-11-03",
      days_left: 90,
      value: "119880.00",
      currency: "USD",
      minor_unit: 2,
      auto_renews: true,
      locale: "en-US",
      seller: { name: "Northwind Software" },
    });
    expect(subject).toBe("Contract CTR-2026-001 of Acme renews on Feb 1, 2027");
    expect(text).toContain("Notice by: Nov 3, 2026");
    expect(text).toContain("$119,880.00");
  });
});

describe("without a mail service", () => {
  test("mail is captured in a file that says it was not sent", async () => {
    const dataDir = folder();
    const outcome = await openMailer(config(dataDir)).send(mail(), options);
    expect(outcome).toEqual({
      status: "captured",
      provider_message_id: null,
      file_key: "mail/0197a0c2-0000-7000-8000-000000000001.eml",
    });
    const eml = fs.readFileSync(path.join(dataDir, outcome.file_key ?? ""), "utf8");
    expect(eml).toMatch(/^From: Northwind Software <billing@tenor\.example>$/m);
    expect(eml).toMatch(/^To: ap@acme\.example$/m);
    expect(eml).toMatch(/^X-Tenor-Captured: This mail was not sent\.$/m);
    expect(eml).toContain(pdf.toString("base64"));
  });
});

describe("the head of a mail", () => {
  const evil = "x\r\nBcc: everyone@example.com\r\n\r\nhello";

  test("takes no line breaks from subjects and names", async () => {
    const dataDir = folder();
    const sly = mail({ subject: evil, fromName: `Evil"\r\nBcc: <all@example.com>` });
    const { file_key } = await openMailer(config(dataDir)).send(sly, options);
    const eml = fs.readFileSync(path.join(dataDir, file_key ?? ""), "utf8");
    expect(eml.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
  });

  test.for([evil, "a@b, c@d", "<a@b.de>", "nobody"])("refuses the address %j", (given) => {
    expect(() => address(given)).toThrow("A recipient's address is not valid.");
  });

  test("keeps real ones", () => {
    expect(address(" jane.o'hara+x@mail.example.co.uk ")).toBe("jane.o'hara+x@mail.example.co.uk");
    expect(oneLine("a\u2028b\tc")).toBe("a b c");
    expect(sender("billing@tenor.example", null)).toEqual({
      name: "",
      address: "billing@tenor.example",
    });
  });
});

describe("Postmark", () => {
  const answer: Respond = ({ method }) =>
    method === "GET"
      ? { json: { TotalCount: 0, Messages: [] } }
      : { json: { ErrorCode: 0, Message: "OK", MessageID: "pm-1", SubmittedAt: "x", To: "x" } };

  test("gets the mail with our id, and answers with its own", async () => {
    const server = await startLocalServer(answer);
    const mailer = openMailer(config(folder(), server.url, "server-token"));
    expect(await mailer.send(mail({ cc: ["cfo@acme.example"] }), options)).toEqual({
      status: "sent",
      provider_message_id: "pm-1",
      file_key: null,
    });
    const [request] = server.requests;
    expect(request?.path).toBe("/email");
    expect(request?.headers["x-postmark-server-token"]).toBe("server-token");
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      From: '"Northwind Software" <billing@tenor.example>',
      To: "ap@acme.example",
      Cc: "cfo@acme.example",
      ReplyTo: "billing@northwind.example",
      Metadata: { mail_id: mail().id },
      Attachments: [{ Name: "INV-2026-001.pdf", Content: pdf.toString("base64") }],
    });
  });

  test("is asked first when an earlier attempt may have got through", async () => {
    const server = await startLocalServer((request) =>
      request.method === "GET"
        ? { json: { TotalCount: 1, Messages: [{ MessageID: "pm-before" }] } }
        : { status: 500 },
    );
    const mailer = openMailer(config(folder(), server.url, "server-token"));
    const outcome = await mailer.send(mail(), { ...options, isRepeat: true });
    expect(outcome.provider_message_id).toBe("pm-before");
    expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
    expect(server.requests[0]?.path).toContain(`metadata_mail_id=${mail().id}`);
  });

  test("refuses for good what bounced before; a hiccup is tried again", async () => {
    const bounced = await startLocalServer(() => ({
      status: 422,
      json: { ErrorCode: 406, Message: "You tried to send to inactive recipients." },
    }));
    const dead = openMailer(config(folder(), bounced.url, "server-token"));
    await expect(dead.send(mail(), options)).rejects.toBeInstanceOf(MailRefused);

    const broken = await startLocalServer(() => ({ status: 503, json: {} }));
    const shaky = openMailer(config(folder(), broken.url, "server-token"));
    const error = await shaky.send(mail(), options).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(MailRefused);
  });
});
