// Who calls: the bearer token of a request, checked, as its claims.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { ApiError } from "../errors.ts";
import type { CallerRequest } from "../graphql/session.ts";
import { createSessionExchange } from "./session_exchange.ts";
import { createTokenVerifier, unauthenticated, type TokenConfig, type Verify } from "./token.ts";

const BEARER = /^Bearer +([\w.~+/=-]{1,8000})$/i;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export function createVerifier(config: TokenConfig): Verify {
  const verifyJwt = createTokenVerifier(config);
  const exchange = config.authServerUrl ? createSessionExchange(config.authServerUrl) : undefined;
  return async (token) => {
    if (JWT.test(token)) return await verifyJwt(token);
    if (exchange) return await exchange(token);
    throw unauthenticated();
  };
}

/** Sets `request.claims` or answers 401. Paths that `isPublic` accepts need no token. */
export function authenticate(
  verify: Verify,
  isPublic: (request: Request) => boolean = () => false,
): RequestHandler {
  return (request: CallerRequest, response: Response, next: NextFunction) => {
    const header = request.get("authorization");
    if (header === undefined && isPublic(request)) return next();
    const token = BEARER.exec(header ?? "")?.[1];
    const claims = token ? verify(token) : Promise.reject(unauthenticated());
    claims.then(
      (verified) => {
        request.claims = verified;
        next();
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.status === 401) {
          const reason = header === undefined ? "" : ', error="invalid_token"';
          response.set("www-authenticate", `Bearer realm="tenor"${reason}`);
        }
        next(error);
      },
    );
  };
}
