// Where rendered files and captured mail lie: a folder of this machine, or a bucket.
import type { Config } from "../config.ts";
import { folderStore } from "./folder_store.ts";
import { bucketStore } from "./bucket_store.ts";

export interface DocumentStore {
  /** Keeps the bytes under the key; the same key again replaces them in one step. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** The bytes, or null when nothing is kept under the key. */
  get(key: string): Promise<Buffer | null>;
  /** The size in bytes, or null when nothing is kept under the key. */
  size(key: string): Promise<number | null>;
}

export type StoreConfig = Pick<
  Config,
  "dataDir" | "s3Bucket" | "s3Endpoint" | "s3Region" | "s3AccessKeyId" | "s3SecretAccessKey"
>;

export function openDocumentStore(config: StoreConfig): DocumentStore {
  const { s3Bucket: bucket, s3AccessKeyId: id, s3SecretAccessKey: secret } = config;
  if (!bucket || !id || !secret) return folderStore(`${config.dataDir}/files`);
  const credentials = { accessKeyId: id, secretAccessKey: secret };
  return bucketStore({ bucket, region: config.s3Region, endpoint: config.s3Endpoint, credentials });
}

// Keys are made by us from hashes and ids. One that could leave the folder is a mistake.
export function checkKey(key: string): string {
  const isSafe = /^[a-z0-9_-]+(\/[a-z0-9_-]+)*(\.[a-z0-9]+)?$/.test(key) && key.length <= 200;
  if (!isSafe) throw new Error("A file key holds lower-case words, digits and single slashes.");
  return key;
}
