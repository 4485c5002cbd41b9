import { randomBytes, timingSafeEqual } from "node:crypto";

/** The header with which the page proves that it sent a request for an action itself. */
export const TOKEN_HEADER = "x-paperledger-token";

/** Returns a new token. A dashboard keeps its token from its start to its end. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** Compares a token with the one of this start. The comparison takes the same time for every wrong token. */
export function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
