import type { Words } from "../words.ts";

export const nl: Words = {
  title: { invoice: "Factuur", credit_note: "Creditnota", statement: "Overzicht" },
  issued: {
    invoice: "Factuurdatum",
    credit_note: "Datum creditnota",
    statement: "Datum overzicht",
  },
  watermark: { draft: "Concept", void: "Vervallen", paid: "Betaald" },
  page: "Pagina {page} van {pages}",
  continued: "{title}, vervolg",

  from: "Van",
  recipient: { invoice: "Factuur aan", credit_note: "Creditnota aan", statement: "Voor" },
  shipTo: "Levering aan",
  taxId: "Btw-nummer",
  fact: "{label}: {value}",

  due: "Vervaldatum",
  period: "Periode",
  serviceDay: "Leverdatum",
  purchaseOrder: "Inkooporder",
  contract: "Contract",
  corrects: "Corrigeert factuur",
  partOf: "Deel van factuur",
  terms: "Betaaltermijn",
  dueOnReceipt: "Te betalen bij ontvangst",
  dueWithin: {
    one: "Te betalen binnen {count} dag",
    other: "Te betalen binnen {count} dagen",
  },

  description: "Omschrijving",
  quantity: "Aantal",
  unitPrice: "Stukprijs",
  amount: "Bedrag",
  items: { seats: "Gebruikerslicenties", minimum_commitment: "Minimumafname" },
  part: "{description}: {place} van {of}",
  intervals: {
    month: { one: "{count} maand", other: "{count} maanden" },
    quarter: { one: "{count} kwartaal", other: "{count} kwartalen" },
    year: { one: "{count} jaar", other: "{count} jaar" },
    term: { one: "{count} looptijd", other: "{count} looptijden" },
  },
  daysOf: "{days} van {whole} dagen",

  discount: "Korting",
  subtotal: "Subtotaal",
  tax: "Belasting",
  taxKinds: { vat: "Btw", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: {},
  reverseCharge: "Btw verlegd (artikelen 196 en 226, punt 11 bis, van Richtlijn 2006/112/EG).",
  zeroRated: "Nultarief.",
  exempt: "Vrijgesteld van belasting.",
  exemptFor: "Vrijgesteld: {reason}.",
  exemptByCertificate: "Vrijgesteld: {reason}, verklaring {certificate}.",
  taxIncluded: "De stukprijzen zijn inclusief deze belasting, de bedragen exclusief.",
  total: "Totaal",
  paid: "Betaald",
  credited: "Gecrediteerd",
  waived: "Kwijtgescholden",
  amountDue: "Te betalen bedrag",
  amountCredited: "Gecrediteerd bedrag",
  appliedToInvoice: "Verrekend met factuur {number}",
  toBalance: "Toegevoegd aan uw tegoed",
  toRefund: "Aan u terug te betalen",
  noPayment:
    "Dit is geen factuur; {number} is naar {payer} gestuurd. Van u wordt geen betaling gevraagd.",
  payment: "Betaling",
  reason: "Reden",
  notes: "Opmerkingen",

  subsidiaries: {
    issuedWithin: "Factuurdatums",
    net: "Netto",
    noPayment:
      "Dit is geen factuur: elke vennootschap betaalt haar eigen factuur. Van u wordt geen betaling gevraagd.",
    mail: {
      subject: "Facturen van uw dochterondernemingen van {seller}",
      heading: "Facturen: {dates}",
      body: "Het overzicht van de facturen aan dochterondernemingen van {account} is als PDF bijgevoegd. Dit is geen factuur; van u wordt geen betaling gevraagd.",
    },
  },

  changeOrder: {
    title: "Contractwijziging",
    customer: "Klant",
    issued: "Datum",
    effective: "Geldig vanaf",
    term: "Looptijd",
    changes: "Wat er verandert",
    before: "Voorheen",
    after: "Vanaf {day}",
    added: "Toegevoegd",
    lastDay: "Laatste dag: {day}",
    removed: "Vervalt",
    intervals: {
      month: "per maand",
      quarter: "per kwartaal",
      year: "per jaar",
      one_time: "eenmalig",
      term: "voor de looptijd",
    },
    tiered: "{quantity} tegen staffelprijzen",
    committed: "minstens {quantity} gefactureerd",
    discount: "min {percent}",
    charges: "Voor reeds gefactureerde dagen",
    credit: "Tegoed",
    charge: "Toeslag",
    noCharges:
      "Reeds gefactureerde dagen veranderen niet; latere facturen volgen de nieuwe voorwaarden.",
    onInvoice: "Op factuur {number}",
    withNext: "Met de volgende factuur",
    renewal: "Verlenging",
    renews:
      "Wordt vanzelf verlengd, tenzij {days} dagen voor het einde van de looptijd is opgezegd.",
    expires: "Eindigt met de looptijd.",
    unchanged: "Wat blijft",
    otherTerms: "Alle overige voorwaarden van het contract blijven gelijk.",
    signedFor: "Voor {party}",
    signature: "Handtekening",
    name: "Naam en functie",
    date: "Datum",
  },

  mail: {
    greeting: "Goedendag,",
    questions: "Vragen? Beantwoord dit bericht.",
    noticeBy: "Opzeggen uiterlijk",
    contractValue: "Contractwaarde",
    inDays: { one: "over {count} dag", other: "over {count} dagen" },
    invoice: {
      subject: "Factuur {number} van {seller}",
      heading: "{amount} te betalen uiterlijk {due}",
      body: "Uw factuur {number} is als PDF bijgevoegd.",
    },
    credit_note: {
      subject: "Creditnota {number} van {seller}",
      heading: "{amount} gecrediteerd",
      body: "Uw creditnota {number} is als PDF bijgevoegd.",
    },
    statement: {
      subject: "Overzicht voor {account} van {seller}",
      heading: "Uw deel van factuur {number}: {amount}",
      body:
        "Dit is geen factuur: {number} is naar {payer} gestuurd. Uw overzicht is als PDF " +
        "bijgevoegd; van u wordt geen betaling gevraagd.",
    },
    reminder: {
      subject: "Herinnering: factuur {number} van {seller}",
      heading: "{amount} had op {due} betaald moeten zijn",
      body:
        "Wij hebben uw betaling van factuur {number} nog niet ontvangen. Hebt u inmiddels " +
        "betaald, dan kunt u dit bericht als niet verzonden beschouwen.",
    },
    receipt: {
      subject: "Betaalbevestiging van factuur {number} van {seller}",
      heading: "Dank u: factuur {number} is betaald",
      body: "Wij hebben uw betaling ontvangen. De factuur is voor uw administratie bijgevoegd.",
    },
    renewal: {
      subject: "Contract {number} van {account} wordt verlengd op {due}",
      heading: "{account}: contract {number} wordt verlengd op {due}",
      body: "Het contract wordt {in_days} vanzelf verlengd, tenzij het wordt opgezegd.",
    },
    expiry: {
      subject: "Contract {number} van {account} eindigt vóór {due}",
      heading: "{account}: contract {number} eindigt vóór {due}",
      body: "De looptijd eindigt {in_days} en wordt niet vanzelf verlengd.",
    },
  },
};
