import { EventLogError } from "@paperledger/aws/event-log/event-log-error";
import { OlderTableError } from "@paperledger/aws/tables/older-tables";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { AssemblyError } from "@paperledger/core/rejects/assemble-rejects";
import { RebuildGivenUpError } from "@paperledger/core/statistics/rebuild-statistics";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { InvalidTraceIdError } from "@paperledger/core/trace-ids/trace-id";
import { DatabaseFileError } from "@paperledger/embedded/database-file";
import { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import { FileError } from "@paperledger/embedded/file-error";
import { sourceStack } from "@paperledger/local/bundle/source-stack";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import { DataFolderLayoutError } from "@paperledger/local/data-folder-layout";
import { JsonFileError } from "@paperledger/local/files/json-file";
import { UploadError } from "@paperledger/local/upload";
import { CommandError } from "../command-error.ts";
import { environment, STACK_SETTING } from "../environment.ts";
import { escapeForTerminal, escapeLinesForTerminal } from "../terminal/escape-for-terminal.ts";
import { refusedConnectionText } from "./refused-connection.ts";

const KNOWN = [
  CommandError,
  UnreadableStatisticError,
  EventLogError,
  OlderTableError,
  InvalidTraceIdError,
  DatabaseFileError,
  DataFolderInUseError,
  DataFolderLayoutError,
  EmbeddedDynamoDbError,
  FileError,
  JsonFileError,
  UploadError,
  AssemblyError,
  BatchFileError,
  RebuildGivenUpError,
];

/**
 * Returns an error as text. If its message is not made for people, the text also has the causes, all in one line, and says how to get the
 * stack.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return escapeForTerminal(String(error));
  if (saysAll(error)) return escapeLinesForTerminal(error.message);
  const refused = refusedConnectionText(error, environment.endpoints());
  if (refused !== undefined) return escapeForTerminal(refused);
  if (environment.showsStacks())
    return [sourceStack(error.stack ?? error.message), ...causesOf(error)]
      .map(escapeLinesForTerminal)
      .join("\n");
  return `unexpected error: ${error.name}: ${problemText(error)}. This is a fault of paperledger or of a service. To see where it happened: ${STACK_SETTING}=1 before the same command`;
}

function causesOf({ cause }: Error): readonly string[] {
  if (cause === undefined) return [];
  if (!(cause instanceof Error)) return [`  caused by ${String(cause)}`];
  return [`  caused by ${cause.name}: ${cause.message}`, ...causesOf(cause)];
}

/** Returns an error in one line, for problems outside the command's own work. */
export const problemText = (problem: Error): string =>
  escapeForTerminal([problem.message, ...causesIn(problem).map((line) => line.trim())].join("; "));

/** Returns the causes of an error, unless its message is enough. */
const causesIn = (problem: Error) => (saysAll(problem) ? [] : causesOf(problem));

const saysAll = (error: Error) => KNOWN.some((known) => error instanceof known);
