// The frame of every mail, as HTML and as plain text from the same parts.
import { fill } from "../locale/fill.ts";
import { wordsFor } from "../locale/words.ts";
import { palette } from "../pdf/colours.ts";
import { readLogo } from "../pdf/logo.ts";
import { html, lines } from "./html.ts";
import type { Attachment, MailContent } from "./mailer.ts";

export interface Brand {
  name: string;
  colours: { primary: string; accent: string };
  logo: string | null;
  footer: string | null;
}

export interface MailParts {
  subject: string;
  greeting: string;
  heading: string;
  body: string;
  facts: { label: string; value: string }[];
  /** A titled paragraph under the facts, such as how to pay. */
  aside: { title: string; text: string } | null;
  closing: string;
}

const FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export function layOut(
  parts: MailParts,
  brand: Brand,
  locale: string,
  attachments: Attachment[],
): MailContent {
  const logo = readLogo(brand.logo);
  const picture: Attachment[] = logo
    ? [
        {
          name: `logo.${logo.format}`,
          contentType: logo.format === "png" ? "image/png" : "image/jpeg",
          content: logo.data,
          contentId: "logo",
        },
      ]
    : [];
  return {
    subject: parts.subject,
    html: page(parts, brand, locale, logo !== null),
    text: plain(parts, brand, locale),
    attachments: [...attachments, ...picture],
  };
}

function page(parts: MailParts, brand: Brand, locale: string, hasLogo: boolean): string {
  const colours = palette(brand.colours);
  const mark = hasLogo
    ? html`<img src="cid:logo" alt="${brand.name}" height="36" style="display:block;border:0" />`
    : html`<span style="font-size:18px;font-weight:600;color:${colours.heading}"
        >${brand.name}</span
      >`;
  const facts = parts.facts.map(
    ({ label, value }) =>
      html`<tr>
        <td style="padding:5px 16px 5px 0;color:${colours.quiet}">${label}</td>
        <td align="right" style="padding:5px 0;font-weight:600">${value}</td>
      </tr>`,
  );
  const aside = parts.aside
    ? html`<p style="margin:24px 0 4px;font-weight:600">${parts.aside.title}</p>
        <p style="margin:0;color:${colours.quiet}">${lines(parts.aside.text)}</p>`
    : null;
  const footer = brand.footer ? html`<p style="margin:6px 0 0">${lines(brand.footer)}</p>` : null;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${parts.subject}</title>
      </head>
      <body
        style="margin:0;padding:24px 12px;background:#f3f5f7;font-family:${FONT};font-size:15px;
line-height:1.5;color:${colours.ink}"
      >
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="max-width:560px;margin:0 auto;background:#ffffff;border-top:5px solid ${colours.band}"
        >
          <tr>
            <td style="padding:28px 32px 0">${mark}</td>
          </tr>
          <tr>
            <td style="padding:24px 32px 32px">
              <h1 style="margin:0 0 16px;font-size:21px;line-height:1.3">${parts.heading}</h1>
              <p style="margin:0 0 12px">${parts.greeting}</p>
              <p style="margin:0 0 20px">${lines(parts.body)}</p>
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="border-top:1px solid ${colours.line};border-bottom:1px solid ${colours.line}"
              >
                ${facts}
              </table>
              ${aside}
              <p style="margin:24px 0 0">${parts.closing}</p>
            </td>
          </tr>
        </table>
        <div style="max-width:560px;margin:12px auto 0;font-size:12px;color:${colours.quiet}">
          <p style="margin:0">${brand.name}</p>
          ${footer}
        </div>
      </body>
    </html>`.source;
}

function plain(parts: MailParts, brand: Brand, locale: string): string {
  const { fact } = wordsFor(locale);
  const facts = parts.facts.map((row) => fill(fact, { ...row }));
  const aside = parts.aside ? [parts.aside.title, parts.aside.text] : [];
  const paragraphs = [
    parts.heading,
    parts.greeting,
    parts.body,
    facts.join("\n"),
    aside.join("\n"),
    parts.closing,
    ["--", brand.name, brand.footer ?? ""].join("\n").trim(),
  ];
  return `${paragraphs.filter((text) => text !== "").join("\n\n")}\n`;
}
