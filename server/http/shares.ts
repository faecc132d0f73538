// Whom this process works for: how much of its time, lately, went to each tenant. All share its one
// event loop. What runs, runs for whom it was last told of: whose request came, whose answer of the
// database arrived, who has a turn again.
import { performance } from "node:perf_hooks";

// What was longer ago counts less, by half each time.
const HALF_LIFE_MS = 500;
const FORGOTTEN_MS = 0.1;

export class Shares {
  readonly #spent = new Map<string, number>();
  readonly #stretches = new Map<string, number>();
  #worksFor: string | undefined;
  #activeAt = activeTime();
  #fadedAt = performance.now();

  /** From now on the process works for this tenant. */
  workFor(tenant: string): void {
    const active = activeTime();
    this.#fade();
    if (this.#worksFor !== undefined) {
      const spent = this.#spent.get(this.#worksFor) ?? 0;
      this.#spent.set(this.#worksFor, spent + active - this.#activeAt);
      const stretch = this.#stretches.get(this.#worksFor) ?? 0;
      this.#stretches.set(this.#worksFor, stretch + active - this.#activeAt);
    }
    this.#activeAt = active;
    this.#worksFor = tenant;
  }

  /** A tenant's part of what all had, from 0 to 1. */
  of(tenant: string): number {
    let all = 0;
    for (const spent of this.#spent.values()) all += spent;
    return all > 0 ? (this.#spent.get(tenant) ?? 0) / all : 0;
  }

  /** In ms, what a tenant had since this was last asked. */
  stretchOf(tenant: string): number {
    this.workFor(tenant);
    const stretch = this.#stretches.get(tenant) ?? 0;
    this.#stretches.delete(tenant);
    return stretch;
  }

  #fade(): void {
    const now = performance.now();
    const left = 0.5 ** ((now - this.#fadedAt) / HALF_LIFE_MS);
    this.#fadedAt = now;
    for (const [tenant, spent] of this.#spent) {
      if (spent * left >= FORGOTTEN_MS) this.#spent.set(tenant, spent * left);
      else {
        this.#spent.delete(tenant);
        this.#stretches.delete(tenant);
      }
    }
  }
}

/** In ms, since the process began: without the time that it waited for something to do. */
const activeTime = (): number => performance.eventLoopUtilization().active;
