import type { Words } from "../words.ts";

export const ja: Words = {
  title: { invoice: "請求書", credit_note: "返金明細書", statement: "明細書" },
  issued: { invoice: "請求日", credit_note: "発行日", statement: "発行日" },
  watermark: { draft: "下書き", void: "無効", paid: "支払済" },
  page: "{page} / {pages} ページ",
  continued: "{title}（続き）",

  from: "発行元",
  recipient: { invoice: "請求先", credit_note: "返金先", statement: "宛先" },
  shipTo: "納品先",
  taxId: "登録番号",
  fact: "{label}：{value}",

  due: "支払期日",
  period: "対象期間",
  serviceDay: "提供日",
  purchaseOrder: "発注番号",
  contract: "契約番号",
  corrects: "対象請求書",
  partOf: "対象請求書",
  terms: "支払条件",
  dueOnReceipt: "受領時払い",
  dueWithin: { one: "{count}日以内にお支払い", other: "{count}日以内にお支払い" },

  description: "内容",
  quantity: "数量",
  unitPrice: "単価",
  amount: "金額",
  items: { seats: "ユーザーライセンス", minimum_commitment: "最低利用料金" },
  part: "{description}（{of}回中{place}回目）",
  intervals: {
    month: { one: "{count}か月", other: "{count}か月" },
    quarter: { one: "{count}四半期", other: "{count}四半期" },
    year: { one: "{count}年", other: "{count}年" },
    term: { one: "{count}契約期間", other: "{count}契約期間" },
  },
  daysOf: "{whole}日中{days}日",

  discount: "値引き",
  subtotal: "小計",
  tax: "税額",
  taxKinds: { vat: "付加価値税", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: { JP: "消費税" },
  reverseCharge:
    "リバースチャージ：付加価値税はお客様が申告・納付します（EU指令2006/112/EC第196条、第226条11a）。",
  zeroRated: "税率ゼロ。",
  exempt: "非課税。",
  exemptFor: "非課税：{reason}。",
  exemptByCertificate: "非課税：{reason}、証明書番号 {certificate}。",
  taxIncluded: "単価はこの税を含みます。金額は税抜きです。",
  total: "合計",
  paid: "入金済み",
  credited: "充当済み",
  amountDue: "ご請求金額",
  amountCredited: "返金額",
  appliedToInvoice: "請求書 {number} に充当",
  toBalance: "お客様の残高に加算",
  toRefund: "ご返金予定額",
  noPayment: "本書は請求書ではありません。{number} は {payer} に送付済みです。お支払いは不要です。",
  payment: "お支払い方法",
  reason: "理由",
  notes: "備考",

  mail: {
    greeting: "平素よりお世話になっております。",
    questions: "ご不明な点がございましたら、このメールにご返信ください。",
    noticeBy: "解約通知期限",
    contractValue: "契約金額",
    inDays: { one: "{count}日後", other: "{count}日後" },
    invoice: {
      subject: "請求書 {number}（{seller}）",
      heading: "{amount}（支払期日 {due}）",
      body: "請求書 {number} をPDFで添付いたします。",
    },
    credit_note: {
      subject: "返金明細書 {number}（{seller}）",
      heading: "返金額 {amount}",
      body: "返金明細書 {number} をPDFで添付いたします。",
    },
    statement: {
      subject: "{account} 様の明細書（{seller}）",
      heading: "請求書 {number} のうち {amount}",
      body:
        "本書は請求書ではありません。{number} は {payer} に送付済みです。明細書をPDFで添付いたします。" +
        "お支払いは不要です。",
    },
    reminder: {
      subject: "お支払いのお願い：請求書 {number}（{seller}）",
      heading: "{amount} の支払期日は {due} でした",
      body:
        "請求書 {number} のお支払いをまだ確認できておりません。行き違いでお支払い済みの場合は、" +
        "ご容赦ください。",
    },
    receipt: {
      subject: "ご入金の確認：請求書 {number}（{seller}）",
      heading: "請求書 {number} のご入金を確認しました",
      body: "お支払いありがとうございました。控えとして請求書を添付いたします。",
    },
    renewal: {
      subject: "{account} 様の契約 {number} は {due} に更新されます",
      heading: "{account} 様：契約 {number} は {due} に更新されます",
      body: "解約のご連絡がない場合、契約は{in_days}に自動更新されます。",
    },
    expiry: {
      subject: "{account} 様の契約 {number} は {due} の前日に終了します",
      heading: "{account} 様：契約 {number} は {due} の前日に終了します",
      body: "契約期間は{in_days}に終了し、自動更新されません。",
    },
  },
};
