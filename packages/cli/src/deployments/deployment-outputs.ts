import { readFile } from "node:fs/promises";
import {
  type DeploymentOutputs,
  DeploymentOutputsError,
  parseDeploymentOutputs,
} from "@paperledger/aws/ledger/deployment-outputs";
import { FileError } from "@paperledger/embedded/file-error";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** Reads the outputs of a deployment. @throws CommandError if the file cannot be read or lacks a name */
export async function readOutputs(path: string): Promise<DeploymentOutputs> {
  const refused = (what: string, cause: unknown) =>
    new CommandError(EXIT.unusable, `${escapeForTerminal(path)}: ${what}`, { cause });
  const text = await readFile(path, "utf8").catch((cause) => {
    const { message } = new FileError(path, "read", cause);
    throw new CommandError(
      EXIT.unusable,
      escapeForTerminal(`${message}. \`npx sst deploy\` writes the file as .sst/outputs.json`),
      { cause },
    );
  });
  try {
    return parseDeploymentOutputs(text);
  } catch (cause) {
    throw cause instanceof DeploymentOutputsError ? refused(cause.message, cause) : cause;
  }
}
