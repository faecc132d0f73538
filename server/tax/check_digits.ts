// Check digits of the EU's VAT numbers.
type Library = typeof import("stdnum");

let library: Promise<Library> | undefined;

/** Whether the digits of a number that has its country's form are in themselves right. */
export async function hasRightCheckDigits(number: string, country: string): Promise<boolean> {
  // It knows ninety countries, which takes a fifth of a second: not before somebody asks.
  library ??= import("stdnum");
  const { euVat } = await library;
  const validators = euVat[country] ?? [];
  return validators.some((validator) => validator.validate(number).isValid);
}
