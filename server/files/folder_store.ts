import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { checkKey, type DocumentStore } from "./document_store.ts";

export function folderStore(root: string): DocumentStore {
  const fileOf = (key: string) => path.join(root, checkKey(key));
  return {
    // Written beside and moved: a reader, or a restart after a crash, sees all of it or nothing.
    async put(key, bytes) {
      const file = fileOf(key);
      const beside = `${file}.${randomUUID()}.part`;
      await fs.mkdir(path.dirname(file), { recursive: true });
      try {
        await fs.writeFile(beside, bytes, { flush: true });
        await fs.rename(beside, file);
      } catch (error) {
        await fs.rm(beside, { force: true });
        throw error;
      }
    },
    get: (key) => orNull(fs.readFile(fileOf(key))),
    size: (key) => orNull(fs.stat(fileOf(key)).then(({ size }) => size)),
  };
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
