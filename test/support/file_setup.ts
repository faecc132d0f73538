// Each test file leaves as it came: what it opened is closed, last opened first.
import { afterAll } from "vitest";
import { closeEverything } from "./closing.ts";

afterAll(closeEverything);
