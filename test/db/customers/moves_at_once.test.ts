// Each of two opposite moves is fine alone. Together they would be a cycle.
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const MOVE = "update customers.accounts set parent_account_id = $2 where id = $1";
const CREATE = "select id from customers.create_account($1, $2)";

// Moves one, and while that is not yet committed starts the other.
async function moveBoth(
  { as }: Tenancy,
  first: [string, string],
  second: [string, string],
): Promise<PromiseSettledResult<unknown>> {
  let other: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await as("sales").transaction(async (client) => {
    await client.query(MOVE, first);
    other = Promise.allSettled([as("finance").rows(MOVE, second)]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  const [outcome] = (await other) ?? [];
  if (!outcome) throw new Error("The second move never started.");
  return outcome;
}

test("two roots that move below each other at once: the second is refused", () =>
  inTenant(async (tenancy) => {
    const sales = tenancy.as("sales");
    const a = await sales.value<string>(CREATE, ["a", null]);
    const b = await sales.value<string>(CREATE, ["b", null]);

    const outcome = await moveBoth(tenancy, [a, b], [b, a]);

    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "CYCLE" } });
    expect(await pathsOf(tenancy)).toEqual(["b", "b/a"]);
  }));

test("an account moved below another's subtree while that moves below it is refused", () =>
  inTenant(async (tenancy) => {
    const sales = tenancy.as("sales");
    const a = await sales.value<string>(CREATE, ["a", null]);
    const aLeaf = await sales.value<string>(CREATE, ["a leaf", a]);
    const b = await sales.value<string>(CREATE, ["b", null]);
    const bLeaf = await sales.value<string>(CREATE, ["b leaf", b]);

    const outcome = await moveBoth(tenancy, [a, bLeaf], [b, aLeaf]);

    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "CYCLE" } });
    expect(await pathsOf(tenancy)).toEqual(["b", "b/b leaf", "b/b leaf/a", "b/b leaf/a/a leaf"]);
  }));

test("a descendant that moves away while its ancestor moves keeps a right path", () =>
  inTenant(async (tenancy) => {
    const sales = tenancy.as("sales");
    const root = await sales.value<string>(CREATE, ["root", null]);
    const a = await sales.value<string>(CREATE, ["a", null]);
    const leaf = await sales.value<string>(CREATE, ["leaf", a]);
    const far = await sales.value<string>(CREATE, ["far", null]);

    const outcome = await moveBoth(tenancy, [a, root], [leaf, far]);

    expect(outcome.status).toBe("fulfilled");
    expect(await pathsOf(tenancy)).toEqual(["far", "far/leaf", "root", "root/a"]);
  }));

test("an account created below one that is moving gets the new path", () =>
  inTenant(async (tenancy) => {
    const { as } = tenancy;
    const root = await as("sales").value<string>(CREATE, ["root", null]);
    const a = await as("sales").value<string>(CREATE, ["a", null]);
    let created: Promise<unknown> | undefined;
    await as("sales").transaction(async (client) => {
      await client.query(MOVE, [a, root]);
      created = as("finance").rows(CREATE, ["leaf", a]);
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await created;
    expect(await pathsOf(tenancy)).toEqual(["root", "root/a", "root/a/leaf"]);
  }));

test("an account is not deleted while a subsidiary is being created", () =>
  inTenant(async (tenancy) => {
    const { as } = tenancy;
    const a = await as("sales").value<string>(CREATE, ["a", null]);
    let deleted: Promise<string> | undefined;
    await as("sales").transaction(async (client) => {
      await client.query(CREATE, ["leaf", a]);
      deleted = as("finance").refusal("select customers.delete_account($1)", [a]);
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(await deleted).toBe("CNFLT");
  }));

test("many random moves at once leave a forest with right paths", () =>
  inTenant(async (tenancy) => {
    const { as, root } = tenancy;
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, n) => as("sales").value<string>(CREATE, [`n${n}`, null])),
    );
    const move = (n: number) => {
      const [child, parent] = [ids[(n * 7) % 12], ids[(n * 5 + 3) % 12]];
      return as("finance").rows(MOVE, [child, n % 11 === 0 ? null : parent]);
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 120 }, (_, n) => move(n)));

    const codes = outcomes.flatMap((it) => (it.status === "rejected" ? [it.reason.code] : []));
    expect(codes.filter((code) => code !== "CYCLE" && code !== "DEPTH")).toEqual([]);
    expect(codes.length).toBeLessThan(120);
    expect(
      await root.rows(`
        select a.id from customers.accounts as a
        left join customers.accounts as p
          on p.tenant_id = a.tenant_id and p.id = a.parent_account_id
        where a.path <> coalesce(p.path, '{}') || a.id`),
    ).toEqual([]);
  }));

async function pathsOf({ as }: Tenancy): Promise<string[]> {
  const rows = await as("viewer").rows<{ path: string }>(`
    select (
      select string_agg(x.account_name, '/' order by place)
      from unnest(a.path) with ordinality as p (id, place)
      join customers.accounts as x using (id)) as path
    from customers.accounts as a
    order by 1`);
  return rows.map((row) => row.path);
}
