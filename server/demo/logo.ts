import fs from "node:fs";
import path from "node:path";

export const LOGO = fs
  .readFileSync(path.join(import.meta.dirname, "northwind_logo.png"))
  .toString("base64");
