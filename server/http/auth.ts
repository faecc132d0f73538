// Who calls: the bearer token of a request, checked, as its claims.
import type { NextFunction, RequestHandler, Response } from "express";
import { ApiError } from "../errors.ts";
import type { CallerRequest } from "../graphql/session.ts";
import type { StrangerLimit } from "./rate_limits.ts";
import { createSessionExchange } from "./session_exchange.ts";
import { createTokenVerifier, unauthenticated, type TokenConfig, type Verify } from "./token.ts";

const BEARER = /^Bearer +([\w.~+/=-]{1,8000})$/i;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export function createVerifier(config: TokenConfig): Verify {
  const verifyJwt = createTokenVerifier(config);
  const exchange = config.authServerUrl ? createSessionExchange(config.authServerUrl) : undefined;
  return async (token, isSpent) => {
    if (JWT.test(token)) return await verifyJwt(token);
    if (exchange) return await exchange(token, isSpent);
    throw unauthenticated();
  };
}

/** Sets `request.claims` or answers 401. Who has no valid token is counted as a stranger. */
export function authenticate(verify: Verify, strangers: StrangerLimit): RequestHandler {
  return (request: CallerRequest, response: Response, next: NextFunction) => {
    const header = request.get("authorization");
    const token = BEARER.exec(header ?? "")?.[1];
    const isSpent = () => strangers.isSpent(request);
    const claims = token ? verify(token, isSpent) : Promise.reject(unauthenticated());
    claims.then(
      (verified) => {
        request.claims = verified;
        next();
      },
      (error: unknown) => {
        strangers.count(request, response, (failure: unknown) => {
          if (error instanceof ApiError && error.status === 401) {
            const reason = header === undefined ? "" : ', error="invalid_token"';
            response.set("www-authenticate", `Bearer realm="tenor"${reason}`);
          }
          next(failure ?? error);
        });
      },
    );
  };
}
