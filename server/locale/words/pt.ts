import type { Words } from "../words.ts";

export const pt: Words = {
  title: { invoice: "Fatura", credit_note: "Nota de crédito", statement: "Extrato" },
  issued: {
    invoice: "Data da fatura",
    credit_note: "Data da nota",
    statement: "Data do extrato",
  },
  watermark: { draft: "Rascunho", void: "Anulada", paid: "Paga" },
  page: "Página {page} de {pages}",
  continued: "{title}, continuação",

  from: "De",
  recipient: { invoice: "Faturar a", credit_note: "Creditar a", statement: "Para" },
  shipTo: "Entregar a",
  taxId: "N.º fiscal",
  fact: "{label}: {value}",

  due: "Vencimento",
  period: "Período",
  serviceDay: "Data da prestação",
  purchaseOrder: "Ordem de compra",
  contract: "Contrato",
  corrects: "Retifica a fatura",
  partOf: "Parte da fatura",
  terms: "Condições",
  dueOnReceipt: "Pagamento imediato",
  dueWithin: { one: "Pagamento em {count} dia", other: "Pagamento em {count} dias" },

  description: "Descrição",
  quantity: "Quantidade",
  unitPrice: "Preço unitário",
  amount: "Valor",
  items: { seats: "Licenças por utilizador", minimum_commitment: "Compromisso mínimo" },
  part: "{description}: {place} de {of}",
  intervals: {
    month: { one: "{count} mês", other: "{count} meses" },
    quarter: { one: "{count} trimestre", other: "{count} trimestres" },
    year: { one: "{count} ano", other: "{count} anos" },
    term: { one: "{count} prazo", other: "{count} prazos" },
  },
  daysOf: "{days} de {whole} dias",

  discount: "Desconto",
  subtotal: "Subtotal",
  tax: "Impostos",
  taxKinds: { vat: "IVA", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: {},
  reverseCharge:
    "Autoliquidação: o IVA é devido pelo adquirente (artigos 196.º e 226.º, ponto 11-A, da " +
    "Diretiva 2006/112/CE).",
  zeroRated: "Taxa zero.",
  exempt: "Isento de imposto.",
  exemptFor: "Isento: {reason}.",
  exemptByCertificate: "Isento: {reason}, certificado {certificate}.",
  taxIncluded: "Os preços unitários incluem este imposto; os valores não.",
  total: "Total",
  paid: "Pago",
  credited: "Creditado",
  amountDue: "Valor a pagar",
  amountCredited: "Valor creditado",
  appliedToInvoice: "Deduzido da fatura {number}",
  toBalance: "Adicionado ao seu saldo",
  toRefund: "A reembolsar",
  noPayment:
    "Isto não é uma fatura; {number} foi enviada a {payer}. Não lhe é pedido qualquer pagamento.",
  payment: "Forma de pagamento",
  reason: "Motivo",
  notes: "Observações",

  mail: {
    greeting: "Olá,",
    questions: "Tem perguntas? Responda a esta mensagem.",
    noticeBy: "Denúncia até",
    contractValue: "Valor do contrato",
    inDays: { one: "em {count} dia", other: "em {count} dias" },
    invoice: {
      subject: "Fatura {number} de {seller}",
      heading: "{amount} com vencimento em {due}",
      body: "Segue em anexo a sua fatura {number} em PDF.",
    },
    credit_note: {
      subject: "Nota de crédito {number} de {seller}",
      heading: "{amount} creditados",
      body: "Segue em anexo a sua nota de crédito {number} em PDF.",
    },
    statement: {
      subject: "Extrato para {account} de {seller}",
      heading: "A sua parte da fatura {number}: {amount}",
      body:
        "Isto não é uma fatura: {number} foi enviada a {payer}. Segue em anexo o seu extrato em " +
        "PDF; não lhe é pedido qualquer pagamento.",
    },
    reminder: {
      subject: "Lembrete: fatura {number} de {seller}",
      heading: "{amount} vencidos em {due}",
      body:
        "Ainda não recebemos o pagamento da fatura {number}. Se entretanto já pagou, ignore esta " +
        "mensagem.",
    },
    receipt: {
      subject: "Recibo da fatura {number} de {seller}",
      heading: "Obrigado: a fatura {number} está paga",
      body: "Recebemos o seu pagamento. A fatura segue em anexo para o seu arquivo.",
    },
    renewal: {
      subject: "O contrato {number} de {account} renova-se em {due}",
      heading: "{account}: o contrato {number} renova-se em {due}",
      body: "O contrato renova-se automaticamente {in_days}, salvo denúncia.",
    },
    expiry: {
      subject: "O contrato {number} de {account} termina antes de {due}",
      heading: "{account}: o contrato {number} termina antes de {due}",
      body: "O prazo termina {in_days} e não se renova automaticamente.",
    },
  },
};
