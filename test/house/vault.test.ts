// Sealed text: opens under its key, for its purpose, unchanged; keys change without losing any.
import { expect, test } from "vitest";
import { ConfigError } from "../../server/config.ts";
import { openVault, SealError } from "../../server/vault.ts";

const [first, second] = ["first ".repeat(8), "second ".repeat(8)] as [string, string];
const vault = openVault({ secretKey: first, secretKeysPrevious: [] });

test("what is sealed opens, reads otherwise each time, and tells nothing", () => {
  const sealed = vault.seal("whsec_ü", "a");
  expect(vault.open(sealed, "a")).toBe("whsec_ü");
  expect(vault.seal("whsec_ü", "a")).not.toBe(sealed);
  expect(sealed).toMatch(new RegExp(`^v1\\.${vault.keyId}\\.[\\w-]+$`));
});

test("it opens for nothing else", () => {
  expect(() => vault.open(vault.seal("x", "a"), "b")).toThrow(SealError);
});

test.each([0, 1, -1])("changed at byte %i it does not open", (at) => {
  const [version, key, text] = vault.seal("secret", "a").split(".") as [string, string, string];
  const bytes = Buffer.from(text, "base64url");
  bytes[bytes.length * Number(at < 0) + at]! ^= 1;
  const changed = [version, key, bytes.toString("base64url")].join(".");
  expect(() => vault.open(changed, "a")).toThrow(/changed/);
});

test("a text that was never sealed does not open", () => {
  for (const text of ["", "whsec_x", `v1.${vault.keyId}.`, `v1.${vault.keyId}.AAAA`]) {
    expect(() => vault.open(text, "a")).toThrow(SealError);
  }
});

test("another key is refused with a sentence, and taken as a previous one", () => {
  const sealed = vault.seal("secret", "a");
  const other = openVault({ secretKey: second, secretKeysPrevious: [] });
  expect(() => other.open(sealed, "a")).toThrow(/sealed with another key .*SECRET_KEYS_PREVIOUS/);
  const both = openVault({ secretKey: second, secretKeysPrevious: [first] });
  expect(both.open(sealed, "a")).toBe("secret");
  expect(other.open(both.seal(both.open(sealed, "a"), "a"), "a")).toBe("secret");
});

test("without a key nothing is opened", () => {
  const none = { secretKey: undefined, secretKeysPrevious: [] };
  expect(() => openVault(none)).toThrow(ConfigError);
});
