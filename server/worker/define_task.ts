// The form of a task: what its payload holds, and its one small act.
import type { Logger } from "pino";
import type { z } from "zod";
import type { Config } from "../config.ts";
import type { AuditHeads } from "../files/audit_heads.ts";
import type { DocumentStore } from "../files/document_store.ts";
import type { WebhookGateway } from "../gateways/webhook_gateway.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { PdfRenderer } from "../pdf/render_invoice_pdf.ts";
import type { Vault } from "../vault.ts";
import type { TaskDb } from "./task_database.ts";

/** The outside world, as every task of a worker shares it. */
export interface Services {
  files: DocumentStore;
  pdf: PdfRenderer;
  mailer: Mailer;
  webhooks: WebhookGateway;
  auditHeads: AuditHeads;
  vault: Vault;
  config: Config;
}

export interface TaskContext extends Services {
  db: TaskDb;
  /** Fires when the worker is leaving and its patience is over. */
  signal: AbortSignal;
  log: Logger;
  /** 1 on the first try. */
  attempt: number;
}

export interface TaskOptions {
  /** After so many attempts the job stays failed. The wait doubles and more from one to the next. */
  maxAttempts?: number;
  /** Whether it makes documents: that is done in places of its own, beside all other work. */
  renders?: boolean;
}

export interface TaskDefinition<Payload = unknown> {
  payload: z.ZodType<Payload>;
  act(payload: Payload, context: TaskContext): Promise<unknown>;
  maxAttempts: number;
  renders: boolean;
}

const DEFAULT_ATTEMPTS = 12;
const defined = new WeakSet<object>();

export function defineTask<Payload>(
  payload: z.ZodType<Payload>,
  act: (payload: Payload, context: TaskContext) => Promise<unknown>,
  { maxAttempts = DEFAULT_ATTEMPTS, renders = false }: TaskOptions = {},
): TaskDefinition<Payload> {
  const task = { payload, act, maxAttempts, renders };
  defined.add(task);
  return task;
}

export function isTask(value: unknown): value is TaskDefinition {
  return typeof value === "object" && value !== null && defined.has(value);
}

/** Thrown by a task when trying again cannot help. */
export class GiveUp extends Error {
  override name = "GiveUp";
}
