// A tenant takes part of the connections, never all: its slow questions hold up only itself. What it
// asks for runs on one event loop and on cores that all share: while others are at work, who is modest
// has its part of the places, and who is not as many as leave cores to the others.
import { setTimeout as sleep } from "node:timers/promises";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import PQueue from "p-queue";
import { ApiError } from "../errors.ts";
import type { CallerRequest } from "../graphql/session.ts";
import { Shares } from "./shares.ts";

export interface PlaceLimits {
  /** How many requests of one tenant are served at once. */
  places: number;
  /** And while another is at work, of one that takes more than its part. */
  placesInCompany: number;
  /** How many more may wait, and how long. */
  waiting: number;
  waitMs: number;
}

export type Served = (
  request: Request,
  response: Response,
  next: NextFunction,
) => void | Promise<void>;

const OPERATOR = "operator";
// Who was there this long ago is at work still.
const LATELY_MS = 1_000;
// What takes longer holds a core or a lock, whatever it costs this process.
const LONG_MS = 250;
// Nobody gives way for longer at once, however many there are.
const PATIENT_MS = 1_000;

interface Queue {
  line: PQueue;
  /** When each began that is served, the oldest first. */
  begun: Set<{ at: number }>;
}

export class Places {
  readonly #queues = new Map<string, Queue>();
  readonly #seenAt = new Map<string, number>();
  readonly #shares = new Shares();
  readonly #limits: PlaceLimits;
  #someoneIsServed = Promise.withResolvers<void>();

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Serves in a place of the caller's tenant. Who left while waiting is not served. */
  serve(handler: Served): RequestHandler {
    return async (request: CallerRequest, response, next) => {
      const tenant = request.claims?.tenantId ?? OPERATOR;
      request.resumed = () => this.#shares.workFor(tenant);
      request.giveWay = () => this.#giveWay(tenant);
      const work = async () => handler(request, response, next);
      try {
        await this.hold(tenant, request.left, work);
      } catch (error) {
        if (!request.left?.aborted) throw error;
      }
    };
  }

  /** Holds a place from the beginning of the work to its end, however it ends. */
  async hold<T>(tenant: string, left: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    left?.throwIfAborted();
    const { line, begun } = this.#queueOf(tenant);
    if (line.size >= this.#limits.waiting) throw overloaded();
    this.#seat(tenant);
    // Ends the waiting alone: work that has begun holds its connection also when its caller leaves.
    const waiting = new AbortController();
    const leave = () => waiting.abort(left?.reason);
    const patience = setTimeout(() => waiting.abort(overloaded()), this.#limits.waitMs);
    const stopWaiting = () => {
      clearTimeout(patience);
      left?.removeEventListener("abort", leave);
    };
    left?.addEventListener("abort", leave);
    waiting.signal.addEventListener("abort", stopWaiting);
    const begin = async () => {
      stopWaiting();
      await this.#giveWay(tenant);
      left?.throwIfAborted();
      this.#seat(tenant);
      const beginning = { at: performance.now() };
      begun.add(beginning);
      try {
        return await work();
      } finally {
        begun.delete(beginning);
        this.#someoneIsServed.resolve();
        this.#someoneIsServed = Promise.withResolvers();
      }
    };
    return line.add(begin, { signal: waiting.signal });
  }

  /** Who comes may come into company, who is served may be alone again. */
  #seat(tenant: string): void {
    const now = performance.now();
    this.#shares.workFor(tenant);
    this.#seenAt.set(tenant, now);
    for (const [other, at] of this.#seenAt) {
      if (now - at > LATELY_MS && !this.#queues.has(other)) this.#seenAt.delete(other);
    }
    for (const [other, { line, begun }] of this.#queues) {
      const [oldest] = begun;
      const takesLong = oldest !== undefined && now - oldest.at > LONG_MS;
      line.concurrency = this.#placesOf(other, takesLong);
    }
  }

  #placesOf(tenant: string, takesLong: boolean): number {
    const { places, placesInCompany } = this.#limits;
    const part = 1 / this.#seenAt.size;
    if (part === 1) return places;
    const isFew = takesLong || !this.#isModest(tenant);
    return isFew ? placesInCompany : Math.max(placesInCompany, Math.floor(places * part));
  }

  /**
   * Who has more than its part goes on when nobody is served who has less; at the latest when it
   * has waited as long as it computed, for each of the others.
   */
  async #giveWay(tenant: string): Promise<void> {
    const others = this.#seenAt.size - 1;
    const computed = this.#shares.stretchOf(tenant);
    if (others < 1 || this.#isModest(tenant)) return;
    const until = performance.now() + Math.min(computed * others, PATIENT_MS);
    while (this.#modestIsServed(tenant)) {
      const left = until - performance.now();
      if (left < 1) return;
      const patience = new AbortController();
      await Promise.race([
        this.#someoneIsServed.promise,
        sleep(left, undefined, { signal: patience.signal }).catch(() => {}),
      ]);
      patience.abort();
    }
  }

  #isModest(tenant: string): boolean {
    return this.#shares.of(tenant) < 1 / this.#seenAt.size;
  }

  #modestIsServed(tenant: string): boolean {
    const now = performance.now();
    for (const [other, { begun }] of this.#queues) {
      const [oldest] = begun;
      if (other === tenant || !oldest || now - oldest.at > LONG_MS) continue;
      if (this.#isModest(other)) return true;
    }
    return false;
  }

  #queueOf(tenant: string): Queue {
    const known = this.#queues.get(tenant);
    if (known) return known;
    const line = new PQueue({ concurrency: this.#limits.places });
    line.addEventListener("idle", () => this.#queues.delete(tenant));
    const queue = { line, begun: new Set<{ at: number }>() };
    this.#queues.set(tenant, queue);
    return queue;
  }

  /** Of all tenants. */
  count(): { taken: number; waiting: number } {
    const sum = { taken: 0, waiting: 0 };
    for (const { line } of this.#queues.values()) {
      sum.taken += line.pending;
      sum.waiting += line.size;
    }
    return sum;
  }
}

const overloaded = (): ApiError =>
  new ApiError(503, "overloaded", "The service is busy. Try again in a moment.");
