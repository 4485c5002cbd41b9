import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** Returns the text about files that are not uploaded because of Ctrl-C. */
export const notUploadedText = (files: readonly string[]): string =>
  `stopped before ${files.map(escapeForTerminal).join(", ")} ${files.length === 1 ? "was" : "were"} uploaded. To ingest them, give these files to ingest`;
