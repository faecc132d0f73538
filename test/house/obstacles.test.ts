// What stands in the way of a start is told in a sentence: no stack, exit code 1, and soon.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../server/files/make_folder.ts";
import { openDocumentStore } from "../../server/files/document_store.ts";
import { obstacleOf } from "../../server/obstacle.ts";
import { closeAtTheEnd } from "../support/closing.ts";

const cli = path.resolve(import.meta.dirname, "../../server/cli");

function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-way-"));
  closeAtTheEnd(async () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

function aFile(): string {
  const file = path.join(folder(), "data");
  fs.writeFileSync(file, "");
  return file;
}

async function tried(script: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(cli, script)], {
    env: { PATH: process.env.PATH, ...env },
    timeout: 60_000,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (it) => (said += it));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  return { code, said: said.trim() };
}

test.concurrent.each([
  ["a data directory that is a file", "worker.ts", aFile, /a file where a folder is needed/],
  ["one that cannot be made", "start.ts", () => "/proc/tenor/data", /^There can be no folder/],
])(
  "%s",
  async (_, script, dataDir, sentence) => {
    const { code, said } = await tried(script, { TENOR_DATA_DIR: dataDir() });
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n\s+at /);
    expect(said.split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  },
  90_000,
);

test("a port that is taken", async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  closeAtTheEnd(async () => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const error = await new Promise((resolve) =>
    net.createServer().once("error", resolve).listen(port, "127.0.0.1"),
  );
  expect(obstacleOf(error)).toBe(
    `Something listens on 127.0.0.1:${port} already: stop it, or set PORT to another.`,
  );
});

test("a disk that is full or read-only is told without where it is", async () => {
  const full = fs.promises.writeFile("/dev/full", "x").catch((error: unknown) => error);
  expect(obstacleOf(await full)).toMatch(/^The disk of .* is full\.$/);
  const dataDir = "/proc/tenor";
  const store = openDocumentStore({ dataDir, s3Region: "us-east-1" } as never);
  const kept = store.put("pdf/a.pdf", Buffer.from("x"), "application/pdf");
  await expect(kept).rejects.toThrow("There can be no folder the files.");
  expect(obstacleOf({ code: "EROFS", path: "/data/x" })).toBe("The disk of /data/x is read-only.");
  expect(obstacleOf(new TypeError("x is not a function"))).toBeUndefined();
});

test("folders are made down to the last", () => {
  const deep = path.join(folder(), "a/b/c");
  makeFolder(deep, 0o700);
  makeFolder(deep);
  expect(() => makeFolder(path.join(aFile(), "x"))).toThrow(/EEXIST|ENOTDIR/);
  expect(fs.statSync(deep).mode & 0o777).toBe(0o700);
});
