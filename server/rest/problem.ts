// A problem as RFC 9457 wants it on the wire.
import type { Request, Response } from "express";
import type {} from "pino-http";
import type { Problem } from "../errors.ts";

export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const { code, status, detail, errors, errorId } = problem;
  const body = {
    type: `urn:tenor:problem:${code}`,
    title: titleOf(code),
    status,
    code,
    detail: errorId ? `${detail} Its number is ${errorId}.` : detail,
    instance: request.id === undefined ? undefined : String(request.id),
    errors,
  };
  response
    .status(status)
    .set("content-type", "application/problem+json; charset=utf-8")
    .end(JSON.stringify(body));
}

/** credit_hold is "Credit hold": the same for every occurrence, as the RFC asks. */
function titleOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
