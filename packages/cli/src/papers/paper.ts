import { UnreadablePaperError } from "@paperledger/aws/papers/paper-store-errors";
import { namedPaperIds } from "@paperledger/core/papers/named-paper-ids";
import { VersionLoopError, versionChain } from "@paperledger/core/papers/version-chain";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";
import { paperText } from "./paper-text.ts";
import type { PapersOptions } from "./papers-of-run.ts";

/**
 * `paperledger papers PAPER_ID`: shows one paper in full, and the runs that wrote its versions. An arXiv number, a DOI or a PMID without
 * its source is an id too. If several sources have a paper with it, all of them are shown.
 */
export function paper(text: string, options: PapersOptions, terminal: Terminal): Promise<ExitCode> {
  const ids = namedPaperIds(text);
  if (ids.length === 0)
    throw new CommandError(
      EXIT.unusable,
      `"${escapeForTerminal(text)}" is not a paper id: give it with its source, as in arxiv:2401.12345`,
    );
  return readDeploymentLedger(options, async ({ papers, eventLog }) => {
    const unreadable = unreadableItems();
    const found = await papers.get(ids).catch((error: unknown) => {
      if (!(error instanceof UnreadablePaperError)) throw error;
      unreadable.note(error);
      return [];
    });
    if (found.length === 0 && unreadable.count === 0)
      throw new CommandError(
        EXIT.wrong,
        `there is no paper ${ids.map(escapeForTerminal).join(", and no ")}. The papers of a run: ${commandLine("papers --trace RUN", options)}`,
      );
    for (const each of found) {
      const versions = await readAll(versionChain(each, eventLog, unreadable.note), unreadable.note);
      if (options.json) terminal.printJson({ type: "paper", ...each, versions });
      else terminal.print(paperText(each, versions, terminal.colors, terminal.columns));
    }
    return reportUnreadable(unreadable, options.json, terminal) ? EXIT.wrong : EXIT.ok;
  });
}

/** Reads a chain of versions to its end. */
async function readAll<Version>(
  chain: AsyncIterable<Version>,
  onUnreadable: (error: Error) => void,
): Promise<readonly Version[]> {
  const versions: Version[] = [];
  try {
    for await (const version of chain) versions.push(version);
  } catch (error) {
    if (!(error instanceof VersionLoopError)) throw error;
    onUnreadable(error);
  }
  return versions;
}
