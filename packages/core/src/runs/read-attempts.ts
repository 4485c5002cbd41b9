import type { TraceId } from "../trace-ids/trace-id.ts";
import type { Attempt, AttemptLog } from "./attempt-log.ts";

/** The attempts of a run that can be read, and why others cannot. */
export interface ReadAttempts {
  readonly attempts: readonly Attempt[];
  readonly unreadable: readonly string[];
}

/** Reads the attempts at a run. A fault of their table does not keep the run from being shown: it is named in `unreadable`. */
export async function readAttempts(
  log: Pick<AttemptLog, "attemptsOf">,
  traceId: TraceId,
): Promise<ReadAttempts> {
  const attempts: Attempt[] = [];
  const unreadable: string[] = [];
  const tell = ({ name, message }: Error) => unreadable.push(`${name}: ${message}`);
  try {
    for await (const attempt of log.attemptsOf(traceId, tell)) attempts.push(attempt);
  } catch (error) {
    tell(error instanceof Error ? error : new Error(String(error)));
  }
  return { attempts, unreadable };
}
