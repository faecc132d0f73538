// Folders are made one by one: Node's own way down (`recursive`) tries for ever, and hears no signal,
// where the system will not have a folder, as under /proc.
import fs from "node:fs";
import path from "node:path";

export function makeFolder(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !isFolder(at); at = path.dirname(at)) missing.unshift(at);
  for (const at of missing) {
    try {
      fs.mkdirSync(at, at === missing.at(-1) ? mode : undefined);
    } catch (error) {
      // Of two processes at once one is first.
      if (!isFolder(at)) throw error;
    }
  }
}

function isFolder(at: string): boolean {
  return fs.statSync(at, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
