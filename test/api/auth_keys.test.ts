// With a key set, tokens are signed by its keys; nothing in a token says where keys come from.
import { createSecretKey } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTHeaderParameters } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import { startLocalServer, type LocalServer } from "../support/local_server.ts";

const QUESTION = "{ tenants { nodes { id } } }";

const rsa = await generateKeyPair("RS256", { extractable: true });
const ec = await generateKeyPair("ES256", { extractable: true });
const foreign = await generateKeyPair("RS256", { extractable: true });

let api: TestApi;
let foreignKeys: LocalServer;
beforeAll(async () => {
  const publicKeys = [
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256", use: "sig" },
    { ...(await exportJWK(ec.publicKey)), kid: "ec", alg: "ES256", use: "sig" },
  ];
  const keys = await startLocalServer(() => ({ json: { keys: publicKeys } }));
  const foreignKey = { ...(await exportJWK(foreign.publicKey)), kid: "rsa", alg: "RS256" };
  foreignKeys = await startLocalServer(() => ({ json: { keys: [foreignKey] } }));
  api = await startTestApi({ env: { JWT_SECRET: "", JWT_JWKS_URL: `${keys.url}/jwks.json` } });
});

const sign = (key: Parameters<SignJWT["sign"]>[0], header: JWTHeaderParameters) =>
  new SignJWT({ role: "viewer", tenant_id: api.tenantId })
    .setProtectedHeader(header)
    .setSubject("somebody")
    .setAudience("tenor")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(key);

const statusOf = async (token: string) => (await api.bearing(token).graphql(QUESTION)).status;

describe("A key set", () => {
  it("vouches for RS256 and ES256", async () => {
    expect(await statusOf(await sign(rsa.privateKey, { alg: "RS256", kid: "rsa" }))).toBe(200);
    expect(await statusOf(await sign(ec.privateKey, { alg: "ES256", kid: "ec" }))).toBe(200);
  });

  it("does not vouch for a key that it does not hold", async () => {
    expect(await statusOf(await sign(foreign.privateKey, { alg: "RS256", kid: "rsa" }))).toBe(401);
    expect(await statusOf(await sign(foreign.privateKey, { alg: "RS256", kid: "new" }))).toBe(401);
  });

  it("is not fetched from where a token says", async () => {
    const jku = `${foreignKeys.url}/jwks.json`;
    const header = { alg: "RS256", kid: "rsa", jku, jwk: await exportJWK(foreign.publicKey) };
    expect(await statusOf(await sign(foreign.privateKey, header))).toBe(401);
    expect(foreignKeys.requests).toEqual([]);
  });

  it("is no secret to sign with: a public key used for HS256 is refused", async () => {
    const secret = createSecretKey(Buffer.from(await exportSPKI(rsa.publicKey)));
    expect(await statusOf(await sign(secret, { alg: "HS256", kid: "rsa" }))).toBe(401);
  });

  it("wants an expiry and its audience too", async () => {
    const endless = new SignJWT({ role: "viewer", tenant_id: api.tenantId })
      .setProtectedHeader({ alg: "RS256", kid: "rsa" })
      .setSubject("somebody")
      .setAudience("tenor")
      .setIssuedAt();
    expect(await statusOf(await endless.sign(rsa.privateKey))).toBe(401);
    endless.setExpirationTime("1h").setAudience("elsewhere");
    expect(await statusOf(await endless.sign(rsa.privateKey))).toBe(401);
  });
});
