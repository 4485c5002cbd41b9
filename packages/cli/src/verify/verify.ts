import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { countedUpToJson, readCountedUpTo } from "@paperledger/core/statistics/counted-up-to";
import type { CountedUpTo, StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import type { VerifyProgress } from "@paperledger/core/statistics/verify-progress";
import { countedUpToText } from "@paperledger/core/text/counted-up-to";
import { countOf } from "@paperledger/core/text/quantities";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { verificationText } from "./verification-text.ts";
import { type Verdict, type Verification, verdictOf, verifyLedger } from "./verify-ledger.ts";
import { waitUntilCounted } from "./wait-until-counted.ts";

export interface VerifyOptions extends DeploymentPlace {
  readonly json: boolean;
}

const EXIT_OF: Readonly<Record<Verdict, ExitCode>> = {
  equal: EXIT.ok,
  different: EXIT.wrong,
  behind: EXIT.undecided,
  undecided: EXIT.undecided,
};

/**
 * `paperledger verify`: proves that the statistics are the fold of the event log. It only reads. If runs are under way, it waits
 * until their events are counted, and then compares. Unfinished work of a stopped laptop stays unfinished, and is reported as
 * events that are not counted yet.
 */
export const verify = (options: VerifyOptions, terminal: Terminal): Promise<ExitCode> =>
  readDeploymentLedger(options, (ledger, { isAtRest }) =>
    verifyOn(ledger, { ...options, isAtRest }, terminal),
  );

export interface VerifyOnOptions extends VerifyOptions {
  /** True if nothing works on the ledger. Then nothing can change, so there is nothing to wait for. */
  readonly isAtRest?: boolean;
}

/** Does the same on an open ledger. @param stop ends it without an answer */
export async function verifyOn(
  ledger: Pick<ReadSide, "statistics" | "eventLog">,
  options: VerifyOnOptions,
  terminal: Terminal,
  stop?: AbortSignal,
): Promise<ExitCode> {
  try {
    return await compare(ledger, options, terminal, stop);
  } catch (error) {
    if (!stop?.aborted) throw error;
    terminal.print("Cancelled before the comparison was done: the rest is unknown.");
    return EXIT.undecided;
  }
}

async function compare(
  ledger: Pick<ReadSide, "statistics" | "eventLog">,
  { json, isAtRest = false, ...place }: VerifyOnOptions,
  terminal: Terminal,
  stop: AbortSignal | undefined,
): Promise<ExitCode> {
  const { statistics } = ledger;
  const { show } = terminal.progress;
  const isCounted = isAtRest || (await untilCounted(statistics, show, stop));
  if (!isCounted) return reportStillCounting(statistics, json, terminal);
  show("reading the event log");
  const verification = await verifyLedger(ledger, {
    onProgress: (progress) => show(progressText(progress)),
    stop,
    isAtRest,
  });
  // A total that cannot be read is among the verification's unreadable items.
  const countedUpTo = await readCountedUpTo(statistics, () => {});
  if (json) printVerificationJson(verification, countedUpTo, terminal);
  else {
    terminal.print(verificationText(verification, terminal.colors, place));
    if (countedUpTo) terminal.print(terminal.colors.dim(countedUpToText(countedUpTo)));
  }
  return EXIT_OF[verdictOf(verification)];
}

/** Waits until the events of runs under way are counted. Prints that it waits if there are such runs. */
async function untilCounted(
  statistics: Pick<StatisticsStore, "countedUpTo" | "runsWith">,
  show: (text: string) => void,
  stop: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await waitUntilCounted(statistics, {
      stop,
      async onWait(countedUpTo) {
        if (await isUnderWay(statistics)) show(`waiting for runs under way. ${countedUpToText(countedUpTo)}`);
        else if (countedUpTo.eventsBehind > 0) show(countedUpToText(countedUpTo));
      },
    });
  } catch (error) {
    // The comparison itself reports a total that cannot be read.
    if (!(error instanceof UnreadableStatisticError)) throw error;
    return true;
  }
}

/** Tells whether a run has begun and not ended. */
async function isUnderWay(statistics: Pick<StatisticsStore, "runsWith">): Promise<boolean> {
  for await (const _ of statistics.runsWith("running", () => {})) return true;
  return false;
}

async function reportStillCounting(
  statistics: Pick<StatisticsStore, "countedUpTo">,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const countedUpTo = await statistics.countedUpTo();
  if (json) terminal.printJson({ type: "still-counting", counted_up_to: countedUpToJson(countedUpTo) });
  else
    terminal.print(
      `Nothing was compared, because runs are under way. ${countedUpToText(countedUpTo)} Verify again when they have ended.`,
    );
  return EXIT.undecided;
}

function printVerificationJson(
  verification: Verification,
  countedUpTo: CountedUpTo | undefined,
  { printJson }: Terminal,
): void {
  const { groups, differenceCount, unreadable, unreadableCount, events, runs, scopes, isMoving, behind } =
    verification;
  for (const { of, field, count, first } of groups)
    printJson({ type: "difference", of, field, count, first });
  for (const message of unreadable) printJson({ type: "unreadable", message });
  printJson({
    type: "verified",
    events,
    runs,
    scopes,
    differences: differenceCount,
    unreadable: unreadableCount,
    behind: { runs: behind.runs, events: behind.events, explains_all: behind.explainsAll },
    is_moving: isMoving,
    ...(countedUpTo && { counted_up_to: countedUpToJson(countedUpTo) }),
  });
}

const progressText = ({ events, items }: VerifyProgress): string =>
  [
    `folded ${countOf(events, "event")}`,
    ...(items > 0 ? [`compared with ${countOf(items, "item")} of the statistics`] : []),
  ].join(", ");
