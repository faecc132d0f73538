// An obstacle that a person can remove; its message is a sentence for them.
export class PostgresError extends Error {
  override name = "PostgresError";
}
