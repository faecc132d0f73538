// How long something would have taken if nobody but the service itself had needed this machine's cores.
//
// How long those who serve and those who ask were on a core, and how long ready for one that was
// taken, is told by the kernel (`schedstat`, of their main threads). That waiting is shared out
// between the others and ourselves by the time that each was on a core (`stat`): what the service
// takes from itself, for whatever tenant, is ours, and stays in the time. So does all that is waited
// for while nobody wants a core: locks, lines, an event loop that is busy. Others are the programs of
// others, and those of ours that in production stand on other machines, such as callers. Where a
// kernel tells none of this, time is as it is.
//
//   fair = wall × (1 − waited ÷ (ran + waited) × others ÷ (others + ours))
import fs from "node:fs";

export interface FairClock {
  /** Of the time between two readings of `performance.now()`, by the looks around it. */
  fair(since: number, until: number): number;
  /** How much of the whole time so far is fair. */
  share(): number;
  stop(): void;
}

interface Look {
  at: number;
  // In ms, of those who are watched.
  ran: number;
  waited: number;
  // In ticks on a core.
  ours: number;
  others: number;
}

const EVERY_MS = 250;

interface Watched {
  /** Who serves, beside their children. */
  servers: () => (number | undefined)[];
  /** Who descends from us, and is yet another. */
  strangers: number[];
}

/** For what this process asks of servers. Ours are all that descend from it, strangers apart. */
export function startFairClock(watched: Watched): FairClock {
  const turns = new Map<number, Turns>();
  const looks: Look[] = [];
  const look = () => {
    if (fs.existsSync("/proc/self/schedstat")) looks.push(lookAround(turns, watched));
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    fair: (since, until) => {
      const from = looks.findLast(({ at }) => at <= since);
      const to = looks.find(({ at }) => at >= until) ?? looks.at(-1);
      return (until - since) * fairShare(from, to);
    },
    share: () => fairShare(looks[0], looks.at(-1)),
    stop: () => clearInterval(timer),
  };
}

function fairShare(from: Look | undefined, to: Look | undefined): number {
  if (!from || !to || to.at <= from.at) return 1;
  const waited = to.waited - from.waited;
  const ready = to.ran - from.ran + waited;
  const others = Math.max(0, to.others - from.others);
  const busy = to.ours - from.ours + others;
  return ready > 0 && busy > 0 ? 1 - (waited / ready) * (others / busy) : 1;
}

interface Turns {
  ran: number;
  waited: number;
}

/** `turns`: of each that was ever seen, so that what has ended still counts. */
function lookAround(turns: Map<number, Turns>, { servers, strangers }: Watched): Look {
  const times = processTimes();
  const ours = [...times].filter(([pid]) => descends(pid, times) && !strangers.includes(pid));
  const serving = servers();
  const sessions = ours.filter(([, { parent }]) => serving.includes(parent)).map(([pid]) => pid);
  for (const pid of [process.pid, ...serving, ...sessions].filter((it) => it !== undefined)) {
    const [ran = 0, waited = 0] = read(`/proc/${pid}/schedstat`).split(" ").map(Number);
    if (ran > 0) turns.set(pid, { ran: ran / 1e6, waited: waited / 1e6 });
  }
  const sumOf = (name: keyof Turns) => [...turns.values()].reduce((sum, it) => sum + it[name], 0);
  const ticks = ours.reduce((sum, [, it]) => sum + it.ticks, 0);
  return {
    at: performance.now(),
    ran: sumOf("ran"),
    waited: sumOf("waited"),
    ours: ticks,
    others: busyTicks() - ticks,
  };
}

interface ProcessTimes {
  parent: number;
  // Of itself and of the children that it has waited for.
  ticks: number;
}

function processTimes(): Map<number, ProcessTimes> {
  const pids = fs.readdirSync("/proc").map(Number).filter(Boolean);
  return new Map(
    pids.flatMap((pid) => {
      // After the name, which may hold anything, the third field comes first.
      const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
      const ticks = fields.slice(11, 15).reduce((sum, it) => sum + Number(it), 0);
      return fields.length > 15 ? [[pid, { parent: Number(fields[1]), ticks }] as const] : [];
    }),
  );
}

function descends(pid: number, times: Map<number, ProcessTimes>): boolean {
  if (pid === process.pid) return true;
  const parent = times.get(pid)?.parent ?? 0;
  return parent > 0 && descends(parent, times);
}

/** Of all cores: all but idle and waiting for a disk. */
function busyTicks(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = read("/proc/stat")
    .split("\n")[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
