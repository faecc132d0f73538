import type { Words } from "../words.ts";

export const es: Words = {
  title: { invoice: "Factura", credit_note: "Nota de crédito", statement: "Extracto" },
  issued: {
    invoice: "Fecha de factura",
    credit_note: "Fecha de la nota",
    statement: "Fecha del extracto",
  },
  watermark: { draft: "Borrador", void: "Anulada", paid: "Pagada" },
  page: "Página {page} de {pages}",
  continued: "{title}, continuación",

  from: "De",
  recipient: { invoice: "Facturar a", credit_note: "Abonar a", statement: "Para" },
  shipTo: "Enviar a",
  taxId: "NIF",
  fact: "{label}: {value}",

  due: "Vencimiento",
  period: "Período",
  serviceDay: "Fecha del servicio",
  purchaseOrder: "Orden de compra",
  contract: "Contrato",
  corrects: "Rectifica la factura",
  partOf: "Parte de la factura",
  terms: "Condiciones",
  dueOnReceipt: "Pago al recibir la factura",
  dueWithin: { one: "Pago a {count} día", other: "Pago a {count} días" },

  description: "Descripción",
  quantity: "Cantidad",
  unitPrice: "Precio unitario",
  amount: "Importe",
  items: { seats: "Licencias de usuario", minimum_commitment: "Compromiso mínimo" },
  part: "{description}: {place} de {of}",
  intervals: {
    month: { one: "{count} mes", other: "{count} meses" },
    quarter: { one: "{count} trimestre", other: "{count} trimestres" },
    year: { one: "{count} año", other: "{count} años" },
    term: { one: "{count} plazo", other: "{count} plazos" },
  },
  daysOf: "{days} de {whole} días",

  discount: "Descuento",
  subtotal: "Subtotal",
  tax: "Impuestos",
  taxKinds: { vat: "IVA", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: {},
  reverseCharge:
    "Inversión del sujeto pasivo (artículos 196 y 226, punto 11 bis, de la Directiva " +
    "2006/112/CE).",
  zeroRated: "Tipo cero.",
  exempt: "Exento de impuestos.",
  exemptFor: "Exento: {reason}.",
  exemptByCertificate: "Exento: {reason}, certificado {certificate}.",
  taxIncluded: "Los precios unitarios incluyen este impuesto; los importes no.",
  total: "Total",
  paid: "Pagado",
  credited: "Abonado",
  amountDue: "Importe pendiente",
  amountCredited: "Importe abonado",
  appliedToInvoice: "Descontado de la factura {number}",
  toBalance: "Añadido a su saldo",
  toRefund: "Por reembolsar",
  noPayment: "Esto no es una factura; {number} se envió a {payer}. No se le solicita ningún pago.",
  payment: "Forma de pago",
  reason: "Motivo",
  notes: "Notas",

  mail: {
    greeting: "Hola:",
    questions: "¿Tiene preguntas? Responda a este mensaje.",
    noticeBy: "Cancelación hasta",
    contractValue: "Valor del contrato",
    inDays: { one: "en {count} día", other: "en {count} días" },
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
        "Esto no es una factura: {number} se envió a {payer}. Adjuntamos su extracto en PDF; no " +
        "se le solicita ningún pago.",
    },
    reminder: {
      subject: "Recordatorio: factura {number} de {seller}",
      heading: "{amount} vencidos desde el {due}",
      body:
        "Todavía no hemos recibido el pago de la factura {number}. Si ya lo ha realizado, no " +
        "tenga en cuenta este mensaje.",
    },
    receipt: {
      subject: "Recibo de la factura {number} de {seller}",
      heading: "Gracias: la factura {number} está pagada",
      body: "Hemos recibido su pago. Adjuntamos la factura para su archivo.",
    },
    renewal: {
      subject: "El contrato {number} de {account} se renueva el {due}",
      heading: "{account}: el contrato {number} se renueva el {due}",
      body: "El contrato se renueva automáticamente {in_days}, salvo que se cancele.",
    },
    expiry: {
      subject: "El contrato {number} de {account} termina antes del {due}",
      heading: "{account}: el contrato {number} termina antes del {due}",
      body: "El plazo termina {in_days} y no se renueva automáticamente.",
    },
  },
};
