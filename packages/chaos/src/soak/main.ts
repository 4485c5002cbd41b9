// Attacks the guarantees for a given time, and prints a table of the results: npm run soak -- --minutes 10
import { parseArgs } from "node:util";
import * as z from "zod";
import { ATTACKS } from "./attacks.ts";
import { NOTHING, type Report, sum, type Tally, tallyTable } from "./tally.ts";

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
const report: Report = (attack, tally) =>
  void tallies.set(attack, sum(tallies.get(attack) ?? NOTHING, tally));

console.log(`Seed ${seed}, ${minutes} minutes. The same seed makes the same attacks, in the same order.`);
const endsAt = performance.now() + minutes * 60_000;
const isOver = () => performance.now() >= endsAt;
for (let round = 0; !isOver(); round++) {
  let made = 0;
  for (const attack of ATTACKS) {
    if (isOver()) break;
    await attack(seed + round, report);
    made += 1;
  }
  console.log(
    `\nAfter ${made} of the ${ATTACKS.length} attacks of round ${round + 1}:\n${tallyTable(tallies)}`,
  );
}
process.exitCode = [...tallies.values()].some(({ lost, wrong }) => lost + wrong > 0) ? 1 : 0;
