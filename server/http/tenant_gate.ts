// A tenant takes part of the connections, never all: its slow questions hold up only itself.
import { ApiError } from "../errors.ts";
import type { Claims } from "../graphql/session.ts";

export type Leave = () => void;

interface Place {
  inside: number;
  waiting: ((leave: Leave) => void)[];
}

const OPERATOR = "operator";

export class TenantGate {
  readonly #places = new Map<string, Place>();
  readonly #limit: number;
  readonly #waitMs: number;

  constructor(limit: number, waitMs: number) {
    this.#limit = limit;
    this.#waitMs = waitMs;
  }

  enter = (claims: Claims): Promise<Leave> => {
    const key = claims.tenantId ?? OPERATOR;
    const place = this.#places.get(key) ?? { inside: 0, waiting: [] };
    this.#places.set(key, place);
    if (place.inside < this.#limit) {
      place.inside += 1;
      return Promise.resolve(this.#leaveOnce(key, place));
    }
    return new Promise((resolve, reject) => {
      const enter = (leave: Leave): void => {
        clearTimeout(timer);
        resolve(leave);
      };
      const timer = setTimeout(() => {
        place.waiting.splice(place.waiting.indexOf(enter), 1);
        reject(new ApiError(503, "overloaded", "The service is busy. Try again in a moment."));
      }, this.#waitMs);
      place.waiting.push(enter);
    });
  };

  #leaveOnce(key: string, place: Place): Leave {
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const next = place.waiting.shift();
      if (next) return next(this.#leaveOnce(key, place));
      place.inside -= 1;
      if (place.inside === 0) this.#places.delete(key);
    };
  }
}
