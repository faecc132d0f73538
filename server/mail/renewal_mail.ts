// The mail that says that a contract nears its end.
import { fill } from "../locale/fill.ts";
import { formatAmount, formatCount, formatDay, knownLocale } from "../locale/format.ts";
import { wordsFor } from "../locale/words.ts";
import { layOut, type Brand } from "./layout.ts";
import type { MailContent } from "./mailer.ts";

export interface RenewalNotice {
  contract_number: string;
  account_name: string;
  /** YYYY-MM-DD: the day after the last of the term. */
  renews_on: string;
  /** The last day on which notice can be given. */
  notice_by: string | null;
  days_left: number;
  /** An exact decimal, or null when the contract has no value of its own. */
  value: string | null;
  currency: string;
  minor_unit: number;
  auto_renews: boolean;
  locale: string;
  seller: { name: string; footer?: string | null; colours?: Partial<Brand["colours"]> | null };
}

const COLOURS = { primary: "#1f3a5f", accent: "#2f6fde" };

export function composeRenewalMail(notice: RenewalNotice): MailContent {
  const locale = knownLocale(notice.locale);
  const words = wordsFor(locale);
  const { mail } = words;
  const sentences = mail[notice.auto_renews ? "renewal" : "expiry"];
  const facts = {
    number: notice.contract_number,
    account: notice.account_name,
    due: formatDay(notice.renews_on, locale),
    in_days: formatCount(String(notice.days_left), mail.inDays, locale),
  };
  const rows = [
    { label: words.contract, value: notice.contract_number },
    {
      label: mail.contractValue,
      value: notice.value ? formatAmount(notice.value, notice, locale) : "",
    },
    {
      label: mail.noticeBy,
      value: notice.notice_by ? formatDay(notice.notice_by, locale) : "",
    },
  ];
  const { name, footer = null, colours } = notice.seller;
  return layOut(
    {
      subject: fill(sentences.subject, facts),
      greeting: mail.greeting,
      heading: fill(sentences.heading, facts),
      body: fill(sentences.body, facts),
      facts: rows.filter(({ value }) => value !== ""),
      aside: null,
      closing: name,
    },
    {
      name,
      footer,
      logo: null,
      colours: {
        primary: colours?.primary ?? COLOURS.primary,
        accent: colours?.accent ?? COLOURS.accent,
      },
    },
    locale,
    [],
  );
}
