import { randomBytes, timingSafeEqual } from "node:crypto";

/** The header by which the page proves that a request for an action is its own. */
export const TOKEN_HEADER = "x-paperledger-token";

/** Returns a new token. A dashboard has one from its start to its end. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** Compares a token with the one of this start, in the same time for every wrong one. */
export function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
