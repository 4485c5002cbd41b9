import { SILENT_AFTER_MS } from "@paperledger/core/runs/silent-after";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AgainLine, BegunAgainAnswer, RunLine } from "../../src/api/answers.ts";
import { shortMoment } from "../pieces/formats.ts";
import { usePolled } from "../server/polled.ts";

/** The runs on which work began again, by trace id. Only runs that are in view are known. */
export const begunAgain = signal<BegunAgainAnswer>({});

/** The trace ids of the rows in view whose attempts are worth a look, separated by commas. */
const rowsToLookAt = signal("");

/** Somebody may redrive a run in a terminal. If it then fails for the same reason as before, only its attempts show that. */
const EVERY_MS = 60_000;
const AFTER_SCROLLING_MS = 300;

/** The server takes this many trace ids at once. */
const MOST_NAMED = 100;

/**
 * Tells whether the attempts at a run may show more than its row. If a run was silent before its redrive, its whole time is
 * longer than a silence. The attempts of other runs are not read.
 */
const isWorthALook = ({ outcome, span_ms, was_redriven }: RunLine): boolean =>
  outcome === "failed" || outcome === "silent" || (!was_redriven && (span_ms ?? 0) > SILENT_AFTER_MS);

/** Names the rows in view, once they stay there. */
export function useRowsToLookAt(rows: readonly RunLine[]): void {
  const ids = rows
    .filter(isWorthALook)
    .map(({ trace_id }) => trace_id)
    .join(",");
  useEffect(() => {
    const timer = setTimeout(() => {
      rowsToLookAt.value = ids;
    }, AFTER_SCROLLING_MS);
    return () => clearTimeout(timer);
  }, [ids]);
}

/**
 * Reads the attempts of the rows in view and of the runs that the things to do name. It draws nothing, so that no other part is drawn
 * again when the rows in view change.
 *
 * @param ofTodo the trace ids of the runs that the things to do name
 * @param version if it changes, the attempts are read again
 */
export function ReadBegunAgain({
  ofTodo,
  version,
}: {
  readonly ofTodo: readonly string[];
  readonly version: number;
}) {
  const ofRows = rowsToLookAt.value.split(",").filter(Boolean);
  const ids = [...new Set([...ofTodo, ...ofRows])].slice(0, MOST_NAMED);
  const { answer } = usePolled<BegunAgainAnswer>(
    ids.length === 0 ? undefined : `/api/runs/begun-again?ids=${ids.join(",")}`,
    () => EVERY_MS,
    version,
  ).value;
  useEffect(() => {
    if (answer) begunAgain.value = { ...begunAgain.peek(), ...answer };
  }, [answer]);
  return null;
}

/** Returns a text such as `attempt 3, 17:02:11` or `attempt 3 began 17:02:11`. */
export const attemptText = (
  { attempts, failed_again_at, is_last_open, last_began_at }: AgainLine,
  now: Date,
): string =>
  failed_again_at !== null
    ? `attempt ${attempts}, ${shortMoment(failed_again_at, now)}`
    : `attempt ${attempts}${is_last_open ? " began" : ","} ${shortMoment(last_began_at, now)}`;
