import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { obstacleOf } from "../obstacle.ts";
import { makeFolder } from "./make_folder.ts";
import { checkKey, type DocumentStore } from "./document_store.ts";

export function folderStore(root: string): DocumentStore {
  const fileOf = (key: string) => path.join(root, checkKey(key));
  return {
    // Written beside and moved: a reader, or a restart after a crash, sees all of it or nothing.
    async put(key, bytes) {
      const file = fileOf(key);
      const beside = `${file}.${randomUUID()}.part`;
      try {
        makeFolder(path.dirname(file));
        await fs.writeFile(beside, bytes, { flush: true });
        await fs.rename(beside, file);
      } catch (error) {
        await fs.rm(beside, { force: true }).catch(() => {});
        throw told(error);
      }
    },
    get: (key) => orNull(fs.readFile(fileOf(key))),
    size: (key) => orNull(fs.stat(fileOf(key)).then(({ size }) => size)),
  };
}

// People see why a file could not be kept, and not where this machine keeps it.
function told(error: unknown): unknown {
  const sentence = obstacleOf({ ...(error as Error), path: "the files" });
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
