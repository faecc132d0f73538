import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = path.resolve(import.meta.dirname, "../..");
const read = (name: string) => fs.readFileSync(path.join(root, name), "utf8");

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  healthcheck?: object;
  restart?: string;
  depends_on?: Record<string, unknown>;
  deploy?: { resources?: { limits?: { memory?: string } } };
}

test("the lock file names no registry", () => {
  expect(read("package-lock.json")).not.toContain('"resolved"');
});

test("every dependency is pinned", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  }
});

// npm starts scripts through a shell, which does not pass a signal on: it has to step aside.
test.each(["start", "api", "worker"])("%s hears the signals that npm gets", (name) => {
  expect(JSON.parse(read("package.json")).scripts[name]).toMatch(/^exec node /);
});

test("every file that a script starts is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const script of Object.values(scripts)) {
    const file = /node (\S+)$/.exec(script)?.[1];
    if (file) expect(fs.existsSync(path.join(root, file)), file).toBe(true);
  }
});

const compose = parse(read("docker-compose.yml"), { merge: true }) as {
  services: Record<string, Service>;
  volumes: object;
  configs: object;
};

test.each(Object.entries(compose.services))("the service %s is bounded and watched", (_, it) => {
  expect(it.deploy?.resources?.limits?.memory).toMatch(/^\d+[mg]$/);
  expect(it.image ?? it.build).toBeDefined();
  if (it.restart !== "no") expect(it.healthcheck).toBeDefined();
  for (const other of Object.keys(it.depends_on ?? {})) {
    expect(compose.services).toHaveProperty(other);
  }
  if (it.command?.[0] === "npm") {
    expect(JSON.parse(read("package.json")).scripts).toHaveProperty(it.command[2] ?? "");
  }
});

test("no secret is written down", () => {
  for (const line of read("docker-compose.yml").split("\n")) {
    if (/(PASSWORD|SECRET|TOKEN|ACCESS_KEY)\w*:\s/.test(line)) expect(line).toMatch(/\$\{\w+:[-?]/);
  }
});
