import type { Words } from "../words.ts";

export const de: Words = {
  title: { invoice: "Rechnung", credit_note: "Gutschrift", statement: "Aufstellung" },
  taxTitle: { invoice: "Steuerrechnung", credit_note: "Berichtigungsbeleg" },
  advanceTitle: "Anzahlungsrechnung",
  noteTitle: { cancellation: "Stornorechnung", tax_only: "Steuerberichtigung" },
  issued: {
    invoice: "Rechnungsdatum",
    credit_note: "Datum der Gutschrift",
    statement: "Datum der Aufstellung",
  },
  watermark: { draft: "Entwurf", void: "Storniert", paid: "Bezahlt" },
  page: "Seite {page} von {pages}",
  continued: "{title}, Fortsetzung",

  from: "Von",
  recipient: { invoice: "Rechnung an", credit_note: "Gutschrift an", statement: "Für" },
  shipTo: "Lieferung an",
  taxId: "Steuernummer",
  taxNumbers: {
    vat: "USt-IdNr.",
    AU: "ABN",
    CA: "GST/HST-Nr.",
    "CA-QC": "QST-Nr.",
    CH: "UID",
    FR: "SIREN",
    GB: "VAT-Nr.",
    JP: "Registrierungsnummer",
  },
  shareCapital: "Kapital: {value}",
  directors: "Vertreten durch: {names}",
  fact: "{label}: {value}",

  due: "Fällig am",
  period: "Leistungszeitraum",
  serviceDay: "Leistungsdatum",
  purchaseOrder: "Bestellnummer",
  contract: "Vertrag",
  corrects: "Berichtigt Rechnung",
  correctsNote: "Berichtigt Gutschrift",
  partOf: "Teil der Rechnung",
  terms: "Zahlungsziel",
  dueOnReceipt: "Zahlbar sofort",
  dueWithin: {
    one: "Zahlbar innerhalb von {count} Tag",
    other: "Zahlbar innerhalb von {count} Tagen",
  },

  description: "Beschreibung",
  quantity: "Menge",
  unitPrice: "Einzelpreis",
  taxRate: "Steuersatz",
  amount: "Betrag",
  items: {
    seats: "Nutzerlizenzen",
    minimum_commitment: "Mindestumsatz",
    advance_payment: "Anzahlung",
  },
  part: "{description}: {place} von {of}",
  intervals: {
    month: { one: "{count} Monat", other: "{count} Monate" },
    quarter: { one: "{count} Quartal", other: "{count} Quartale" },
    year: { one: "{count} Jahr", other: "{count} Jahre" },
    term: { one: "{count} Laufzeit", other: "{count} Laufzeiten" },
  },
  daysOf: "{days} von {whole} Tagen",

  discount: "Rabatt",
  subtotal: "Zwischensumme",
  tax: "Steuer",
  taxKinds: { vat: "USt.", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: { CH: "MwSt.", LI: "MwSt." },
  taxOn: "{tax} auf {amount}",
  taxIn: "Steuer in {currency}",
  reducedRate: "※ Ermäßigter Satz.",
  cashAccounting:
    "Versteuerung nach vereinnahmten Entgelten (Art. 226 Nr. 7a der Richtlinie 2006/112/EG).",
  reverseCharge:
    "Steuerschuldnerschaft des Leistungsempfängers (Art. 196 und 226 Nr. 11a der Richtlinie " +
    "2006/112/EG).",
  outsideScope: "Nicht steuerbar beim Verkäufer: Leistungsort ist der Ort des Kunden",
  zeroRated: "Steuersatz null.",
  exempt: "Steuerfrei.",
  exemptFor: "Steuerfrei: {reason}.",
  exemptByCertificate: "Steuerfrei: {reason}, Bescheinigung {certificate}.",
  taxIncluded: "Die Einzelpreise enthalten diese Steuer, die Beträge nicht.",
  total: "Gesamtbetrag",
  paid: "Bezahlt",
  credited: "Gutgeschrieben",
  amountDue: "Offener Betrag",
  amountCredited: "Gutgeschriebener Betrag",
  appliedToInvoice: "Auf Rechnung {number} angerechnet",
  toBalance: "Ihrem Guthaben gutgeschrieben",
  toRefund: "Wird Ihnen erstattet",
  noPayment:
    "Dies ist keine Rechnung; {number} ging an {payer}. Von Ihnen wird keine Zahlung erbeten.",
  payment: "Zahlung",
  latePayment:
    "Bei Zahlungsverzug werden Zinsen zum Refinanzierungssatz der Europäischen Zentralbank zuzüglich 10 Prozentpunkten und eine Pauschale von 40 € für Beitreibungskosten fällig (Artikel L441-10 und D441-5 des französischen Handelsgesetzbuchs). Kein Skonto bei vorzeitiger Zahlung.",
  reason: "Grund",
  notes: "Anmerkungen",

  subsidiaries: {
    issuedWithin: "Rechnungsdaten",
    net: "Netto",
    noPayment:
      "Dies ist keine Rechnung: Jede Gesellschaft zahlt ihre eigene. Von Ihnen wird keine Zahlung erbeten.",
    mail: {
      subject: "Rechnungen Ihrer Tochtergesellschaften von {seller}",
      heading: "Rechnungen: {dates}",
      body: "Die Aufstellung der Rechnungen an Gesellschaften unter {account} liegt als PDF bei. Dies ist keine Rechnung; von Ihnen wird keine Zahlung erbeten.",
    },
  },

  changeOrder: {
    title: "Vertragsänderung",
    customer: "Kunde",
    issued: "Datum",
    effective: "Gültig ab",
    term: "Laufzeit",
    changes: "Was sich ändert",
    before: "Bisher",
    after: "Ab {day}",
    added: "Kommt hinzu",
    lastDay: "Letzter Tag: {day}",
    removed: "Entfällt",
    intervals: {
      month: "im Monat",
      quarter: "im Quartal",
      year: "im Jahr",
      one_time: "einmalig",
      term: "für die Laufzeit",
    },
    tiered: "{quantity} zu Staffelpreisen",
    committed: "mindestens {quantity} berechnet",
    discount: "abzüglich {percent}",
    charges: "Für bereits berechnete Tage",
    credit: "Gutschrift",
    charge: "Belastung",
    noCharges:
      "Bereits berechnete Tage ändern sich nicht; spätere Rechnungen folgen den neuen Bedingungen.",
    onInvoice: "Auf Rechnung {number}",
    withNext: "Mit der nächsten Rechnung",
    renewal: "Verlängerung",
    renews:
      "Der Vertrag verlängert sich, wenn er nicht {days} Tage vor Ende der Laufzeit gekündigt wird.",
    expires: "Der Vertrag endet mit seiner Laufzeit.",
    unchanged: "Was bleibt",
    otherTerms: "Alle übrigen Bedingungen des Vertrags bleiben unverändert.",
    signedFor: "Für {party}",
    signature: "Unterschrift",
    name: "Name und Funktion",
    date: "Datum",
  },

  mail: {
    greeting: "Guten Tag,",
    questions: "Fragen? Antworten Sie auf diese E-Mail.",
    noticeBy: "Kündigung bis",
    contractValue: "Vertragswert",
    inDays: { one: "in {count} Tag", other: "in {count} Tagen" },
    invoice: {
      subject: "Rechnung {number} von {seller}",
      heading: "{amount} fällig am {due}",
      body: "Ihre Rechnung {number} liegt als PDF bei.",
    },
    credit_note: {
      subject: "{title} {number} von {seller}",
      heading: "{amount} gutgeschrieben",
      body: "{title} {number} liegt als PDF bei.",
    },
    statement: {
      subject: "Aufstellung für {account} von {seller}",
      heading: "Ihr Teil der Rechnung {number}: {amount}",
      body:
        "Dies ist keine Rechnung: {number} ging an {payer}. Ihre Aufstellung liegt als PDF bei; " +
        "von Ihnen wird keine Zahlung erbeten.",
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
      body: "Der Vertrag verlängert sich {in_days} von selbst, wenn er nicht gekündigt wird.",
    },
    expiry: {
      subject: "Vertrag {number} von {account} endet vor dem {due}",
      heading: "{account}: Vertrag {number} endet vor dem {due}",
      body: "Die Laufzeit endet {in_days} und verlängert sich nicht von selbst.",
    },
  },
};
