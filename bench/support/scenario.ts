// What a scenario is: how fast one thing goes on a platform of its own, beside what is promised.
import type { Platform } from "./platform.ts";

export interface Measurement {
  what: string;
  value: number;
  unit: string;
  /** What it shall be at least, or at most when `lowerIsBetter`. */
  target: number;
  lowerIsBetter?: boolean;
  /** What the customer's document asks for. */
  customer?: string;
}

export interface Scenario {
  name: string;
  run(platform: Platform): Promise<Measurement[]>;
}

export function meets({ value, target, lowerIsBetter }: Measurement): boolean {
  return lowerIsBetter ? value <= target : value >= target;
}
