// A server of this machine that speaks Stripe Tax's protocol: form bodies, keys, calculations,
// transactions, reversals. Its law is small.
import { startLocalServer, type LocalRequest, type LocalServer } from "./local_server.ts";

interface Tax {
  level: string;
  name: string;
  state: string | null;
  percent: number;
  type: string;
  reason: string;
}

interface Form {
  [name: string]: string | Form;
}

export interface StripeTax extends LocalServer {
  /** Bodies of requests to a path below /v1/tax, in their order. */
  asked(path: string): Form[];
  transactions: Map<string, Form & { id: string }>;
  /** While set, every request is answered with this status. */
  broken: number | undefined;
}

const country = (name: string, percent: number, reason = "standard_rated"): Tax => ({
  level: "country",
  name,
  state: null,
  percent,
  type: "vat",
  reason,
});

function lawOf(customer: Form): Tax[] {
  const { country: code, state = null } = customer["address"] as Record<string, string>;
  if (customer["taxability_override"]) return [country("Germany", 0, "customer_exempt")];
  if (code === "DE") return [country("Germany", 19)];
  if (code === "FR") {
    return [customer["tax_ids"] ? country("France", 0, "reverse_charge") : country("France", 20)];
  }
  if (code === "US" && state === "CA") {
    const sales = { state: "CA", type: "sales_tax", reason: "standard_rated" };
    return [
      { ...sales, level: "county", name: "Los Angeles County", percent: 2.25 },
      { ...sales, level: "state", name: "California", percent: 7.25 },
    ];
  }
  return [country(String(code), 0, "not_collecting")];
}

export async function startStripeTax(): Promise<StripeTax> {
  const answers = new Map<string, { body: string; json: unknown }>();
  const calculations = new Map<string, Form>();
  const transactions: StripeTax["transactions"] = new Map();
  let count = 0;

  const calculate = (form: Form) => {
    const id = `taxcalc_${++count}`;
    calculations.set(id, form);
    const law = lawOf(form["customer_details"] as Form);
    const whole = law.reduce((sum, { percent }) => sum + percent, 0);
    const data = listOf(form["line_items"]).map((line, i) => {
      const amount = Number(line["amount"]);
      const isInclusive = line["tax_behavior"] === "inclusive";
      const taxed = line["tax_code"] === "txcd_00000000" ? 0 : amount;
      const tax_breakdown = law.map((tax) => ({
        amount: Math.round((taxed * tax.percent) / (isInclusive ? 100 + whole : 100)),
        jurisdiction: {
          country: (form["customer_details"] as { address: Form }).address["country"],
          display_name: tax.name,
          level: tax.level,
          state: tax.state,
        },
        sourcing: "destination",
        tax_rate_details:
          tax.percent === 0
            ? null
            : { display_name: "Tax", percentage_decimal: `${tax.percent}`, tax_type: tax.type },
        taxability_reason: taxed === 0 ? "product_exempt" : tax.reason,
        taxable_amount: taxed,
      }));
      return {
        id: `tax_li_${id}_${i}`,
        object: "tax.calculation_line_item",
        amount,
        amount_tax: tax_breakdown.reduce((sum, tax) => sum + tax.amount, 0),
        reference: line["reference"],
        tax_behavior: line["tax_behavior"],
        tax_breakdown,
      };
    });
    const line_items = { object: "list", data, has_more: false };
    const expires_at = Math.floor(Date.now() / 1000) + 90 * 86_400;
    return { id, object: "tax.calculation", expires_at, line_items };
  };

  const book = (form: Form) => {
    const isTaken = [...transactions.values()].some((it) => it["reference"] === form["reference"]);
    const rests = form["calculation"] ?? form["original_transaction"];
    const known = calculations.has(String(rests)) || transactions.has(String(rests));
    if (isTaken || !known) return refusal("resource_already_exists", "The reference is taken.");
    const id = `tax_${++count}`;
    transactions.set(id, { ...form, id });
    return { status: 200, json: { id, object: "tax.transaction" } };
  };

  const answerOf = ({ path, body }: LocalRequest) => {
    const form = formOf(body);
    if (path !== "/v1/tax/calculations") return book(form);
    const { address } = form["customer_details"] as { address: Form };
    if (address["city"] !== "Nowhere") return { status: 200, json: calculate(form) };
    return refusal("customer_tax_location_invalid", "We could not determine the location.");
  };

  const server = await startLocalServer(async (request) => {
    if (stripe.broken) return { status: stripe.broken, json: { error: { type: "api_error" } } };
    if (request.headers.authorization !== "Bearer sk_test_tenor") return { status: 401 };
    const key = String(request.headers["idempotency-key"]);
    const before = answers.get(key);
    if (before && before.body !== request.body) return refusal("idempotency_error", "Other body.");
    if (before) return { json: before.json };
    const answer = answerOf(request);
    if (answer.status === 200) answers.set(key, { body: request.body, json: answer.json });
    return answer;
  });
  const stripe: StripeTax = {
    ...server,
    transactions,
    broken: undefined,
    asked: (path) =>
      server.requests.filter((it) => it.path === `/v1/tax/${path}`).map(({ body }) => formOf(body)),
  };
  return stripe;
}

function refusal(code: string, message: string) {
  return { status: 400, json: { error: { type: "invalid_request_error", code, message } } };
}

/** a[b][0][c]=1 as nested objects. */
function formOf(body: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const steps = name.replaceAll("]", "").split("[");
    const last = steps.pop()!;
    let at = form;
    for (const step of steps) at = (at[step] ??= {}) as Form;
    at[last] = value;
  }
  return form;
}

function listOf(form: string | Form | undefined): Form[] {
  return Object.values((form ?? {}) as Form) as Form[];
}
