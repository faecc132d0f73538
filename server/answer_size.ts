// How large an answer may be: what is larger stalls the process that writes it, and whoever reads it.
import { ApiError } from "./errors.ts";

export const MAX_ANSWER_BYTES = 8_000_000;

// The database quotes lists in lists, and sends keys of rows that are not told.
export const MAX_BYTES_READ = 2 * MAX_ANSWER_BYTES;

export const answerTooLarge = (): ApiError =>
  new ApiError(
    422,
    "answer_too_large",
    `An answer has at most ${MAX_ANSWER_BYTES / 1e6} MB: ask for fewer rows or fields.`,
  );

/** Whether a value is too large to be written. Stops as soon as it knows. */
export function isTooLarge(value: unknown): boolean {
  let bytes = 0;
  const exceeds = (inner: unknown): boolean => {
    if (typeof inner === "string") bytes += Buffer.byteLength(inner) + 2;
    else if (typeof inner !== "object" || inner === null) bytes += 4;
    else if (Array.isArray(inner)) return inner.some(exceeds);
    else {
      for (const key in inner) {
        bytes += key.length + 4;
        if (exceeds((inner as Record<string, unknown>)[key])) return true;
      }
    }
    return bytes > MAX_ANSWER_BYTES;
  };
  return exceeds(value);
}
