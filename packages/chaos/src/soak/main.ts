// Attacks the guarantees for as long as asked, and prints a table of what came of it: npm run soak -- --minutes 10
import { parseArgs } from "node:util";
import { z } from "zod";
import { attackWithCrashes } from "./attack-with-crashes.ts";
import { attackWithFiles } from "./attack-with-files.ts";
import { attackWithShortInvocations } from "./attack-with-short-invocations.ts";
import { NOTHING, sum, type Tally, tallyTable } from "./tally.ts";

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const { minutes, seed } = z
  .object({
    minutes: z.coerce.number().positive().default(5),
    seed: z.coerce
      .number()
      .int()
      .default(Date.now() % 2 ** 31),
  })
  .parse(values);

const tallies = new Map<string, Tally>();
const report = (attack: string, tally: Tally) =>
  void tallies.set(attack, sum(tallies.get(attack) ?? NOTHING, tally));

console.log(`Seed ${seed}, ${minutes} minutes. The same seed makes the same attacks, in the same order.`);
const endsAt = performance.now() + minutes * 60_000;
for (let round = 0; performance.now() < endsAt; round++) {
  await attackWithCrashes(seed + round, report);
  await attackWithFiles(seed + round, report);
  await attackWithShortInvocations(seed + round, report);
  console.log(`\nAfter round ${round + 1}:\n${tallyTable(tallies)}`);
}
process.exitCode = [...tallies.values()].some(({ lost, wrong }) => lost + wrong > 0) ? 1 : 0;
