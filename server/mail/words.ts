// The sentences of mail, by language. {number}, {seller}, {amount}, {due}, {account}, {payer} and
// {days} are put in.

export interface MailWords {
  subject: string;
  heading: string;
  body: string;
}

export interface MailLanguage {
  greeting: string;
  invoice: MailWords;
  credit_note: MailWords;
  statement: MailWords;
  reminder: MailWords;
  receipt: MailWords;
  renewal: MailWords;
  expiry: MailWords;
  noticeBy: string;
  questions: string;
}

const en: MailLanguage = {
  greeting: "Hello,",
  invoice: {
    subject: "Invoice {number} from {seller}",
    heading: "{amount} due by {due}",
    body: "Your invoice {number} is attached as a PDF.",
  },
  credit_note: {
    subject: "Credit note {number} from {seller}",
    heading: "{amount} credited",
    body: "Your credit note {number} is attached as a PDF.",
  },
  statement: {
    subject: "Statement for {account} from {seller}",
    heading: "Your part of invoice {number}: {amount}",
    body:
      "This is not an invoice: {number} was sent to {payer}. Your statement is " +
      "attached as a PDF; no payment is asked of you.",
  },
  reminder: {
    subject: "Reminder: invoice {number} from {seller}",
    heading: "{amount} was due on {due}",
    body:
      "We have not received your payment of invoice {number} yet. If you have paid in the " +
      "meantime, please ignore this message.",
  },
  receipt: {
    subject: "Receipt for invoice {number} from {seller}",
    heading: "Thank you: invoice {number} is paid",
    body: "We have received your payment. The invoice is attached for your records.",
  },
  renewal: {
    subject: "Contract {number} of {account} renews on {due}",
    heading: "{account}: contract {number} renews on {due}",
    body: "The contract renews by itself in {days} days unless notice is given.",
  },
  expiry: {
    subject: "Contract {number} of {account} ends before {due}",
    heading: "{account}: contract {number} ends before {due}",
    body: "The term ends in {days} days and does not renew by itself.",
  },
  noticeBy: "Notice by",
  questions: "Questions? Reply to this mail.",
};

const de: MailLanguage = {
  greeting: "Guten Tag,",
  invoice: {
    subject: "Rechnung {number} von {seller}",
    heading: "{amount} fällig am {due}",
    body: "Ihre Rechnung {number} liegt als PDF bei.",
  },
  credit_note: {
    subject: "Gutschrift {number} von {seller}",
    heading: "{amount} gutgeschrieben",
    body: "Ihre Gutschrift {number} liegt als PDF bei.",
  },
  statement: {
    subject: "Aufstellung für {account} von {seller}",
    heading: "Ihr Teil der Rechnung {number}: {amount}",
    body:
      "Dies ist keine Rechnung: {number} ging an {payer}. Ihre Aufstellung liegt als " +
      "PDF bei; von Ihnen wird keine Zahlung erbeten.",
  },
  reminder: {
    subject: "Zahlungserinnerung: Rechnung {number} von {seller}",
    heading: "{amount} war am {due} fällig",
    body:
      "Für die Rechnung {number} ist noch keine Zahlung eingegangen. Falls Sie inzwischen " +
      "gezahlt haben, betrachten Sie diese Nachricht bitte als gegenstandslos.",
  },
  receipt: {
    subject: "Zahlungsbestätigung zur Rechnung {number} von {seller}",
    heading: "Vielen Dank: Rechnung {number} ist bezahlt",
    body: "Ihre Zahlung ist eingegangen. Die Rechnung liegt für Ihre Unterlagen bei.",
  },
  renewal: {
    subject: "Vertrag {number} von {account} verlängert sich am {due}",
    heading: "{account}: Vertrag {number} verlängert sich am {due}",
    body: "Der Vertrag verlängert sich in {days} Tagen von selbst, wenn er nicht gekündigt wird.",
  },
  expiry: {
    subject: "Vertrag {number} von {account} endet vor dem {due}",
    heading: "{account}: Vertrag {number} endet vor dem {due}",
    body: "Die Laufzeit endet in {days} Tagen und verlängert sich nicht von selbst.",
  },
  noticeBy: "Kündigung bis",
  questions: "Fragen? Antworten Sie auf diese E-Mail.",
};

const fr: MailLanguage = {
  greeting: "Bonjour,",
  invoice: {
    subject: "Facture {number} de {seller}",
    heading: "{amount} à régler avant le {due}",
    body: "Vous trouverez ci-joint votre facture {number} au format PDF.",
  },
  credit_note: {
    subject: "Avoir {number} de {seller}",
    heading: "{amount} crédités",
    body: "Vous trouverez ci-joint votre avoir {number} au format PDF.",
  },
  statement: {
    subject: "Relevé pour {account} de {seller}",
    heading: "Votre part de la facture {number} : {amount}",
    body:
      "Ceci n’est pas une facture : {number} a été envoyée à {payer}. Vous trouverez " +
      "ci-joint votre relevé au format PDF ; aucun paiement n’est demandé.",
  },
  reminder: {
    subject: "Rappel : facture {number} de {seller}",
    heading: "{amount} à régler depuis le {due}",
    body:
      "Nous n’avons pas encore reçu le règlement de la facture {number}. Si vous l’avez effectué " +
      "entre-temps, ne tenez pas compte de ce message.",
  },
  receipt: {
    subject: "Reçu pour la facture {number} de {seller}",
    heading: "Merci : la facture {number} est réglée",
    body: "Nous avons bien reçu votre paiement. La facture est jointe pour vos archives.",
  },
  renewal: {
    subject: "Le contrat {number} de {account} se renouvelle le {due}",
    heading: "{account} : le contrat {number} se renouvelle le {due}",
    body: "Le contrat se renouvelle de lui-même dans {days} jours, sauf résiliation.",
  },
  expiry: {
    subject: "Le contrat {number} de {account} prend fin avant le {due}",
    heading: "{account} : le contrat {number} prend fin avant le {due}",
    body: "La durée du contrat s’achève dans {days} jours, sans renouvellement automatique.",
  },
  noticeBy: "Résiliation avant le",
  questions: "Une question ? Répondez à ce message.",
};

const es: MailLanguage = {
  greeting: "Hola:",
  invoice: {
    subject: "Factura {number} de {seller}",
    heading: "{amount} con vencimiento el {due}",
    body: "Adjuntamos su factura {number} en PDF.",
  },
  credit_note: {
    subject: "Nota de crédito {number} de {seller}",
    heading: "{amount} abonados",
    body: "Adjuntamos su nota de crédito {number} en PDF.",
  },
  statement: {
    subject: "Extracto para {account} de {seller}",
    heading: "Su parte de la factura {number}: {amount}",
    body:
      "Esto no es una factura: {number} se envió a {payer}. Adjuntamos su extracto " +
      "en PDF; no se le solicita ningún pago.",
  },
  reminder: {
    subject: "Recordatorio: factura {number} de {seller}",
    heading: "{amount} vencidos desde el {due}",
    body:
      "Todavía no hemos recibido el pago de la factura {number}. Si ya lo ha realizado, no tenga " +
      "en cuenta este mensaje.",
  },
  receipt: {
    subject: "Recibo de la factura {number} de {seller}",
    heading: "Gracias: la factura {number} está pagada",
    body: "Hemos recibido su pago. Adjuntamos la factura para su archivo.",
  },
  renewal: {
    subject: "El contrato {number} de {account} se renueva el {due}",
    heading: "{account}: el contrato {number} se renueva el {due}",
    body: "El contrato se renueva automáticamente en {days} días, salvo que se cancele.",
  },
  expiry: {
    subject: "El contrato {number} de {account} termina antes del {due}",
    heading: "{account}: el contrato {number} termina antes del {due}",
    body: "El plazo termina en {days} días y no se renueva automáticamente.",
  },
  noticeBy: "Cancelación hasta",
  questions: "¿Tiene preguntas? Responda a este mensaje.",
};

const languages: Record<string, MailLanguage> = { en, de, fr, es };

export function mailWordsFor(locale: string): MailLanguage {
  return languages[locale.toLowerCase().split(/[-_]/)[0] ?? "en"] ?? en;
}
