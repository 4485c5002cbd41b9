import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { PaperText, PaperVersion } from "../papers/paper.ts";
import { changesBy, firstStored } from "../papers/stored-paper.ts";
import { tieOf } from "../papers/tie.ts";
import { decideUpsert, type StoredVersion } from "../papers/upsert-decision.ts";
import { LOOK_AHEAD, type LookAhead, markRepeats } from "./mark-repeats.ts";
import { arbitraryRecords, collect, dayOfJanuary, oneByOne, recordsOf } from "./read-record.fixture.ts";
import type { ReadRecord } from "./read-record.ts";

const UNBOUNDED: LookAhead = {
  records: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  atLeastRecords: 1,
};

const arbitraryLookAhead: fc.Arbitrary<LookAhead> = fc.record({
  records: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constant(Number.POSITIVE_INFINITY)),
  bytes: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(Number.POSITIVE_INFINITY)),
  atLeastRecords: fc.integer({ min: 1, max: 4 }),
});

const marked = (records: readonly ReadRecord[], lookAhead = UNBOUNDED) =>
  collect(markRepeats(oneByOne(records), lookAhead));

const kinds = async (records: readonly ReadRecord[], lookAhead = UNBOUNDED) =>
  (await marked(records, lookAhead)).map(({ content }) => content.kind);

describe("of the records of one paper", () => {
  test("the newest stays a paper, wherever it stands", async () => {
    const records = recordsOf([
      { id: "a", day: 2 },
      { id: "a", day: 3 },
      { id: "a", day: 1 },
    ]);
    expect(await kinds(records)).toEqual(["repeat", "paper", "repeat"]);
  });

  test("the first of equal records stays a paper", async () => {
    const records = recordsOf([
      { id: "a", day: 2 },
      { id: "a", day: 2 },
    ]);
    expect(await kinds(records)).toEqual(["paper", "repeat"]);
  });

  test("a repeat names the paper", async () => {
    const [, repeat] = await marked(recordsOf([{ id: "a" }, { id: "a" }]));
    expect(repeat?.content).toEqual({ kind: "repeat", paperId: "arxiv:a" });
  });

  test("a text and a withdrawal do not hide each other, whichever is later", async () => {
    const both = [
      { id: "a", day: 2 },
      { id: "a", day: 3, isWithdrawal: true },
      { id: "a", day: 1, isWithdrawal: true },
      { id: "a", day: 1 },
    ];
    expect(await kinds(recordsOf(both))).toEqual(["paper", "paper", "repeat", "repeat"]);
  });

  test("of the same time, the record with the greater tie stays a paper", async () => {
    const [first, second] = recordsOf([{ id: "a" }, { id: "a" }]);
    const [lesser, greater] = [withRank(first, 10), withRank(second, 20)];
    expect(await kinds([lesser, greater])).toEqual(["repeat", "paper"]);
    expect(await kinds([greater, lesser])).toEqual(["paper", "repeat"]);
  });

  test("the newest record gets the latest withdrawal in the other records", async () => {
    const [first, second] = recordsOf([
      { id: "a", day: 2 },
      { id: "a", day: 1 },
    ]);
    const withdrawn_at = dayOfJanuary(3);
    const out = await marked([withRank(first, 10), withRank(second, 10, { withdrawn_at })]);
    expect(out.map(({ content }) => content)).toMatchObject([
      { kind: "paper", paper: { updated_at: dayOfJanuary(2), withdrawn_at } },
      { kind: "repeat" },
    ]);
  });

  test("an older text with a later withdrawal than the written record stays a paper", async () => {
    const [first, second, third] = recordsOf([{ id: "a", day: 2 }, { id: "a" }, { id: "a" }]);
    const withdrawn_at = dayOfJanuary(3);
    const records = [first, second, third].map((record, index) =>
      withRank(record, 10, index === 1 ? { withdrawn_at } : {}),
    );
    const marking = (written: number) =>
      collect(markRepeats(oneByOne(records), UNBOUNDED, (number) => number <= written));
    const kindsAfter = async (written: number) => (await marking(written)).map(({ content }) => content.kind);
    expect(await kindsAfter(0)).toEqual(["paper", "repeat", "repeat"]);
    expect(await kindsAfter(1)).toEqual(["paper", "paper", "repeat"]);
    expect(await kindsAfter(2)).toEqual(["paper", "repeat", "repeat"]);
  });

  test("records further apart than the look-ahead both stay papers", async () => {
    const records = recordsOf([{ id: "a" }, { id: "b" }, { id: "a" }]);
    const whole = { ...UNBOUNDED, records: 2 };
    expect(await kinds(records, whole)).toEqual(["paper", "paper", "repeat"]);
    expect(await kinds(records, { ...whole, records: 1 })).toEqual(["paper", "paper", "paper"]);
  });

  test("records with more bytes between them than the look-ahead both stay papers", async () => {
    const records = recordsOf([
      { id: "a", bytes: 10 },
      { id: "b", bytes: 30 },
      { id: "a", bytes: 99 },
    ]);
    const lookAhead = { ...UNBOUNDED, bytes: 40 };
    expect(await kinds(records, lookAhead)).toEqual(["paper", "paper", "repeat"]);
    expect(await kinds(records, { ...lookAhead, bytes: 39 })).toEqual(["paper", "paper", "paper"]);
  });
});

function withRank(record: ReadRecord | undefined, rank: number, others: Partial<PaperText> = {}): ReadRecord {
  if (record?.content.kind !== "paper" || record.content.paper.kind !== "text")
    throw new TypeError("no text");
  const paper = { ...record.content.paper, rank, ...others };
  return { ...record, content: { ...record.content, paper: { ...paper, tie: tieOf(paper, 1) } } };
}

test("no batch has two texts of a paper, with records of any size between them", async () => {
  const records = recordsOf([{ id: "a", day: 1 }, { bytes: 9 * 1024 * 1024 }, { id: "a", day: 2 }]);
  expect(await kinds(records, LOOK_AHEAD)).toEqual(["repeat", "reject", "paper"]);
});

test("every record comes out once and in file order, and papers and rejects do not change", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords(), arbitraryLookAhead, async (records, lookAhead) => {
      const out = await marked(records, lookAhead);
      expect(out.map(({ number }) => number)).toEqual(records.map(({ number }) => number));
      for (const [index, record] of out.entries()) {
        const before = records[index];
        if (record.content.kind === "paper") {
          const { beaten: _, ...content } = record.content;
          expect({ ...record, content }).toEqual(before);
        } else if (record.content.kind === "reject") expect(record).toEqual(before);
        else expect({ ...record, content: before?.content }).toEqual(before);
      }
    }),
  );
});

test("every repeat is kept with a paper of its id, so none vanishes if the table refuses that paper", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords(), arbitraryLookAhead, async (records, lookAhead) => {
      const out = await marked(records, lookAhead);
      const carried = out.flatMap(({ content }) =>
        content.kind === "paper"
          ? (content.beaten ?? []).map(({ number }) => [number, content.paper.paper_id])
          : [],
      );
      const repeats = out.flatMap(({ number, content }) =>
        content.kind === "repeat" ? [[number, content.paperId]] : [],
      );
      expect(carried.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(repeats);
    }),
  );
});

test("the record that stays keeps the text and the place of its repeats", async () => {
  const [, winner] = await marked(
    recordsOf([
      { id: "a", day: 1 },
      { id: "a", day: 2 },
    ]),
  );
  expect(winner?.content).toMatchObject({
    beaten: [{ number: 1, byteOffset: 0, text: "<entry>a</entry>" }],
  });
});

test("if a paper comes in newer and newer versions, no record keeps more repeats than a block and a batch", async () => {
  const versions = recordsOf(
    Array.from({ length: 300 }, (_, index) => ({ id: "a", day: index + 1, bytes: 10 })),
  );
  for (const lookAhead of [
    { records: 40, bytes: 1e9, atLeastRecords: 5 },
    { records: 1e9, bytes: 400, atLeastRecords: 5 },
  ]) {
    const papers = (await marked(versions, lookAhead)).flatMap(({ number, content }) =>
      content.kind === "paper" ? [{ number, carries: content.beaten?.length ?? 0 }] : [],
    );
    expect(papers.at(-1)?.number).toBe(300);
    for (const [index, { number, carries }] of papers.entries()) {
      expect(carries).toBeLessThanOrEqual(40 + 2 * 5);
      expect(number - (papers[index - 1]?.number ?? -5)).toBeGreaterThanOrEqual(5);
    }
  }
});

test("two texts, or two withdrawals, that stay are further apart than the length of a batch", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords(), arbitraryLookAhead, async (records, lookAhead) => {
      fc.pre(lookAhead.records >= lookAhead.atLeastRecords);
      const last = new Map<string, number>();
      for (const { number, content } of await marked(records, lookAhead)) {
        if (content.kind !== "paper") continue;
        const lane = `${content.paper.kind} ${content.paper.paper_id}`;
        expect(number - (last.get(lane) ?? -99)).toBeGreaterThanOrEqual(lookAhead.atLeastRecords);
        last.set(lane, number);
      }
    }),
    { numRuns: 300 },
  );
});

describe("records that end with an error", () => {
  async function* upTo(records: readonly ReadRecord[], error: Error) {
    yield* records;
    throw error;
  }
  const readBefore = async (error: Error) => {
    const read: ReadRecord[] = [];
    const records = recordsOf([{ id: "a" }, { id: "b" }]);
    await expect(async () => {
      for await (const record of markRepeats(upTo(records, error), UNBOUNDED)) read.push(record);
    }).rejects.toThrow(error);
    return read.length;
  };

  test("of the file all come first", async () => {
    expect(await readBefore(new BatchFileError("truncated", "it is cut off"))).toBe(2);
  });

  test("of anything else do not wait", async () => {
    expect(await readBefore(new Error("the deadline has passed"))).toBe(0);
  });
});

/** Returns the place of the last record that is read before the record at `place` leaves the look-ahead, by the definition of the look-ahead. */
function lastInReach(records: readonly ReadRecord[], place: number, lookAhead: LookAhead): number {
  let bytes = 0;
  for (let last = place; last < records.length; last++) {
    bytes += records[last]?.bytes ?? 0;
    const count = last - place + 1;
    if (count > lookAhead.records || (count > lookAhead.atLeastRecords && bytes > lookAhead.bytes))
      return last;
  }
  return records.length - 1;
}

/** Tells whether both records may stay papers: they are in different blocks of the file, and no batch holds both. */
function areLetThrough(a: number, b: number, records: readonly ReadRecord[], lookAhead: LookAhead): boolean {
  const blockOf = (place: number) => {
    const { number = 0, byteOffset = 0 } = records[place] ?? {};
    return [Math.floor(number / (lookAhead.records || 1)), Math.floor(byteOffset / (lookAhead.bytes || 1))];
  };
  return Math.abs(a - b) >= lookAhead.atLeastRecords && `${blockOf(a)}` !== `${blockOf(b)}`;
}

const paperOf = (record: ReadRecord | undefined) =>
  record?.content.kind === "paper" ? record.content.paper : undefined;

const isOfSameLane = (other: PaperVersion | undefined, paper: PaperVersion) =>
  other?.paper_id === paper.paper_id && other.kind === paper.kind;

const timeOf = (paper: PaperVersion | undefined): string =>
  (paper?.kind === "text" ? paper.updated_at : paper?.withdrawn_at) ?? "";

test("within the look-ahead, one record of a paper stays, and it is newer than its repeats", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords(), arbitraryLookAhead, async (records, lookAhead) => {
      const out = await marked(records, lookAhead);
      const inReach = (a: number, b: number) =>
        Math.max(a, b) <= lastInReach(records, Math.min(a, b), lookAhead);
      for (const [place, record] of records.entries()) {
        const paper = paperOf(record);
        if (!paper) continue;
        const rivals = [...records.keys()].filter(
          (other) => other !== place && isOfSameLane(paperOf(records[other]), paper) && inReach(place, other),
        );
        const beaters = rivals.filter((rival) => {
          const time = timeOf(paperOf(records[rival]));
          return time > timeOf(paper) || (time === timeOf(paper) && rival < place);
        });
        if (out[place]?.content.kind === "repeat") expect(beaters).not.toEqual([]);
        else
          expect(
            rivals.filter(
              (rival) =>
                out[rival]?.content.kind === "paper" && !areLetThrough(place, rival, records, lookAhead),
            ),
          ).toEqual([]);
        if (beaters.length === 0) expect(out[place]?.content.kind).toBe("paper");
      }
    }),
    { numRuns: 300 },
  );
});

test("only the records of the look-ahead and the last record wait", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords(), arbitraryLookAhead, async (records, lookAhead) => {
      const waiting: ReadRecord[] = [];
      async function* counted() {
        for (const record of records) {
          waiting.push(record);
          yield record;
        }
      }
      for await (const _ of markRepeats(counted(), lookAhead)) {
        const [last, ...before] = waiting.toReversed();
        expect(waiting.length).toBeLessThanOrEqual(lookAhead.records + 1);
        if (before.length > lookAhead.atLeastRecords)
          expect(before.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(lookAhead.bytes);
        expect(last).toBeDefined();
        waiting.shift();
      }
      expect(waiting).toEqual([]);
    }),
  );
});

type Verdict = "upserted" | "duplicate" | "rejected";
type Table = Map<string, StoredVersion>;

/** Returns the result of the conditional write, as the papers table would decide it. */
function verdictOf({ content }: ReadRecord, table: Table): Verdict {
  if (content.kind === "reject") return "rejected";
  if (content.kind === "repeat") return "duplicate";
  const { paper } = content;
  const stored = table.get(paper.paper_id);
  const decision = decideUpsert(paper, stored);
  if (decision.kind === "insert") table.set(paper.paper_id, firstStored(paper));
  if (decision.kind === "update")
    table.set(paper.paper_id, { ...decision.over, ...changesBy(paper, decision) });
  return decision.kind === "duplicate" ? "duplicate" : "upserted";
}

const verdictsOf = (records: readonly ReadRecord[], table: Table) =>
  records.map((record) => verdictOf(record, table));

describe("a run that resumes", () => {
  test("after any record decides about every later record like a clean run", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRecords(),
        arbitraryLookAhead,
        fc.nat({ max: 40 }),
        async (records, lookAhead, cut) => {
          const clean = await marked(records, lookAhead);
          const expected = verdictsOf(clean, new Map());

          const table: Table = new Map();
          const before = verdictsOf(clean.slice(0, cut), table);
          const resumed = await marked(records.slice(cut), lookAhead);
          expect([...before, ...verdictsOf(resumed, table)]).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("does so also if the first attempt wrote one more record of some papers and was cut off", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRecords(),
        arbitraryLookAhead,
        fc.nat({ max: 40 }),
        fc.subarray(["arxiv:a", "arxiv:b", "arxiv:c"]),
        async (records, lookAhead, cut, writtenIds) => {
          const clean = await marked(records, lookAhead);
          const expected = verdictsOf(clean, new Map());

          const table: Table = new Map();
          const before = verdictsOf(clean.slice(0, cut), table);
          for (const id of writtenIds) {
            const next = clean.slice(cut).find((record) => paperOf(record)?.paper_id === id);
            if (next) verdictOf(next, table);
          }
          const resumed = await marked(records.slice(cut), lookAhead);
          expect([...before, ...verdictsOf(resumed, table)]).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
