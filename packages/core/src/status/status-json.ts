import { countedUpToJson } from "../statistics/counted-up-to.ts";
import type { RunOfTodo, Status, Todo } from "./status.ts";

/** Returns a status with the field names of JSON answers, and times in UTC. */
export const statusJson = ({
  range,
  parts,
  todo,
  failedBefore,
  sources,
  countedUpTo,
  queues,
  deadLetters,
  unknown,
}: Status) => ({
  type: "status",
  from: range.from.toISOString(),
  to: range.to.toISOString(),
  parts: parts.map(({ from, to, withRejects, ...counts }) => ({
    from: from.toISOString(),
    to: to.toISOString(),
    ...counts,
    with_rejects: withRejects,
  })),
  todo: todo.map(todoJson),
  failed_before: failedBefore,
  sources,
  counted_up_to: countedUpTo && countedUpToJson(countedUpTo),
  queues: queues.map(({ queue, depth }) => ({
    queue,
    waiting: depth?.waiting ?? null,
    in_flight: depth?.inFlight ?? null,
  })),
  dead_letters: deadLetters.map(({ oldestAt, ...letters }) => ({ ...letters, oldest_at: oldestAt })),
  unknown,
});

const runJson = ({ traceId, key }: RunOfTodo) => ({ trace_id: traceId, key });

function todoJson(todo: Todo) {
  switch (todo.kind) {
    case "failed-runs":
      return { ...todo, runs: todo.runs.map(runJson) };
    case "rejected-records": {
      const { runCount, runs, ...rest } = todo;
      return { ...rest, run_count: runCount, runs: runs.map(runJson) };
    }
    case "silent-runs": {
      const { lastEventAt, runs, ...rest } = todo;
      return { ...rest, last_event_at: lastEventAt, runs: runs.map(runJson) };
    }
    case "dead-letters": {
      const { oldestAt, ...rest } = todo;
      return { ...rest, oldest_at: oldestAt };
    }
    case "missing-source": {
      const { lastDate, ...rest } = todo;
      return { ...rest, last_date: lastDate };
    }
    case "behind": {
      const { newestEventAt, ...rest } = todo;
      return { ...rest, newest_event_at: newestEventAt };
    }
  }
}
