import { type PaperPage, pageOfBatches } from "@paperledger/core/papers/page-of-batches";
import { papersOfRun, type WrittenPaper } from "@paperledger/core/papers/papers-of-run";
import { countOf, countText } from "@paperledger/core/text/quantities";
import type { RunEvent } from "@paperledger/events/run-event";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { findRun, noSuchRun } from "../runs/find-run.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";

export interface PapersOptions extends DeploymentPlace {
  readonly json: boolean;
}

export interface PapersOfRunOptions extends PapersOptions {
  /** Shows at most this many papers. The default is all. */
  readonly limit?: number | undefined;
  /** Skips this many papers at the beginning. */
  readonly skip?: number | undefined;
}

/** `paperledger papers --trace ID`: lists the papers that the run wrote, and whether each version is still the current one. */
export function listPapersOfRun(
  id: string,
  options: PapersOfRunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { limit = Number.POSITIVE_INFINITY, skip = 0, json } = options;
  return readDeploymentLedger(options, async ({ papers, eventLog, statistics }) => {
    const traceId = await findRun(id, statistics, options);
    const unreadable = unreadableItems();
    const { events, seen } = noting(eventLog.eventsOf(traceId, unreadable.note));
    const page = pageOfBatches(events, { skip, limit });
    const counts: StateCounts = { current: 0, replaced: 0, gone: 0 };
    for await (const paper of papersOfRun(page.events, papers, unreadable.note)) {
      counts[paper.state] += 1;
      if (json) terminal.printJson({ type: "written-paper", ...paper });
      else terminal.print(lineOf(paper, terminal));
    }
    if (seen.last === undefined && unreadable.count === 0)
      throw await noSuchRun(traceId, statistics, options);
    if (page.hasMore()) reportNextPage({ skip, limit }, json, terminal);
    else if (json) terminal.printJson({ type: "written-papers", ...counts });
    else if (unreadable.count === 0 || sumOf(counts) > 0)
      terminal.print(summaryOf(counts, { isEnded: hasEnded(seen.last), isPage: skip > 0 }));
    return reportUnreadable(unreadable, json, terminal) ? EXIT.wrong : EXIT.ok;
  });
}

function reportNextPage({ skip, limit }: PaperPage, json: boolean, terminal: Terminal): void {
  const next = skip + limit;
  if (json) terminal.printJson({ type: "next-page", skip: next });
  else terminal.print(terminal.colors.dim(`There are more: the same command with --skip ${next}`));
}

type StateCounts = Record<WrittenPaper["state"], number>;

/** Passes events on, and keeps the type of the last one. */
function noting(events: AsyncIterable<RunEvent>) {
  const seen: { last?: RunEvent["type"] } = {};
  async function* passing() {
    for await (const event of events) {
      seen.last = event.type;
      yield event;
    }
  }
  return { events: passing(), seen };
}

const hasEnded = (last: RunEvent["type"] | undefined) => last === "completed" || last === "failed";

function lineOf(paper: WrittenPaper, { colors }: Pick<Terminal, "colors">): string {
  const id = escapeForTerminal(paper.paper_id);
  if (paper.state === "current") return `${id}  ${colors.dim(paper.processing_status)}`;
  if (paper.state === "gone") return `${id}  ${colors.dim("no longer in the table")}`;
  const { trace_id, record_number } = paper.by;
  const by = `record ${countText(record_number)} of ${escapeForTerminal(trace_id)}`;
  return `${id}  ${colors.dim(`replaced: the table holds ${by}`)}`;
}

const sumOf = ({ current, replaced, gone }: StateCounts) => current + replaced + gone;

function summaryOf(
  counts: StateCounts,
  { isEnded, isPage }: { readonly isEnded: boolean; readonly isPage: boolean },
): string {
  const { current, replaced, gone } = counts;
  const written = sumOf(counts);
  const parts = [
    `${countText(current)} still this run's version`,
    ...(replaced > 0 ? [`${countText(replaced)} replaced since`] : []),
    ...(gone > 0 ? [`${countText(gone)} no longer in the table`] : []),
  ];
  const nothing = isPage ? "The run wrote no other paper" : "The run wrote no paper";
  const wrote =
    written === 0
      ? nothing
      : `${countOf(written, isPage ? "other paper" : "paper")} written: ${parts.join(", ")}`;
  return isEnded ? `${wrote}.` : `${wrote}. The run has not ended: its later batches are not listed.`;
}
