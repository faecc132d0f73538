import type { Words } from "../words.ts";

export const fr: Words = {
  title: { invoice: "Facture", credit_note: "Avoir", statement: "Relevé" },
  issued: {
    invoice: "Date de facture",
    credit_note: "Date de l’avoir",
    statement: "Date du relevé",
  },
  watermark: { draft: "Brouillon", void: "Annulée", paid: "Payée" },
  page: "Page {page} sur {pages}",
  continued: "{title}, suite",

  from: "De",
  recipient: { invoice: "Facturé à", credit_note: "Avoir pour", statement: "Pour" },
  shipTo: "Livré à",
  taxId: "N° de TVA",
  fact: "{label} : {value}",

  due: "Échéance",
  period: "Période",
  serviceDay: "Date de prestation",
  purchaseOrder: "Bon de commande",
  contract: "Contrat",
  corrects: "Rectifie la facture",
  partOf: "Extrait de la facture",
  terms: "Conditions",
  dueOnReceipt: "Payable à réception",
  dueWithin: { one: "Payable sous {count} jour", other: "Payable sous {count} jours" },

  description: "Désignation",
  quantity: "Quantité",
  unitPrice: "Prix unitaire",
  amount: "Montant",
  items: { seats: "Licences utilisateur", minimum_commitment: "Engagement minimum" },
  part: "{description} : {place} sur {of}",
  intervals: {
    month: { one: "{count} mois", other: "{count} mois" },
    quarter: { one: "{count} trimestre", other: "{count} trimestres" },
    year: { one: "{count} an", other: "{count} ans" },
    term: { one: "{count} durée de contrat", other: "{count} durées de contrat" },
  },
  daysOf: "{days} jours sur {whole}",

  discount: "Remise",
  subtotal: "Sous-total",
  tax: "Taxes",
  taxKinds: { vat: "TVA", gst: "TPS", hst: "TVH", pst: "TVP", qst: "TVQ" },
  taxOf: {},
  reverseCharge:
    "Autoliquidation : la TVA est due par le preneur (articles 196 et 226, point 11 bis, de la " +
    "directive 2006/112/CE).",
  zeroRated: "Taux zéro.",
  exempt: "Exonéré de taxe.",
  exemptFor: "Exonéré : {reason}.",
  exemptByCertificate: "Exonéré : {reason}, attestation {certificate}.",
  taxIncluded: "Les prix unitaires comprennent cette taxe, les montants s’entendent hors taxe.",
  total: "Total",
  paid: "Payé",
  credited: "Crédité",
  waived: "Abandonné",
  amountDue: "Montant dû",
  amountCredited: "Montant crédité",
  appliedToInvoice: "Déduit de la facture {number}",
  toBalance: "Ajouté à votre solde",
  toRefund: "À vous rembourser",
  noPayment:
    "Ceci n’est pas une facture ; {number} a été envoyée à {payer}. Aucun paiement n’est demandé.",
  payment: "Règlement",
  reason: "Motif",
  notes: "Remarques",

  subsidiaries: {
    issuedWithin: "Dates de facture",
    net: "Net",
    noPayment:
      "Ceci n’est pas une facture : chaque société paie la sienne. Aucun paiement n’est demandé.",
    mail: {
      subject: "Factures de vos filiales de {seller}",
      heading: "Factures : {dates}",
      body: "Vous trouverez ci-joint, au format PDF, le relevé des factures adressées aux filiales de {account}. Ceci n’est pas une facture ; aucun paiement n’est demandé.",
    },
  },

  changeOrder: {
    title: "Avenant",
    customer: "Client",
    issued: "Date",
    effective: "Date d’effet",
    term: "Durée",
    changes: "Ce qui change",
    before: "Avant",
    after: "À partir du {day}",
    added: "Ajouté",
    lastDay: "Dernier jour : {day}",
    removed: "Supprimé",
    intervals: {
      month: "par mois",
      quarter: "par trimestre",
      year: "par an",
      one_time: "une fois",
      term: "pour la durée",
    },
    tiered: "{quantity} aux prix par paliers",
    committed: "au moins {quantity} facturés",
    discount: "moins {percent}",
    charges: "Pour les jours déjà facturés",
    credit: "Crédit",
    charge: "Débit",
    noCharges:
      "Aucun jour déjà facturé ne change ; les factures suivantes suivent les nouvelles conditions.",
    onInvoice: "Sur la facture {number}",
    withNext: "Avec la prochaine facture",
    renewal: "Reconduction",
    renews: "Tacite reconduction, sauf résiliation {days} jours avant la fin de la durée.",
    expires: "Prend fin à l’issue de sa durée.",
    unchanged: "Ce qui demeure",
    otherTerms: "Toutes les autres conditions du contrat restent inchangées.",
    signedFor: "Pour {party}",
    signature: "Signature",
    name: "Nom et fonction",
    date: "Date",
  },

  mail: {
    greeting: "Bonjour,",
    questions: "Une question ? Répondez à ce message.",
    noticeBy: "Résiliation avant le",
    contractValue: "Valeur du contrat",
    inDays: { one: "dans {count} jour", other: "dans {count} jours" },
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
        "Ceci n’est pas une facture : {number} a été envoyée à {payer}. Vous trouverez ci-joint " +
        "votre relevé au format PDF ; aucun paiement n’est demandé.",
    },
    reminder: {
      subject: "Rappel : facture {number} de {seller}",
      heading: "{amount} à régler depuis le {due}",
      body:
        "Nous n’avons pas encore reçu le règlement de la facture {number}. Si vous l’avez " +
        "effectué entre-temps, ne tenez pas compte de ce message.",
    },
    receipt: {
      subject: "Reçu pour la facture {number} de {seller}",
      heading: "Merci : la facture {number} est réglée",
      body: "Nous avons bien reçu votre paiement. La facture est jointe pour vos archives.",
    },
    renewal: {
      subject: "Le contrat {number} de {account} se renouvelle le {due}",
      heading: "{account} : le contrat {number} se renouvelle le {due}",
      body: "Le contrat se renouvelle de lui-même {in_days}, sauf résiliation.",
    },
    expiry: {
      subject: "Le contrat {number} de {account} prend fin avant le {due}",
      heading: "{account} : le contrat {number} prend fin avant le {due}",
      body: "La durée du contrat s’achève {in_days}, sans renouvellement automatique.",
    },
  },
};
