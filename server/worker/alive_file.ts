// A worker has no port. Who watches over it looks at the age of a file, which is written anew at each
// beat that reached the queue: a worker that hangs, or lost its database, grows old.
import { rm, writeFile } from "node:fs/promises";

export interface AliveFile {
  write(): Promise<void>;
  remove(): Promise<void>;
}

export function aliveFile(file: string | undefined): AliveFile {
  return {
    async write() {
      if (file !== undefined) await writeFile(file, `${new Date().toISOString()}\n`);
    },
    async remove() {
      if (file !== undefined) await rm(file, { force: true });
    },
  };
}
