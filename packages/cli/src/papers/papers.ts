import { UnreadablePaperError } from "@paperledger/aws/papers/paper-store-errors";
import { paperIdSchema } from "@paperledger/core/papers/paper";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { paperText } from "./paper-text.ts";

export interface PapersOptions extends DeploymentPlace {
  readonly json: boolean;
}

/** `paperledger papers PAPER_ID`: shows one paper in full. */
export function paper(text: string, options: PapersOptions, terminal: Terminal): Promise<ExitCode> {
  const id = paperIdSchema.safeParse(text);
  if (!id.success)
    throw new CommandError(
      EXIT.unusable,
      `${escapeForTerminal(text)} is no paper id: give it with its source, as in arxiv:2401.12345`,
    );
  return readDeploymentLedger(options, async ({ papers }) => {
    const unreadable = unreadableItems();
    const [found] = await papers.get([id.data]).catch((error: unknown) => {
      if (!(error instanceof UnreadablePaperError)) throw error;
      unreadable.note(error);
      return [];
    });
    if (reportUnreadable(unreadable, options.json, terminal)) return EXIT.wrong;
    if (!found) throw new CommandError(EXIT.wrong, `there is no paper ${escapeForTerminal(text)}`);
    if (options.json) terminal.printJson({ type: "paper", ...found });
    else terminal.print(paperText(found, terminal.colors, terminal.columns));
    return EXIT.ok;
  });
}

/** `paperledger papers --trace ID`: lists the papers whose stored version the run wrote. */
export function papersOfRun(id: string, options: PapersOptions, terminal: Terminal): Promise<ExitCode> {
  const traceId = parseTraceId(id);
  return readDeploymentLedger(options, async ({ papers, statistics }) => {
    let count = 0;
    const unreadable = unreadableItems();
    for await (const { paper_id, processing_status } of papers.ofRun(traceId, unreadable.note)) {
      count += 1;
      if (options.json) terminal.printJson({ type: "paper", paper_id, processing_status });
      else
        terminal.print(
          `${escapeForTerminal(paper_id)}  ${terminal.colors.dim(escapeForTerminal(processing_status))}`,
        );
    }
    if (reportUnreadable(unreadable, options.json, terminal)) return EXIT.wrong;
    if (count > 0) return EXIT.ok;
    if (!(await isKnown(traceId, statistics)))
      throw new CommandError(EXIT.wrong, `there is no run ${traceId}`);
    if (!options.json)
      terminal.print("No paper has this run's version: it wrote none, or newer ones have replaced them.");
    return EXIT.ok;
  });
}

/** Returns true if the statistics have an item of the run, even if it cannot be read. */
async function isKnown(traceId: TraceId, statistics: Pick<StatisticsStore, "run">): Promise<boolean> {
  try {
    return (await statistics.run(traceId)) !== undefined;
  } catch (error) {
    if (error instanceof UnreadableStatisticError) return true;
    throw error;
  }
}
