// Check digits of the EU's VAT numbers.
import { publishedRules } from "./published_rules.ts";

type Library = typeof import("stdnum");

let library: Promise<Library> | undefined;

/** Whether the digits of a number that has its country's form are in themselves right. */
export async function hasRightCheckDigits(number: string, country: string): Promise<boolean> {
  const rule = publishedRules[country];
  if (rule) return rule(number.slice(2));
  // It knows ninety countries, which takes a fifth of a second: not before somebody asks.
  library ??= import("stdnum");
  const { euVat } = await library;
  const validators = euVat[country] ?? [];
  return validators.some((validator) => validator.validate(number).isValid);
}
