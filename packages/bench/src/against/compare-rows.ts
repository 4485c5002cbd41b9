import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { median } from "../measuring/pairs.ts";

const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 5, quick: 3, tiny: 1 };

type Row = Pick<BenchRow, "name" | "run">;

/**
 * Runs a row of both builds in turn, and compares their findings. A ratio over 1 means that our build is better. Each build is
 * compared with the same peer in the same run, so that other load on the machine does not change the result.
 */
export async function compareRows(ours: Row, theirs: Row, size: BenchSize): Promise<readonly Finding[]> {
  const rounds: { readonly ours: readonly Finding[]; readonly theirs: readonly Finding[] }[] = [];
  for (let round = 0; round < ROUNDS[size]; round++) {
    const isOursFirst = round % 2 === 0;
    const first = await (isOursFirst ? ours : theirs).run(size);
    const second = await (isOursFirst ? theirs : ours).run(size);
    rounds.push(isOursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const last = rounds.at(-1);
  return (last?.ours ?? []).flatMap((finding) => {
    const { what, formerly, aim } = finding;
    const named = (findings: readonly Finding[]) =>
      findings.find((each) => each.what === what || each.what === formerly);
    const other = named(last?.theirs ?? []);
    if (!other) return [];
    const ratios = rounds.map((round) => {
      const quotient = (named(round.ours)?.ratio ?? 0) / (named(round.theirs)?.ratio ?? 0);
      return aim !== "none" && "atMost" in aim ? 1 / quotient : quotient;
    });
    return [{ what, ours: finding.ours, against: other.ours, ratio: median(ratios), aim: "none" }];
  });
}
