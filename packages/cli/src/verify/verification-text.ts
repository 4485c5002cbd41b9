import { countOf } from "@paperledger/core/text/quantities";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import type { Colors } from "../terminal/terminal.ts";
import { linesOf } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";
import { differenceText, isLeftByUpdate, notCountedText } from "./difference-text.ts";
import { type Verification, verdictOf } from "./verify-ledger.ts";

/** Says whether the statistics are the fold of the event log, and lists the differences. */
export const verificationText = (
  verification: Verification,
  colors: Colors,
  place: DeploymentPlace,
): string =>
  [...unreadableLines(verification, colors, place), comparedText(verification, colors, place)].join("\n");

const unreadableLines = (
  { unreadableCount, unreadable }: Verification,
  colors: Colors,
  place: DeploymentPlace,
): readonly string[] =>
  unreadableCount === 0
    ? []
    : [
        colors.red(
          `${countOf(unreadableCount, "item")} of the tables cannot be read, and so nothing is compared with ${unreadableCount === 1 ? "it" : "them"}:`,
        ),
        ...linesOf(unreadable, unreadableCount),
        "  Correct or delete an unreadable item of the event log. To compute the statistics again:",
        `    ${commandLine("rebuild", place)}`,
      ];

/** This many kinds of differences are listed. */
const GROUPS_SHOWN = 12;

function comparedText(verification: Verification, colors: Colors, place: DeploymentPlace): string {
  const rebuild = commandLine("rebuild", place);
  const { events, runs, scopes, groups, differenceCount, behind } = verification;
  const read = `${countOf(events, "event")} of ${countOf(runs, "run")}`;
  const counted = `${countOf(differenceCount, "difference")} (${read})`;
  switch (verdictOf({ ...verification, unreadableCount: 0 })) {
    case "equal":
      return [
        colors.green("The statistics are the fold of the event log."),
        `  ${read}, folded and compared with ${countOf(runs, "run")} and ${countOf(scopes, "sum")}: no difference`,
      ].join("\n");
    case "behind":
      return [
        colors.yellow(
          `${countOf(behind.events, "event")} of ${countOf(behind.runs, "run")} not counted yet. The counted events match the fold of the event log (${read}).`,
        ),
        `  If nothing runs on this data folder, this counts them:  ${commandLine("start", place)}`,
        `  Otherwise, this says why they are not counted:  ${commandLine("status", place)}`,
      ].join("\n");
    case "undecided":
      return [
        colors.yellow(`Could not decide whether the statistics are the fold of the event log: ${counted}`),
        ...groupLines(groups),
        "  They changed while they were read: runs are under way. Verify again when they have ended.",
      ].join("\n");
    case "different":
      if (verification.lacksNewestEventAt && groups.every((each) => each.isAbsent && isLeftByUpdate(each)))
        return [
          colors.yellow(
            "The statistics lack numbers, as those of an earlier version do. All other numbers are the fold of the event log.",
          ),
          `  not counted: ${notCountedText(groups)}`,
          `  To count them, run this once:  ${rebuild}`,
        ].join("\n");
      return [
        colors.red(`The statistics are not the fold of the event log: ${counted}`),
        ...groupLines(groups),
        ...updateLines(groups),
        ...(behind.events > 0
          ? [`  ${countOf(behind.events, "event")} of ${countOf(behind.runs, "run")} not counted yet`]
          : []),
        `  To compute the statistics again:  ${rebuild}`,
      ].join("\n");
  }
}

/** Says which differences can come from an update. It does not say that they do, because damage can look the same. */
function updateLines(groups: Verification["groups"]): readonly string[] {
  const ofUpdate = groups.filter(isLeftByUpdate);
  if (ofUpdate.length === 0) return [];
  const which = ofUpdate.length === groups.length ? "all of them" : notCountedText(ofUpdate);
  return [
    `  If paperledger was updated since the last rebuild, the update can be the cause of ${which}: an earlier version did not count this. If not, the statistics are damaged. One rebuild completes them in both cases.`,
  ];
}

/** Returns a line for each kind of difference, with its count and one example. */
const groupLines = (groups: Verification["groups"]): readonly string[] => [
  ...groups.slice(0, GROUPS_SHOWN).map((group) => `  ${differenceText(group)}`),
  ...(groups.length > GROUPS_SHOWN ? [`  and ${countOf(groups.length - GROUPS_SHOWN, "other kind")}`] : []),
];
