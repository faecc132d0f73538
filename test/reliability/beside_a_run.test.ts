// Two runs over the same contracts at once, and people at work meanwhile: everybody is answered,
// soon, and nothing is lost or done twice.
import path from "node:path";
import type { Client } from "pg";
import { expect, test } from "vitest";
import { seedManyContracts } from "../../bench/support/bulk.ts";
import { percentile } from "../../bench/support/clock.ts";
import { mintToken, type Role } from "../../server/cli/mint_token.ts";
import { withClient } from "../../server/postgres/connection.ts";
import { ROOT } from "../../server/postgres/definitions.ts";
import { whatWasBilled } from "../support/billed.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { environmentOf } from "../support/databases.ts";
import { httpClient, type Answer, type Http } from "../support/http.ts";
import { keepProcess } from "../support/kept_process.ts";
import { freePort } from "../support/local_server.ts";
import { openTenant } from "../support/tenants.ts";
import { TEST_SECRET } from "../support/api.ts";
import { taskFolder, until, workerConfig } from "../support/worker.ts";

const CONTRACTS = 3_000;
// Billed before, with open invoices to pay.
const PAYING = 400;
const AS_OF = "2026-02-01";
const PATIENCE_MS = 60_000;
// A promise of 250 ms, on a machine that does nothing else.
const SLOWEST_P95_MS = 2_000;
// Who changes or bills a contract of the batch under way waits for its transaction, 5 s at most.
const WAITS_FOR_A_BATCH = ["amend", "bill one"];
const LONGEST_BATCH_MS = 5_000;

test("two runs at once, beside reads, payments, amendments and invoices", async () => {
  const { tenantId, database } = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
  const port = await freePort();
  const config = await workerConfig({ PORT: String(port), WORKER_CONCURRENCY: "1" });
  const asRoot = <T>(work: (root: Client) => Promise<T>): Promise<T> =>
    withClient(database.rootUrl, async (root) => {
      await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
      return await work(root);
    });
  const { toPay, toAmend, toBill } = await asRoot((root) => prepare(root, tenantId));

  const env = {
    PORT: String(port),
    ...environmentOf(database),
    JWT_SECRET: TEST_SECRET,
    SECRET_KEY: TEST_SECRET,
    TENOR_DATA_DIR: config.dataDir,
    LOG_LEVEL: "silent",
    RATE_LIMIT_PER_MINUTE: "1000000",
  };
  const task = path.join(ROOT, "tasks/billing/run_batch.ts");
  const tasks = taskFolder({
    "billing/run_batch": `import task from ${JSON.stringify(task)};\nexport default task;`,
  });
  const script = path.join(import.meta.dirname, "../support/worker_process.ts");
  const api = keepProcess(path.join(ROOT, "server/cli/api.ts"), [], env);
  closeAtTheEnd(api.stop);
  const as = (role: Role): Http =>
    httpClient(`http://127.0.0.1:${port}`, mintToken(config, { role, tenantId }));
  const [finance, sales, viewer] = [as("finance"), as("sales"), as("viewer")];
  const isReady = async () => (await viewer.get("/readyz").catch(() => undefined))?.status === 200;
  await until(isReady, PATIENCE_MS);
  const page = (n: number) => viewer.get(`/api/invoices?limit=${20 + (n % 5)}`);
  const pay = ({ id, account_id, balance }: Prepared["toPay"][number]) =>
    finance.post("/api/payments", { account_id, invoice_id: id, amount: balance });
  const amend = ({ contract_id, line_id }: Prepared["toAmend"][number]) =>
    sales.post(`/api/contracts/${contract_id}/amendments`, {
      effective_date: "2026-02-10",
      changes: [{ line_id, quantity: 400 }],
    });
  const billOne = (contract_id: string) => finance.post("/api/billing/generate", { contract_id });
  const open = (account_name: string) => sales.post("/api/accounts", { account_name });
  // The first of each kind is slow: it is compiled.
  await Promise.all([
    page(0),
    pay(toPay.pop()!),
    amend(toAmend.pop()!),
    billOne(toBill.pop()!),
    open("First"),
  ]);

  const runs = await Promise.all(
    [1, 2].map(() => finance.post("/api/billing/runs", { as_of: AS_OF })),
  );
  const ids: string[] = runs.map(({ body }) => body.id);
  for (const worker of [1, 2].map(() =>
    keepProcess(script, [tasks, JSON.stringify(config)], env),
  )) {
    closeAtTheEnd(worker.stop);
  }

  let isOver = false;
  const times: Record<string, number[]> = {};
  const failures: Answer[] = [];
  const timed = async (what: string, status: number, ask: () => Promise<Answer>) => {
    const since = performance.now();
    const answer = await ask();
    (times[what] ??= []).push(performance.now() - since);
    if (answer.status !== status) failures.push(answer);
  };
  // Each asks for the next thing when the last was answered, until the runs are over.
  const busy = async (work: (n: number) => Promise<void>, most = Infinity) => {
    for (let n = 0; !isOver && n < most; n += 1) await work(n);
  };
  const work = [
    busy((n) => timed("read a page", 200, () => page(n))),
    busy(() => timed("read a run", 200, () => viewer.get(`/api/billing/runs/${ids[0]}`))),
    busy((n) => timed("pay", 201, () => pay(toPay[n]!)), toPay.length),
    busy((n) => timed("amend", 201, () => amend(toAmend[n]!)), toAmend.length),
    busy((n) => timed("bill one", 201, () => billOne(toBill[n]!)), toBill.length),
    busy((n) => timed("open an account", 201, () => open(`Newcomer ${n}`))),
  ];
  const completed = await until(async () => {
    const answers = await Promise.all(ids.map((id) => viewer.get(`/api/billing/runs/${id}`)));
    const told = answers.map(({ body }) => body);
    return told.every(({ status }) => status === "completed") && told;
  }, PATIENCE_MS);
  isOver = true;
  await Promise.all(work);

  const all = Object.values(times).flat();
  const measured = Object.entries({ ...times, "all of it": all }).map(([what, samples]) => ({
    what,
    count: samples.length,
    p50: Math.round(percentile(samples, 0.5)),
    p95: Math.round(percentile(samples, 0.95)),
    most: Math.round(Math.max(...samples)),
  }));
  console.table(measured);
  expect(failures.map(({ status, text }) => [status, text])).toEqual([]);
  for (const { what, p95 } of measured)
    expect(p95, what).toBeLessThan(
      WAITS_FOR_A_BATCH.includes(what) ? LONGEST_BATCH_MS : SLOWEST_P95_MS,
    );

  expect(completed.map(({ failures_count }) => failures_count)).toEqual([0, 0]);
  await asRoot(async (root) => {
    const billed = await whatWasBilled(root, tenantId);
    expect(billed.faults).toEqual([]);
    // Each contract once, by whichever run or person came first.
    const { rows } = await root.query(
      `select count(*)::int as periods, count(distinct b.line_id)::int as lines,
        (select count(*)::int from billing.invoices where billing_type = 'recurring') as invoices,
        (select count(*)::int from billing.invoices where status = 'paid') as paid,
        (select count(*)::int from sales.amendments) as amended
      from billing.billed_periods as b where b.adjustment_id is null
        and b.period && '[2026-02-01,2026-03-01)'`,
    );
    const contracts = CONTRACTS + PAYING;
    expect(rows[0]).toMatchObject({
      lines: 3 * contracts,
      invoices: contracts,
      paid: times["pay"]!.length + 1,
      amended: times["amend"]!.length + 1,
    });
  });
}, 180_000);

interface Prepared {
  toPay: { id: string; account_id: string; balance: number }[];
  toAmend: { contract_id: string; line_id: string }[];
  toBill: string[];
}

async function prepare(root: Client, tenantId: string): Promise<Prepared> {
  await root.query("update tenancy.tenants set finalize_after_days = 0 where id = $1", [tenantId]);
  await seedManyContracts(root, { tenantId, count: PAYING, prefix: "OLD-" });
  await root.query(
    `select billing.bill_and_publish(array(select due.contract_id
      from billing.due_contracts($1) as due), $1)`,
    [AS_OF],
  );
  await seedManyContracts(root, { tenantId, count: CONTRACTS, prefix: "NEW-" });
  const toPay = await root.query(
    `select id, account_id, balance::float8 from billing.invoices order by id`,
  );
  const fresh = await root.query<{ contract_id: string; line_id: string }>(
    `select c.id as contract_id, (array_agg(l.id order by l.position))[1] as line_id
    from sales.contracts as c join sales.contract_lines as l on l.contract_id = c.id
    where c.contract_number like 'NEW-%'
    group by c.id order by md5(c.id::text)`,
  );
  return {
    toPay: toPay.rows,
    toAmend: fresh.rows.slice(0, CONTRACTS / 2),
    toBill: fresh.rows.slice(CONTRACTS / 2).map(({ contract_id }) => contract_id),
  };
}
