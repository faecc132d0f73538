// Whether an error says that the database is not there: no connection, or one that was cut.
const CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|57P0[123]|08\d{3})$/;
const WORDS =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

export function isAway(error: object): boolean {
  const { code, message, severity } = error as Record<string, unknown>;
  // What Postgres calls fatal ends the session, most often before it has begun.
  return severity === "FATAL" || CODES.test(String(code)) || WORDS.test(String(message));
}
