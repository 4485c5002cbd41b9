import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** Returns the last part of a key, safe to print. Returns the key itself if it ends with a slash, and `-` if there is no key. */
export const fileName = (key: string | null | undefined): string =>
  key ? escapeForTerminal(key.split("/").at(-1) || key) : "-";
