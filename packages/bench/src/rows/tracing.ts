import { installedRuntimeClient } from "../../../../stacks/testing/installed-runtime-client.ts";
import { lambdaRuntime } from "../../../../stacks/testing/lambda-runtime.ts";
import { ROOT } from "../../../../stacks/testing/sst-platform.ts";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { type BundledFunctions, bundledFunctions } from "../lambda/bundled-functions.ts";
import { AMPLE_MS } from "../lambda/first-answer.ts";
import { startXrayDaemon } from "../lambda/xray-daemon.ts";
import { median } from "../measuring/pairs.ts";
import { figure } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 1_000, quick: 250, tiny: 10 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 11, quick: 7, tiny: 1 };

/** The largest segment document that X-Ray takes. @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
const SEGMENT_BYTES = 64 * 1_024;

/** Measures invocations of the processor that X-Ray samples, and compares them with invocations that it does not sample. */
export const tracingRow: BenchRow = {
  name: "tracing",
  async run(size) {
    const client = await installedRuntimeClient();
    if (client.kind === "missing") return [notMeasured(client.reason)];
    await using ours = await bundledFunctions(ROOT);
    const { sampledCpuMs, otherCpuMs, documents, bytes } = await traced(client.file, ours, size);
    return [
      {
        what: CPU(size),
        ours: `sampled: ${figure(sampledCpuMs)} ms`,
        against: `not sampled: ${figure(otherCpuMs)} ms`,
        ratio: sampledCpuMs / otherCpuMs,
        aim: "none",
      },
      {
        what: TRACE,
        ours: traceText(documents, bytes),
        against: `the largest segment that X-Ray takes: ${figure(SEGMENT_BYTES)} bytes`,
        ratio: bytes / SEGMENT_BYTES,
        aim: { atMost: 1 },
        note: "Lambda adds two segments of its own",
      },
    ];
  },
  async against(other, size) {
    const client = await installedRuntimeClient();
    if (client.kind === "missing") return [notMeasured(client.reason)];
    await using ours = await bundledFunctions(ROOT);
    await using theirs = await bundledFunctions(other.folder);
    const own = await traced(client.file, ours, size);
    const their = await traced(client.file, theirs, size);
    const cost = ({ sampledCpuMs, otherCpuMs }: Traced) => sampledCpuMs / otherCpuMs;
    const costText = (each: Traced) =>
      `${figure(cost(each))} times an invocation that is not sampled (${figure(each.otherCpuMs)} ms)`;
    return [
      {
        what: CPU(size),
        ours: costText(own),
        against: costText(their),
        ratio: cost(own) / cost(their),
        aim: "none",
      },
      {
        what: TRACE,
        ours: traceText(own.documents, own.bytes),
        against: traceText(their.documents, their.bytes),
        ratio: own.bytes / SEGMENT_BYTES,
        aim: { atMost: 1 },
        note: "the ratio is our bytes divided by the largest segment that X-Ray takes; a document that is larger than a UDP packet does not arrive, and is not counted",
      },
    ];
  },
};

const CPU = (size: BenchSize) => `CPU of an invocation of the processor for ${figure(PAPERS[size])} papers`;
const TRACE = "what such an invocation sends to X-Ray";

const traceText = (documents: number, bytes: number) =>
  `${figure(bytes)} bytes in ${figure(documents)} document${documents === 1 ? "" : "s"}`;

const notMeasured = (reason: string): Finding => ({
  what: TRACE,
  ours: "not measured",
  against: reason,
  ratio: 0,
  aim: "none",
});

interface Traced {
  readonly sampledCpuMs: number;
  readonly otherCpuMs: number;
  /** The documents that a sampled invocation sends. */
  readonly documents: number;
  readonly bytes: number;
}

const headerFor = (isSampled: boolean) =>
  `Root=1-69a39f2c-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=${isSampled ? 1 : 0}`;

/**
 * Lets two warm processes of the processor ingest new files in turn. X-Ray samples all invocations of one process, and none of the
 * other.
 */
async function traced(client: string, functions: BundledFunctions, size: BenchSize): Promise<Traced> {
  await using daemon = await startXrayDaemon();
  await using running = new AsyncDisposableStack();
  const start = async (isSampled: boolean) => {
    const runtime = await lambdaRuntime({
      client,
      bundle: functions.bundles.processor,
      functionName: "processor",
      environment: { ...functions.environments.processor, AWS_XRAY_DAEMON_ADDRESS: daemon.address },
      traceHeader: headerFor(isSampled),
    });
    running.defer(() => runtime.stop());
    return runtime;
  };
  const runtimes = { sampled: await start(true), other: await start(false) };
  let files = 0;
  const cpuMsOf = async (which: keyof typeof runtimes): Promise<number> => {
    const event = await functions.newFile(feed(++files, PAPERS[size]));
    const before = runtimes[which].cpuMs();
    const end = await runtimes[which].invoke(event, AMPLE_MS);
    if (end.kind !== "answered")
      throw new Error(`the processor did not do its file: ${runtimes[which].log.join("\n")}`);
    return runtimes[which].cpuMs() - before;
  };
  // The first invocations compile the code.
  await cpuMsOf("sampled");
  await cpuMsOf("other");
  await daemon.taken();
  const sampled: number[] = [];
  const other: number[] = [];
  for (let round = 0; round < ROUNDS[size]; round++) {
    sampled.push(await cpuMsOf("sampled"));
    other.push(await cpuMsOf("other"));
  }
  const { documents, bytes } = await daemon.taken();
  return {
    sampledCpuMs: median(sampled),
    otherCpuMs: median(other),
    documents: documents / ROUNDS[size],
    bytes: bytes / ROUNDS[size],
  };
}

/** Returns a file of papers that no other file has. */
const feed = (file: number, papers: number): string =>
  Array.from({ length: papers }, (_, nth) =>
    JSON.stringify({
      paper_id: `traced:${file}-${nth}`,
      title: `Paper ${nth} of file ${file}`,
      abstract: "An abstract of the usual length. ".repeat(30),
      updated_at: "2024-05-01T00:00:00Z",
    }),
  ).join("\n");
