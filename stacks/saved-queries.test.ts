import { TIME_NEARLY_UP } from "@paperledger/functions/observability/log-failures";
import { describe, expect, test } from "vitest";
import { ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

const QUERIES: Readonly<Record<string, string>> = {
  "one run, everywhere": `fields @timestamp, service, level, message, metadata.seq, metadata.reason
| filter @message like 'batch-YYYYMMDD-ULID'
| sort @timestamp asc
| limit 1000`,
  errors: `fields @timestamp, service, trace_id, message, metadata.error.name, metadata.error.message
| filter level = 'ERROR'
| sort @timestamp desc
| limit 200`,
  "failed runs": `filter message = 'Run failed'
| fields @timestamp, trace_id, metadata.reason, metadata.reason_message
| sort @timestamp desc
| limit 200`,
  "rejected records": `filter message = 'Records rejected'
| stats sum(metadata.rejected) as rejected, latest(metadata.reject_key) as a_reject_key by trace_id
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
  "ended by Lambda": `filter @message like /Task timed out|Time is nearly up|Runtime exited|OutOfMemory|Runtime.ImportModuleError/
| fields @timestamp, @log, trace_id, coalesce(request_id, @requestId) as request, @message
| sort @timestamp desc
| limit 100`,
};

describe.each(STAGES)("in stage %s", (stage) => {
  const saved = () => ofType(stage, "aws:cloudwatch/queryDefinition:QueryDefinition");

  test("an operator's queries are saved under the stage's name", () => {
    expect(Object.fromEntries(saved().map(({ inputs }) => [inputs.name, inputs.queryString]))).toEqual(
      Object.fromEntries(
        Object.entries(QUERIES).map(([title, text]) => [`paperledger-${stage}-queries/${title}`, text]),
      ),
    );
  });

  test("each query reads the logs of all three functions", () => {
    for (const { inputs } of saved())
      expect(inputs.logGroupNames).toEqual(
        ["processor", "projector", "vectorizer"].map((part) => `/aws/lambda/paperledger-${stage}-${part}`),
      );
  });
});

describe("the query 'ended by Lambda'", () => {
  const [, pattern = ""] = /like \/(.*)\//.exec(QUERIES["ended by Lambda"] ?? "") ?? [];
  const finds = (line: string) => new RegExp(pattern).test(line);

  test.each([
    ["Lambda's time-out", "2026-03-01T02:03:04.567Z 7f0b7c1e Task timed out after 60.00 seconds"],
    ["the line that the function writes just before it", `{"level":"ERROR","message":"${TIME_NEARLY_UP}"}`],
    ["a process that was killed", "RequestId: 7f0b7c1e Error: Runtime exited with error: signal: killed"],
    ["a bundle that cannot be loaded", '{"errorType":"Runtime.ImportModuleError","errorMessage":"..."}'],
  ])("finds %s", (_, line) => {
    expect(finds(line)).toBe(true);
  });

  test.each([
    ["an invocation that ended well", "REPORT RequestId: 7f0b7c1e Duration: 12.00 ms"],
    ["an error that a function logged", '{"level":"ERROR","message":"Invocation failed"}'],
    [
      "a projector that stopped in time",
      '{"level":"ERROR","message":"Time is up: events are not published"}',
    ],
  ])("does not find %s", (_, line) => {
    expect(finds(line)).toBe(false);
  });
});
