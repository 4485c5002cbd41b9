import { describe, expect, test } from "vitest";
import { ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

const QUERIES: Readonly<Record<string, string>> = {
  "one run, everywhere": `fields @timestamp, service, level, message, metadata.seq, metadata.reason
| filter trace_id = 'batch-YYYYMMDD-ULID'
| sort @timestamp asc
| limit 1000`,
  errors: `fields @timestamp, service, trace_id, message, metadata.error.name, metadata.error.message
| filter level = 'ERROR'
| sort @timestamp desc
| limit 200`,
  "failed runs": `fields @timestamp, trace_id, metadata.reason, metadata.reason_message
| filter message = 'Run failed'
| sort @timestamp desc
| limit 200`,
  "rejected records": `filter message = 'Records rejected'
| stats sum(metadata.failed) as rejected, latest(metadata.reject_key) as a_reject_key by trace_id
| sort rejected desc
| limit 100`,
  "slowest runs": `filter message = 'Batch processing completed'
| fields @timestamp, trace_id, metadata.result.processing_time_ms as ms, metadata.result.processed_count as papers
| sort ms desc
| limit 50`,
  "memory used": `filter @type = 'REPORT'
| stats max(@maxMemoryUsed / 1000 / 1000) as used_mb, max(@memorySize / 1000 / 1000) as given_mb, max(@duration) as longest_ms by @log, bin(1h)`,
  "cold starts": `filter @type = 'REPORT' and ispresent(@initDuration)
| stats count(*) as starts, pct(@initDuration, 50) as p50_ms, pct(@initDuration, 99) as p99_ms by @log, bin(1d)`,
  "ended by Lambda": `filter @message like /Task timed out|Runtime exited|OutOfMemory|Runtime.ImportModuleError/
| fields @timestamp, @log, @message
| sort @timestamp desc
| limit 100`,
};

describe.each(STAGES)("in stage %s", (stage) => {
  const saved = () => ofType(stage, "aws:cloudwatch/queryDefinition:QueryDefinition");

  test("what an operator asks the logs is saved, under the stage's name", () => {
    expect(Object.fromEntries(saved().map(({ inputs }) => [inputs.name, inputs.queryString]))).toEqual(
      Object.fromEntries(
        Object.entries(QUERIES).map(([title, text]) => [`paperledger-${stage}-queries/${title}`, text]),
      ),
    );
  });

  test("each asks the logs of all three functions", () => {
    for (const { inputs } of saved())
      expect(inputs.logGroupNames).toEqual(
        ["processor", "projector", "vectorizer"].map((part) => `/aws/lambda/paperledger-${stage}-${part}`),
      );
  });
});
