// Every file under tasks/ is a task, and its path is its name.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isTask, type TaskDefinition } from "./define_task.ts";

export const TASKS = fileURLToPath(new URL("../../tasks/", import.meta.url));

export async function loadTasks(folder: string = TASKS): Promise<Map<string, TaskDefinition>> {
  const files = fs.globSync("**/*.ts", { cwd: folder }).sort();
  const tasks = await Promise.all(
    files.map(async (file): Promise<[string, TaskDefinition]> => {
      const { default: task } = await import(pathToFileURL(path.join(folder, file)).href);
      if (isTask(task)) return [file.replace(/\.ts$/, "").split(path.sep).join("/"), task];
      throw new Error(`tasks/${file} is no task: its default export must come from defineTask.`);
    }),
  );
  return new Map(tasks);
}
