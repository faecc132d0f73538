import type { Words } from "../words.ts";

export const it: Words = {
  title: { invoice: "Fattura", credit_note: "Nota di credito", statement: "Riepilogo" },
  taxTitle: { invoice: "Fattura fiscale", credit_note: "Nota di rettifica" },
  issued: {
    invoice: "Data fattura",
    credit_note: "Data della nota",
    statement: "Data del riepilogo",
  },
  watermark: { draft: "Bozza", void: "Annullata", paid: "Pagata" },
  page: "Pagina {page} di {pages}",
  continued: "{title}, segue",

  from: "Da",
  recipient: { invoice: "Intestata a", credit_note: "Intestata a", statement: "Per" },
  shipTo: "Consegna a",
  taxId: "N. fiscale",
  taxNumbers: {
    vat: "Partita IVA",
    AU: "ABN",
    CA: "N. GST/HST",
    "CA-QC": "N. QST",
    CH: "IDI",
    FR: "SIREN",
    GB: "N. IVA",
    JP: "N. di registrazione",
  },
  shareCapital: "Capitale sociale: {value}",
  directors: "Amministratori: {names}",
  fact: "{label}: {value}",

  due: "Scadenza",
  period: "Periodo",
  serviceDay: "Data della prestazione",
  purchaseOrder: "Ordine d’acquisto",
  contract: "Contratto",
  corrects: "Rettifica la fattura",
  partOf: "Parte della fattura",
  terms: "Condizioni",
  dueOnReceipt: "Pagamento a ricevimento fattura",
  dueWithin: {
    one: "Pagamento entro {count} giorno",
    other: "Pagamento entro {count} giorni",
  },

  description: "Descrizione",
  quantity: "Quantità",
  unitPrice: "Prezzo unitario",
  taxRate: "Aliquota",
  amount: "Importo",
  items: { seats: "Licenze utente", minimum_commitment: "Impegno minimo" },
  part: "{description}: {place} di {of}",
  intervals: {
    month: { one: "{count} mese", other: "{count} mesi" },
    quarter: { one: "{count} trimestre", other: "{count} trimestri" },
    year: { one: "{count} anno", other: "{count} anni" },
    term: { one: "{count} durata contrattuale", other: "{count} durate contrattuali" },
  },
  daysOf: "{days} di {whole} giorni",

  discount: "Sconto",
  subtotal: "Subtotale",
  tax: "Imposte",
  taxKinds: { vat: "IVA", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: {},
  taxOn: "{tax} su {amount}",
  taxIn: "Imposte in {currency}",
  reducedRate: "※ Aliquota ridotta.",
  reverseCharge:
    "Inversione contabile (articoli 196 e 226, punto 11 bis, della direttiva 2006/112/CE).",
  outsideScope:
    "Fuori campo dell'imposta del venditore: il luogo della prestazione è quello del cliente",
  zeroRated: "Aliquota zero.",
  exempt: "Esente da imposta.",
  exemptFor: "Esente: {reason}.",
  exemptByCertificate: "Esente: {reason}, certificato {certificate}.",
  taxIncluded: "I prezzi unitari comprendono questa imposta; gli importi ne sono al netto.",
  total: "Totale",
  paid: "Pagato",
  credited: "Accreditato",
  amountDue: "Importo dovuto",
  amountCredited: "Importo accreditato",
  appliedToInvoice: "Detratto dalla fattura {number}",
  toBalance: "Aggiunto al vostro saldo",
  toRefund: "Da rimborsare",
  noPayment:
    "Questa non è una fattura; {number} è stata inviata a {payer}. Non è richiesto alcun pagamento.",
  payment: "Modalità di pagamento",
  latePayment:
    "Il ritardo nel pagamento comporta interessi al tasso di rifinanziamento della Banca centrale europea più 10 punti e un’indennità fissa di 40 € per i costi di recupero (articoli L441-10 e D441-5 del codice di commercio francese). Nessuno sconto per pagamento anticipato.",
  reason: "Motivo",
  notes: "Note",

  subsidiaries: {
    issuedWithin: "Date delle fatture",
    net: "Netto",
    noPayment:
      "Questa non è una fattura: ogni società paga la propria. Non è richiesto alcun pagamento.",
    mail: {
      subject: "Fatture delle vostre controllate da {seller}",
      heading: "Fatture: {dates}",
      body: "In allegato trovate in formato PDF il riepilogo delle fatture inviate alle controllate di {account}. Questa non è una fattura; non è richiesto alcun pagamento.",
    },
  },

  changeOrder: {
    title: "Modifica contrattuale",
    customer: "Cliente",
    issued: "Data",
    effective: "Valida dal",
    term: "Durata",
    changes: "Che cosa cambia",
    before: "Prima",
    after: "Dal {day}",
    added: "Aggiunto",
    lastDay: "Ultimo giorno: {day}",
    removed: "Eliminato",
    intervals: {
      month: "al mese",
      quarter: "al trimestre",
      year: "all’anno",
      one_time: "una tantum",
      term: "per l’intera durata",
    },
    tiered: "{quantity} a prezzi per scaglioni",
    committed: "almeno {quantity} fatturati",
    discount: "meno {percent}",
    charges: "Per i giorni già fatturati",
    credit: "Accredito",
    charge: "Addebito",
    noCharges:
      "I giorni già fatturati non cambiano; le fatture successive seguono le nuove condizioni.",
    onInvoice: "Nella fattura {number}",
    withNext: "Con la prossima fattura",
    renewal: "Rinnovo",
    renews:
      "Si rinnova automaticamente, salvo disdetta {days} giorni prima della fine della durata.",
    expires: "Termina con la sua durata.",
    unchanged: "Che cosa resta",
    otherTerms: "Tutte le altre condizioni del contratto restano invariate.",
    signedFor: "Per {party}",
    signature: "Firma",
    name: "Nome e qualifica",
    date: "Data",
  },

  mail: {
    greeting: "Buongiorno,",
    questions: "Domande? Rispondete a questo messaggio.",
    noticeBy: "Disdetta entro il",
    contractValue: "Valore del contratto",
    inDays: { one: "tra {count} giorno", other: "tra {count} giorni" },
    invoice: {
      subject: "Fattura {number} di {seller}",
      heading: "{amount} in scadenza il {due}",
      body: "In allegato trovate la vostra fattura {number} in formato PDF.",
    },
    credit_note: {
      subject: "Nota di credito {number} di {seller}",
      heading: "{amount} accreditati",
      body: "In allegato trovate la vostra nota di credito {number} in formato PDF.",
    },
    statement: {
      subject: "Riepilogo per {account} di {seller}",
      heading: "La vostra parte della fattura {number}: {amount}",
      body:
        "Questa non è una fattura: {number} è stata inviata a {payer}. In allegato trovate il " +
        "vostro riepilogo in formato PDF; non è richiesto alcun pagamento.",
    },
    reminder: {
      subject: "Promemoria: fattura {number} di {seller}",
      heading: "{amount} scaduti il {due}",
      body:
        "Non abbiamo ancora ricevuto il pagamento della fattura {number}. Se nel frattempo avete " +
        "provveduto, vi preghiamo di ignorare questo messaggio.",
    },
    receipt: {
      subject: "Ricevuta per la fattura {number} di {seller}",
      heading: "Grazie: la fattura {number} è pagata",
      body: "Abbiamo ricevuto il vostro pagamento. La fattura è allegata per il vostro archivio.",
    },
    renewal: {
      subject: "Il contratto {number} di {account} si rinnova il {due}",
      heading: "{account}: il contratto {number} si rinnova il {due}",
      body: "Il contratto si rinnova automaticamente {in_days}, salvo disdetta.",
    },
    expiry: {
      subject: "Il contratto {number} di {account} termina prima del {due}",
      heading: "{account}: il contratto {number} termina prima del {due}",
      body: "La durata del contratto termina {in_days} e non si rinnova automaticamente.",
    },
  },
};
