// What must be kept secret at rest is sealed here, AES-256-GCM under SECRET_KEY, and opened here: the
// database holds sealed text alone, and never the key. A seal names its key, so that keys change:
// what was sealed under SECRET_KEYS_PREVIOUS still opens, and `npm run keys:rotate` seals it anew.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { ConfigError, type Config } from "./config.ts";

export interface Vault {
  /** Names the key that seals. */
  keyId: string;
  /** For one purpose in one place, such as a tenant: it opens for no other. */
  seal(secret: string, purpose: string): string;
  open(sealed: string, purpose: string): string;
}

/** A sealed text that does not open; the message is a sentence for people. */
export class SealError extends Error {
  override name = "SealError";
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([0-9a-f]{16})\.([\w-]+)$/;

export function openVault({
  secretKey,
  secretKeysPrevious,
}: Pick<Config, "secretKey" | "secretKeysPrevious">): Vault {
  if (secretKey === undefined) {
    throw new ConfigError("SECRET_KEY is missing: set it (32 characters or more).");
  }
  const keyId = idOf(secretKey);
  const keys = new Map([secretKey, ...secretKeysPrevious].map((key) => [idOf(key), derived(key)]));
  return {
    keyId,
    seal(secret, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keys.get(keyId)!, nonce).setAAD(Buffer.from(purpose));
      const parts = [nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()];
      return `v1.${keyId}.${Buffer.concat(parts).toString("base64url")}`;
    },
    open(sealed, purpose) {
      const [, id = "", text = ""] = SEALED.exec(sealed) ?? [];
      const key = keys.get(id);
      if (!key) {
        throw new SealError(
          `This was sealed with another key (${id || "unknown"}): name that one in ` +
            "SECRET_KEYS_PREVIOUS until `npm run keys:rotate` has run.",
        );
      }
      const bytes = Buffer.from(text, "base64url");
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([opened, decipher.final()]).toString("utf8");
      } catch {
        throw new SealError("What was sealed was changed, or was sealed for something else.");
      }
    },
  };
}

const idOf = (key: string): string =>
  createHash("sha256").update(`tenor.key_id:${key}`).digest("hex").slice(0, 16);

const derived = (key: string): Buffer => Buffer.from(hkdfSync("sha256", key, "", "tenor.seal", 32));
