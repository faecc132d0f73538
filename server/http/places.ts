// A tenant takes part of the connections, never all: its slow questions hold up only itself. What it
// asks for runs on cores that all share: while others are at work each has as many places as leave
// cores to them.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import PQueue from "p-queue";
import { ApiError } from "../errors.ts";
import type { CallerRequest } from "../graphql/session.ts";

export interface PlaceLimits {
  /** How many requests of one tenant are served at once. */
  places: number;
  /** And while another is at work. */
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

export class Places {
  readonly #queues = new Map<string, PQueue>();
  readonly #seenAt = new Map<string, number>();
  readonly #limits: PlaceLimits;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Serves in a place of the caller's tenant. Who left while waiting is not served. */
  serve(handler: Served): RequestHandler {
    return async (request: CallerRequest, response, next) => {
      const tenant = request.claims?.tenantId ?? OPERATOR;
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
    const queue = this.#queueOf(tenant);
    if (queue.size >= this.#limits.waiting) throw overloaded();
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
    const begin = () => {
      stopWaiting();
      this.#seat(tenant);
      return work();
    };
    return queue.add(begin, { signal: waiting.signal });
  }

  /** Who comes may come into company, who is served may be alone again. */
  #seat(tenant: string): void {
    const now = performance.now();
    this.#seenAt.set(tenant, now);
    for (const [other, at] of this.#seenAt) {
      if (now - at > LATELY_MS && !this.#queues.has(other)) this.#seenAt.delete(other);
    }
    const { places, placesInCompany } = this.#limits;
    const concurrency = this.#seenAt.size > 1 ? placesInCompany : places;
    for (const queue of this.#queues.values()) queue.concurrency = concurrency;
  }

  #queueOf(tenant: string): PQueue {
    const known = this.#queues.get(tenant);
    if (known) return known;
    const queue = new PQueue({ concurrency: this.#limits.places });
    queue.addEventListener("idle", () => this.#queues.delete(tenant));
    this.#queues.set(tenant, queue);
    return queue;
  }

  /** Of all tenants. */
  count(): { taken: number; waiting: number } {
    const sum = { taken: 0, waiting: 0 };
    for (const { pending, size } of this.#queues.values()) {
      sum.taken += pending;
      sum.waiting += size;
    }
    return sum;
  }
}

const overloaded = (): ApiError =>
  new ApiError(503, "overloaded", "The service is busy. Try again in a moment.");
