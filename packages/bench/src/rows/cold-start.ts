import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { installedRuntimeClient } from "../../../../stacks/testing/installed-runtime-client.ts";
import { ROOT } from "../../../../stacks/testing/sst-platform.ts";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { type BundledFunctions, bundledFunctions, FUNCTIONS } from "../lambda/bundled-functions.ts";
import { emptyHandler } from "../lambda/empty-handler.ts";
import { firstAnswer } from "../lambda/first-answer.ts";
import type { Effort } from "../measuring/measure.ts";
import { median } from "../measuring/pairs.ts";
import { figure } from "../report/quantities.ts";

const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 11, quick: 7, tiny: 1 };

/** Measures the time from the start of a function's process to the answer to its first event, under AWS's runtime client. */
export const coldStartRow: BenchRow = {
  name: "cold-start",
  async run(size) {
    const client = await installedRuntimeClient();
    if (client.kind === "missing") return [notMeasured(client.reason)];
    await using ours = await bundledFunctions(ROOT);
    const { empty, of } = await starts(client.file, [ours], ROUNDS[size]);
    return FUNCTIONS.map(
      (name): Finding => ({
        what: `${name}: CPU to the first answer`,
        ours: `${cpuAndWall(of(ours, name))}; a bundle of ${figure(kilobytes(ours, name))} kB, of which ${figure(ours.bundles[name].startBytes / 1_000)} kB are loaded at the start`,
        against: `an empty handler: ${cpuAndWall(empty)}`,
        ratio: of(ours, name).cpuMs / empty.cpuMs,
        aim: "none",
        note: NOTE,
      }),
    );
  },
  async against(other, size) {
    const client = await installedRuntimeClient();
    if (client.kind === "missing") return [notMeasured(client.reason)];
    await using ours = await bundledFunctions(ROOT);
    await using theirs = await bundledFunctions(other.folder);
    const { empty, of } = await starts(client.file, [ours, theirs], ROUNDS[size]);
    const above = ({ ms, cpuMs }: Effort): Effort => ({ ms: ms - empty.ms, cpuMs: cpuMs - empty.cpuMs });
    return FUNCTIONS.flatMap((name): readonly Finding[] => {
      const [own, their] = [above(of(ours, name)), above(of(theirs, name))];
      return [
        {
          what: `${name}: CPU to the first answer, above an empty handler's ${figure(empty.cpuMs)} ms`,
          ours: cpuAndWall(own),
          against: cpuAndWall(their),
          ratio: own.cpuMs / their.cpuMs,
          aim: { atMost: 0.7 },
          note: NOTE,
        },
        {
          what: `${name}: size of its bundle`,
          ours: `${figure(kilobytes(ours, name))} kB`,
          against: `${figure(kilobytes(theirs, name))} kB`,
          ratio: kilobytes(ours, name) / kilobytes(theirs, name),
          aim: { atMost: 0.6 },
        },
      ];
    });
  },
};

const NOTE =
  "AWS's runtime client, the embedded AWS, medians of rounds in which all sides take turns. CPU is the user and system time of all threads of the process";

const cpuAndWall = ({ cpuMs, ms }: Effort): string => `${figure(cpuMs)} ms CPU, ${figure(ms)} ms wall`;

const kilobytes = ({ bundles }: BundledFunctions, name: LaptopFunction): number =>
  bundles[name].sizeBytes / 1_000;

const notMeasured = (reason: string): Finding => ({
  what: "CPU to the first answer",
  ours: "not measured",
  against: reason,
  ratio: 0,
  aim: "none",
});

interface Starts {
  readonly empty: Effort;
  /** Returns the median of the times that a function's starts took. */
  readonly of: (build: BundledFunctions, name: LaptopFunction) => Effort;
}

/**
 * Starts the empty handler and all functions of the builds in each round. A function of one build is started directly after the
 * same function of the other. The builds take turns in being the first, so that other load on the machine affects both.
 */
async function starts(client: string, builds: readonly BundledFunctions[], rounds: number): Promise<Starts> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "paperledger-empty-"));
  const empty = { client, bundle: await emptyHandler(folder.path), functionName: "empty", environment: {} };
  const ofEmpty: Effort[] = [];
  const efforts = builds.map((build) => ({
    build,
    processor: [] as Effort[],
    projector: [] as Effort[],
    vectorizer: [] as Effort[],
  }));
  for (let round = 0; round < rounds; round++) {
    ofEmpty.push(await firstAnswer(empty, {}));
    for (const name of FUNCTIONS)
      for (const { build, ...of } of round % 2 === 0 ? efforts : efforts.toReversed()) {
        const fn = {
          client,
          bundle: build.bundles[name],
          functionName: name,
          environment: build.environments[name],
        };
        of[name].push(await firstAnswer(fn, await build.newEvent(name)));
      }
  }
  return {
    empty: medianOf(ofEmpty),
    of: (build, name) => medianOf(efforts.find((each) => each.build === build)?.[name] ?? []),
  };
}

const medianOf = (efforts: readonly Effort[]): Effort => ({
  ms: median(efforts.map(({ ms }) => ms)),
  cpuMs: median(efforts.map(({ cpuMs }) => cpuMs)),
});
