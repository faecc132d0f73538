// What may stand in the head of a mail. A line break in a name or an address would start a header
// of its own. Addresses are those that kernel.is_email_address lets in.
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const ADDRESS = new RegExp(
  `^(?=.{1,254}$)(?=[^@]{1,64}@)${ATOM}(\\.${ATOM})*` +
    "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$",
);

export class BadAddress extends Error {
  override name = "BadAddress";
}

export function oneLine(text: string, longest = 200): string {
  const line = text.replace(CONTROL, " ").replace(/ {2,}/g, " ").trim();
  return Array.from(line).slice(0, longest).join("");
}

export function address(text: string): string {
  const given = text.trim();
  if (!ADDRESS.test(given)) throw new BadAddress("A recipient's address is not valid.");
  return given;
}

/** The house's own address under the tenant's name: what arrives is from the tenant, and passes. */
export function sender(mailFrom: string, name: string | null): { name: string; address: string } {
  const [, given = "", inner] = /^\s*"?([^"<]*)"?\s*<([^>]+)>\s*$/.exec(mailFrom) ?? [];
  const shown = oneLine(name ?? given, 100).replace(/["<>\\]/g, "");
  return { name: shown, address: address(inner ?? mailFrom) };
}
