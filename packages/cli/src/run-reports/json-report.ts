import type { Terminal } from "../terminal/terminal.ts";
import type { RunReport } from "./run-report.ts";

/** Reports runs as JSON, one object a line, each with a `type`. The result of a run is the processor's answer. */
export function jsonReport({ printJson }: Pick<Terminal, "printJson">, dataDir: string | null): RunReport {
  const told = new Map<string, string>();
  return {
    ready: (environment, dashboardUrl) =>
      printJson({ type: "ready", data_dir: dataDir, environment, dashboard: dashboardUrl ?? null }),
    uploaded: (s3_key) => printJson({ type: "uploaded", s3_key }),
    goesOn: () => undefined,
    progress(runs) {
      for (const { trace_id, key, run_status, tally } of runs) {
        const { processed, upserted, duplicate, rejected, batches, bytes } = tally;
        const counts = { processed, upserted, duplicate, rejected, batches, bytes };
        const state = JSON.stringify([run_status, counts]);
        if (told.get(trace_id) === state) continue;
        told.set(trace_id, state);
        printJson({ type: "progress", trace_id, s3_key: key, run_status, ...counts });
      }
    },
    delivered: ({ event_id, papers, vectors }) =>
      printJson({ type: "subscriber", event_id, papers, vectors }),
    awaitingSubscriber: () => undefined,
    ended({ result }) {
      told.delete(result.trace_id);
      printJson({ type: "result", ...result });
    },
    allEnded(runs) {
      if (runs.length > 1) printJson({ type: "results", results: runs.map(({ result }) => result) });
    },
    stopping: () => undefined,
  };
}
