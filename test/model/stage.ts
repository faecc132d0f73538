// Plays a history on a database: the functions that REST calls, by a connection of its own, in one
// transaction that is rolled back, so that a thousand histories leave nothing behind.
import pg from "pg";
import type { Account, Act, Day, History, LineTerms, World } from "./language.ts";

export interface Item {
  line: number;
  account: Account;
  kind: string;
  from: Day;
  /** The day after its last. */
  until: Day;
  /** First day of the whole period around. */
  period: Day;
  amount: string;
  discount: string;
  tax: string;
  noted: string;
  noted_tax: string;
  /** Whether it gives back what another item billed. */
  is_credit: boolean;
}

export interface Invoice {
  issued_on: Day;
  payer: Account;
  status: string;
  items: Item[];
}

export interface Facts {
  invoices: Invoice[];
  /** What waits for an invoice: by line and period, before discounts of the contract. */
  waiting: Pick<Item, "line" | "period" | "from" | "until" | "amount" | "discount">[];
  /** What the schedule has still to come to. */
  coming: Pick<Item, "line" | "from" | "amount" | "discount">[];
}

// Refusals are answers; anything else is a fault.
const REFUSALS = ["TRANS", "OVRAP", "INPUT", "NOTHG", "CNFLT", "NOTFD", "SEATS", "QATAB"];

interface Tenant {
  id: string;
  accounts: Record<Account, string>;
  /** Who holds a contract that others bear too; whose invoices are therefore made for many. */
  group: string;
}

export class Stage {
  private readonly client: pg.Client;
  private tenant!: Tenant;
  private contractId = "";
  private holder = "";
  private today: Day = "";

  private constructor(client: pg.Client) {
    this.client = client;
  }

  /** The superuser's connection, who becomes whoever acts. */
  static async open(rootUrl: string, name: string): Promise<Stage> {
    const client = new pg.Client({ connectionString: rootUrl });
    client.on("error", () => {});
    await client.connect();
    const stage = new Stage(client);
    await stage.provision(name);
    return stage;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
    // Named, so that it is parsed and planned once a connection.
    return (await this.client.query({ name: nameOf(text), text, values })).rows as T[];
  }

  private async value<T>(text: string, values: unknown[] = []): Promise<T> {
    const [row] = await this.rows<Record<string, T>>(text, values);
    return Object.values(row ?? {})[0] as T;
  }

  private async become(role: string): Promise<void> {
    await this.rows("select set_config('role', $1, true)", [role]);
  }

  private async provision(name: string): Promise<void> {
    await this.client.query("begin");
    await this.become("tenor_operator");
    const id = await this.value<string>(
      `select id from tenancy.provision_tenant(name => $1, slug => $1, currency => 'USD',
        time_zone => 'UTC', sandbox => true, clock_at => '2020-01-01T12:00:00Z')`,
      [name],
    );
    await this.enter(id, "tenor_admin");
    const open = (account: string, parent?: string, payer = "self") =>
      this.value<string>(
        `select id from customers.create_account($1, parent_account_id => $2, payer => $3,
          billing_address => row('1 Gasse', null, 'Berlin', null, '10115', 'DE'))`,
        [account, parent ?? null, payer],
      );
    const parent = await open("Parent");
    const holder = await open("Holder", parent);
    const group = await open("Holder", parent);
    this.tenant = {
      id,
      accounts: {
        Parent: parent,
        Holder: holder,
        North: await open("North", group, "parent"),
        South: await open("South", group, "parent"),
      },
      group,
    };
    await this.client.query("commit");
  }

  private async enter(tenantId: string, role: string): Promise<void> {
    await this.rows(
      `select set_config('role', $2, true), set_config('tenor.tenant_id', $1, true),
        set_config('tenor.subject', 'finance', true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', false)`,
      [tenantId, role],
    );
  }

  async begin(world: World): Promise<void> {
    const { id, accounts } = this.tenant;
    await this.client.query("begin");
    await this.enter(id, "none");
    await this.rows(
      `update tenancy.tenants set clock_at = $2::date + time '12:00', finalize_after_days = 0
      where id = $1`,
      [id, world.today],
    );
    this.today = world.today;
    await this.become("tenor_admin");
    if (world.tax) {
      await this.rows("select tax.add_tax_registration('DE', 'DE136695976', '1990-01-01')");
      await this.rows(
        "select tax.add_tax_rate('DE', $1::numeric, valid_from => '1990-01-01', name => 'VAT')",
        [world.tax.rate],
      );
      await this.rows("select tax.change_tax_settings($1, $2)", [world.tax.by, world.tax.included]);
    }
    const { contract } = world;
    this.holder = contract.shares ? this.tenant.group : accounts.Holder;
    if (world.payer === "Parent") await this.payTo("Parent");
    for (const account of contract.shares?.apart ?? []) await this.pays(account, true);
    const lines = contract.lines.map((line) => lineInput(line));
    const shares = contract.shares?.of.map(({ account, weight }) => ({
      account_id: account === "Holder" ? this.holder : accounts[account],
      [contract.shares?.by === "seats" ? "seats" : "share"]: weight,
    }));
    await this.become("tenor_sales");
    this.contractId = await this.value<string>(
      `select (sales.create_contract($1, $2, $3, currency => $4, billing_frequency => $5,
        billing_in_advance => $6, billing_alignment => $7, billing_day => $8, auto_renew => false,
        renewal_notice_days => 0,
        lines => array(select l from jsonb_populate_recordset(
          null::sales.contract_line_input, $9::jsonb) as l),
        covered_accounts => case when $10::jsonb is not null then array(
          select a from jsonb_populate_recordset(null::sales.covered_account, $10) as a) end,
        discounts => array(select d from jsonb_populate_recordset(
          null::sales.contract_discount_input, $11::jsonb) as d),
        minimum_commitment => case when $12::jsonb is not null then
          jsonb_populate_record(null::sales.minimum_commitment, $12) end)).id`,
      [
        this.holder,
        contract.from,
        contract.to,
        world.currency,
        contract.frequency,
        contract.in_advance,
        contract.alignment,
        contract.billing_day ?? null,
        JSON.stringify(lines),
        shares ? JSON.stringify(shares) : null,
        JSON.stringify((contract.discounts ?? []).map(discountInput)),
        contract.minimum ? JSON.stringify(contract.minimum) : null,
      ],
    );
    await this.do(this.today);
  }

  async end(): Promise<void> {
    await this.client.query("rollback");
  }

  /** Undefined when it was done, else the code of the refusal. */
  async play(act: Act): Promise<string | undefined> {
    await this.client.query("savepoint act");
    try {
      await this.perform(act);
      // What is checked at the commit is checked now.
      await this.client.query("set constraints all immediate; set constraints all deferred");
      await this.client.query("release savepoint act");
      return undefined;
    } catch (error) {
      const { code = "" } = error as { code?: string };
      if (!REFUSALS.includes(code)) throw error;
      await this.client.query("rollback to savepoint act");
      return `${code}: ${(error as Error).message}`;
    }
  }

  private async perform(act: Act): Promise<void> {
    await this.become(act.do === "amend" || act.do === "cancel" ? "tenor_sales" : "tenor_finance");
    switch (act.do) {
      case "amend": {
        const ids = await this.lineIds();
        const changes = act.changes.map(({ line, quantity, price, end, add }) => ({
          line_id: line === undefined ? undefined : ids[line],
          quantity,
          unit_price: price,
          end,
          add: add && lineInput(add),
        }));
        await this.rows(
          `select billing.amend_contract($1, $2, array(
            select c from jsonb_populate_recordset(
              null::sales.contract_change_input, $3::jsonb) as c), invoice_now => $4)`,
          [this.contractId, act.on, JSON.stringify(changes), act.now],
        );
        return;
      }
      case "discount": {
        const it = discountInput(act.discount);
        await this.become("tenor_sales");
        await this.rows(
          `select sales.apply_discount($1, percent => $2, amount => $3, duration => $4,
            duration_months => $5, starts_on => $6, reason => 'Fair')`,
          [
            this.contractId,
            it.percent ?? null,
            it.amount ?? null,
            it.duration,
            it.duration_months ?? null,
            it.starts_on ?? null,
          ],
        );
        return;
      }
      case "end discount":
        await this.become("tenor_sales");
        await this.rows(
          `select sales.end_discount($1, (select d.id from sales.contract_discounts as d
            where d.contract_id = $1 order by d."position" offset $2 limit 1))`,
          [this.contractId, act.discount],
        );
        return;
      case "issue":
        await this.rows("select billing.finalize_invoice($1)", [await this.invoiceId(act.invoice)]);
        return;
      case "pay":
        await this.rows(
          `select payments.record_payment(i.balance, i.account_id, invoice_id => i.id)
          from billing.invoices as i where i.id = $1`,
          [await this.invoiceId(act.invoice)],
        );
        return;
      case "note": {
        const id = await this.invoiceId(act.invoice);
        const items = await this.itemsOf(id);
        const lines = act.items?.map(({ item, percent }) => ({ ...items[item]!, percent }));
        await this.rows(
          `select billing.create_credit_note($1, 'Less', case when $2::jsonb is not null then array(
            select l from jsonb_populate_recordset(
              null::billing.credit_note_line_input, $2) as l) end)`,
          [id, lines ? JSON.stringify(lines.map(noteLine)) : null],
        );
        return;
      }
      case "void":
        await this.rows("select billing.void_invoice($1, 'Wrong')", [
          await this.invoiceId(act.invoice),
        ]);
        return;
      case "reissue":
        await this.rows("select billing.reissue_invoice($1, 'Wrong')", [
          await this.invoiceId(act.invoice),
        ]);
        return;
      case "generate":
        await this.rows("select billing.generate_invoice($1, $2, $3)", [
          this.contractId,
          act.from,
          act.to,
        ]);
        return;
      case "cancel":
        await this.rows("select billing.cancel_contract($1, 'Over', $2, $3)", [
          this.contractId,
          act.on,
          act.with_credit,
        ]);
        return;
      case "payer":
        await this.become("tenor_admin");
        await this.payTo(act.payer);
        return;
      case "pays":
        await this.become("tenor_admin");
        await this.pays(act.account, act.itself);
        return;
      case "days go by":
        await this.goTo(act.to);
    }
  }

  private async pays(account: Account, itself: boolean): Promise<void> {
    await this.rows("update customers.accounts set payer = $2 where id = $1", [
      this.tenant.accounts[account],
      itself ? "self" : "parent",
    ]);
  }

  private async payTo(payer: "Holder" | "Parent"): Promise<void> {
    await this.rows("update customers.accounts set payer = $2 where id = $1", [
      this.holder,
      payer === "Parent" ? "parent" : "self",
    ]);
  }

  // Every day on which something is due is gone through. The days between are skipped: on them
  // nothing happens to contracts and what is billed of them.
  private async goTo(day: Day): Promise<void> {
    await this.become("none");
    for (;;) {
      const next = await this.value<Day | null>(NEXT_DAY, [this.tenant.id, this.today]);
      this.today = next !== null && next < day ? next : day;
      await this.do(this.today);
      if (this.today === day) return;
    }
  }

  private async do(day: Day): Promise<void> {
    await this.become("none");
    await this.rows("update tenancy.tenants set clock_at = $2::date + time '12:00' where id = $1", [
      this.tenant.id,
      day,
    ]);
    await this.become("tenor_owner");
    if (await this.value<boolean>(IS_DUE, [this.tenant.id, day])) {
      await this.rows(PERFORM, ["billing"]);
    }
    if (await this.value<boolean>(HAS_DRAFTS, [this.tenant.id])) {
      await this.rows(PERFORM, ["finalize"]);
    }
    if (await this.value<boolean>(IS_OVER, [this.tenant.id, day])) {
      await this.rows(PERFORM, ["expiry"]);
    }
    await this.become("none");
  }

  private async lineIds(): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      `select id from sales.contract_lines where contract_id = $1 order by "position"`,
      [this.contractId],
    );
    return rows.map(({ id }) => id);
  }

  private async invoiceId(place: number): Promise<string> {
    return await this.value<string>(
      `select id from billing.invoices order by id
      offset $1 limit 1`,
      [place],
    );
  }

  private async itemsOf(invoiceId: string) {
    return await this.rows<{ id: string; net: string; unit: string }>(
      `select item.id, item.amount - item.discount as net,
        10::numeric ^ -kernel.minor_unit(i.currency) as unit
      from billing.invoice_items as item
      join billing.invoices as i on i.id = item.invoice_id
      where item.invoice_id = $1 order by item."position"`,
      [invoiceId],
    );
  }

  async facts(): Promise<Facts> {
    await this.become("none");
    const invoices = await this.value<Invoice[] | null>(INVOICES, [this.tenant.id]);
    const waiting = await this.value<Facts["waiting"] | null>(WAITING, [this.tenant.id]);
    const coming = await this.value<Facts["coming"] | null>(COMING, [
      this.contractId,
      this.tenant.id,
    ]);
    return { invoices: invoices ?? [], waiting: waiting ?? [], coming: coming ?? [] };
  }

  /** Discounts given once that are not whole again. */
  async takenOfDiscounts(): Promise<unknown[]> {
    await this.become("none");
    return await this.rows(
      `select d.name, d.amount, d.remaining_amount, d.is_used
      from sales.contract_discounts as d
      where d.tenant_id = $1 and d.duration = 'once'
        and (d.remaining_amount <> d.amount or d.percent is not null and d.is_used)`,
      [this.tenant.id],
    );
  }

  /** Items whose explanation comes to another figure. */
  async unexplained(): Promise<unknown[]> {
    await this.become("tenor_finance");
    return await this.rows(
      `select i.invoice_number, item."position", to_jsonb(e) as told
      from billing.invoices as i
      join billing.invoice_items as item on item.invoice_id = i.id
      cross join lateral billing.invoice_items_explanation(item) as e
      where not e.agrees`,
    );
  }
}

const PERFORM = "select tenancy.perform_duty($1, ids) from tenancy.begin_duty($1) as ids";
const IS_DUE = `
  select exists (select from billing.billing_schedules as s
    where s.tenant_id = $1 and s.next_bill_on <= $2::date)`;

const HAS_DRAFTS = `
  select exists (select from billing.invoices as i where i.tenant_id = $1 and i.status = 'draft')`;

const IS_OVER = `
  select exists (select from sales.contracts as c
    where c.tenant_id = $1 and c.status = 'active'
      and least(c.cancelled_on, c.end_date + 1) <= $2::date)`;

const NEXT_DAY = `
  select to_char(least(
    -- What is due already is billed by the next day's work.
    (select greatest(min(s.next_bill_on), $2::date + 1) from billing.billing_schedules as s
      where s.tenant_id = $1 and s.next_bill_on is not null
      having count(*) > 0),
    (select min(coalesce(c.cancelled_on, c.end_date + 1)) from sales.contracts as c
      where c.tenant_id = $1 and c.status = 'active'
        and coalesce(c.cancelled_on, c.end_date + 1) > $2::date)), 'YYYY-MM-DD')`;

const INVOICES = `
  select jsonb_agg(jsonb_build_object('issued_on', i.issue_date, 'status', i.status,
    'payer', payer.account_name, 'items', (
      select jsonb_agg(jsonb_build_object('line', l.place - 1, 'account', a.account_name,
          'kind', item.kind, 'is_credit', coalesce(adj.kind = 'credit', false),
          'from', lower(item.service_period),
          'until', upper(item.service_period), 'period', lower(item.whole_period),
          'amount', item.amount::text, 'discount', item.discount::text, 'tax', item.tax::text,
          'noted', coalesce(n.net, 0)::text, 'noted_tax', coalesce(n.tax, 0)::text)
        order by item."position")
      from billing.invoice_items as item
      left join billing.adjustments as adj
        on adj.tenant_id = $1 and adj.id = item.adjustment_id
      join (
        select l.id, row_number() over (partition by l.contract_id order by l."position") as place
        from sales.contract_lines as l where l.tenant_id = $1
      ) as l on l.id = coalesce(item.contract_line_id, adj.line_id)
      join customers.accounts as a on a.tenant_id = $1 and a.id = item.account_id
      cross join lateral (
        select sum(n.net) as net, sum(n.tax) as tax
        from billing.credit_note_items as n
        where n.tenant_id = $1 and n.invoice_item_id = item.id
      ) as n
      where item.tenant_id = $1 and item.invoice_id = i.id))
    order by i.id)
  from billing.invoices as i
  join customers.accounts as payer on payer.tenant_id = $1 and payer.id = i.account_id
  where i.tenant_id = $1`;

const WAITING = `
  select jsonb_agg(jsonb_build_object('line', l.place - 1, 'period', lower(a.whole_period),
    'from', lower(a.period), 'until', upper(a.period), 'amount', a.amount::text,
    'discount', a.discount::text) order by l.place, a.period, a.amount)
  from billing.adjustments as a
  join (
    select l.id, row_number() over (partition by l.contract_id order by l."position") as place
    from sales.contract_lines as l where l.tenant_id = $1
  ) as l on l.id = a.line_id
  where a.tenant_id = $1 and a.invoice_id is null and not a.is_dropped`;

const COMING = `
  select jsonb_agg(jsonb_build_object('line', l.place - 1, 'from', s.period_start,
    'amount', s.amount::text, 'discount', s.discount::text))
  from billing.contract_schedule($1) as s
  join (
    select l.id, l.pricing_model,
      row_number() over (partition by l.contract_id order by l."position") as place
    from sales.contract_lines as l where l.tenant_id = $2
  ) as l on l.id = s.line_id
  where s.invoice_id is null and l.pricing_model <> 'minimum' and not exists (
    select from billing.billed_periods as b
    where b.tenant_id = $2 and b.line_id = s.line_id and b.period @> s.period_start)`;

const names = new Map<string, string>();
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `stage_${names.size}`;
  names.set(text, name);
  return name;
}

function lineInput(line: LineTerms) {
  return {
    description: "Line",
    pricing_model: line.model,
    quantity: line.quantity,
    unit_price: line.price,
    tiers: line.tiers,
    package_size: line.package_size,
    free_units: line.free_units,
    price_interval: line.interval,
    start_date: line.from,
    end_date: line.to,
    discount_percent: line.discount,
    ramp: line.ramp?.map(({ from, quantity, price }) => ({ from, quantity, unit_price: price })),
  };
}

function discountInput({ percent, amount, duration, months, from }: DiscountInput) {
  return { percent, amount, duration, duration_months: months, starts_on: from, reason: "Fair" };
}
type DiscountInput = NonNullable<World["contract"]["discounts"]>[number];

/** So many percent of an item's net, to the minor unit, towards nothing. */
function noteLine({
  id,
  net,
  unit,
  percent,
}: { id: string; net: string; unit: string } & { percent: number }) {
  const decimals = unit.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  const scale = 10n ** BigInt(decimals);
  const units = BigInt(net.replace(".", "").slice(0));
  const digits = net.split(".")[1]?.length ?? 0;
  const whole = (units * scale) / 10n ** BigInt(digits);
  const part = (whole * BigInt(percent)) / 100n;
  return { item_id: id, net: decimal(part, decimals) };
}

function decimal(units: bigint, decimals: number): string {
  const size = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const sign = units < 0n ? "-" : "";
  return decimals === 0
    ? `${sign}${size}`
    : `${sign}${size.slice(0, -decimals)}.${size.slice(-decimals)}`;
}

export type { History };
