import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type {
  PaperText,
  PaperVersion,
  StoredPaper,
  TextVersion,
  VersionSource,
} from "@paperledger/core/papers/paper";
import { paperVersion, withdrawalVersion } from "@paperledger/core/papers/paper-version.fixture";
import { originOf } from "@paperledger/core/papers/upsert-decision";
import {
  failStatements,
  leaveOutLastAnswer,
  leaveUnprocessed,
  loseFirstAnswer,
  recordConsistency,
} from "@paperledger/faults/dynamodb-faults";
import { describe, expect, test } from "vitest";
import { executeStatements } from "../statements/execute-statements.ts";
import { insertStatement } from "../statements/statement.ts";
import { TableRefusedError } from "../statements/statement-result.ts";
import { createTableInput } from "../tables/table-definitions.ts";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { PAPER_TEXT_ATTRIBUTES, paperItem } from "./paper-item.ts";
import { dynamoDbPaperStore } from "./paper-store.ts";
import { PaperStoreThrottledError, UnreadablePaperError } from "./paper-store-errors.ts";
import { ROOM_FOR_CHANGES_BYTES } from "./refusal.ts";

const dynamoDb = await tablesForFile();

const table = TEST_TABLES.papers;
const LONG_TRACE_ID = "batch-20240102-01HK4WQN000000000000000000";
const QUICK_RETRIES = { maxTries: 4, baseMs: 1, capMs: 2 };
const newClient = () => testClient(dynamoDb.endpoint);
const storeOf = (client = newClient()) => dynamoDbPaperStore({ client, table, retryPolicy: QUICK_RETRIES });

let papersMade = 0;
/** All ids have the same length, so that sizes can be compared. */
const newId = () => `arxiv:test-${String(++papersMade).padStart(6, "0")}`;
const kinds = async (versions: readonly PaperVersion[], store = storeOf()) =>
  (await store.upsert(versions)).map(({ kind }) => kind);
const withdrawalOf = (id: string, withdrawnAt: string, others: Partial<VersionSource> = {}) =>
  withdrawalVersion({ id, withdrawnAt, ...others });
/** Returns the stored paper after only this text is written. */
const storedAs = ({ kind, rank, record_changed_at, ...text }: TextVersion): StoredPaper => ({
  ...text,
  processing_status: "ingested",
  created_at: text.batch_timestamp,
});
const stored = async ({ paper_id }: Pick<PaperVersion, "paper_id">) => (await storeOf().get([paper_id]))[0];

const itemOf = async ({ paper_id }: Pick<PaperVersion, "paper_id">) =>
  (await newClient().send(new GetCommand({ TableName: table, Key: { paper_id } }))).Item;

describe("a version", () => {
  test("that is the first of its paper is stored unchanged, and created_at is the time of its batch", async () => {
    const version = paperVersion({
      id: newId(),
      abstract: "nul \u0000, line separator \u2028, 😀, 'quotes', \"double\", ?",
      raw_xml: "<entry>\r\n</entry>",
    });
    expect(await kinds([version])).toEqual(["upserted"]);
    expect(await stored(version)).toEqual(storedAs(version));
  });

  test("with empty texts, empty lists and no date is stored with them", async () => {
    const version = paperVersion({
      id: newId(),
      title: "",
      abstract: "",
      authors: [],
      categories: [],
      raw_xml: "",
    });
    expect(await kinds([version])).toEqual(["upserted"]);
    expect(await stored(version)).toMatchObject({
      title: "",
      authors: [],
      published_date: null,
      raw_xml: "",
    });
  });

  test("that is newer replaces every attribute except created_at, and removes the raw text and the DOI if it has none", async () => {
    const id = newId();
    const first = paperVersion({
      id,
      raw_xml: "<old/>",
      authors: ["A"],
      published_date: "2024",
      doi: "10.5072/old",
    });
    const second = paperVersion({
      id,
      updatedAt: "2024-02-01T00:00:00Z",
      raw_json: "{}",
      source: "table",
      title: "new",
      abstract: "new",
      authors: [],
      categories: [],
      rank: 60,
      trace_id: "batch-20240303-01HR0000000000000000000000",
      batch_timestamp: paperVersion({ updatedAt: "2024-03-03T00:00:00Z" }).updated_at,
      record_number: 9,
    });
    expect(await kinds([first])).toEqual(["upserted"]);
    expect(await kinds([second])).toEqual(["upserted"]);
    const previous = originOf(first);
    expect(await stored(second)).toEqual({
      ...storedAs(second),
      created_at: first.batch_timestamp,
      previous,
    });
  });

  test("that is newer and has no raw text removes the raw text", async () => {
    const id = newId();
    const first = paperVersion({ id, raw_xml: "<old/>", raw_json: "{}" });
    await storeOf().upsert([first]);
    const bare = paperVersion({ id, updatedAt: "2024-02-01T00:00:00Z", record_number: 2 });
    expect(await kinds([bare])).toEqual(["upserted"]);
    const previous = originOf(first);
    expect(await stored(bare)).toEqual({ ...storedAs(bare), previous });
  });

  test.each([
    ["older", "2023-12-31T23:59:59.999Z"],
    ["just as new", "2024-01-01T00:00:00Z"],
  ])("that is %s by another run is a duplicate and changes nothing", async (_what, updatedAt) => {
    const first = paperVersion({ id: newId(), title: "first" });
    await storeOf().upsert([first]);
    const other = paperVersion({ id: first.paper_id, updatedAt, title: "first", trace_id: "other-run" });
    expect(await kinds([other])).toEqual(["duplicate"]);
    expect(await stored(first)).toMatchObject({ title: "first", trace_id: first.trace_id });
  });

  test("of the same time stays if its tie is greater, in both orders", async () => {
    for (const order of [
      [10, 20],
      [20, 10],
    ]) {
      const id = newId();
      for (const rank of order) {
        const version = paperVersion({ id, rank, title: `rank ${rank}`, trace_id: `run-${rank}` });
        await storeOf().upsert([version]);
      }
      expect(await stored(paperVersion({ id }))).toMatchObject({ title: "rank 20" });
    }
  });

  test("of the same time replaces an item without a tie", async () => {
    const version = paperVersion({ id: newId(), title: "with a tie" });
    const Item = { ...paperItem(paperVersion({ id: version.paper_id, trace_id: "run-0" })), tie: undefined };
    await newClient().send(new PutCommand({ TableName: table, Item }));
    expect(await kinds([version])).toEqual(["upserted"]);
    expect(await stored(version)).toMatchObject({ title: "with a tie", tie: version.tie });
  });

  test("that is a withdrawal changes the status and stores its origin, and all other attributes stay", async () => {
    const first = paperVersion({ id: newId(), title: "kept", authors: ["A"], raw_xml: "<old/>" });
    const withdrawn = withdrawalOf(first.paper_id, "2024-02-01T00:00:00Z");
    expect(await kinds([first])).toEqual(["upserted"]);
    expect(await storeOf().upsert([withdrawn])).toEqual([{ kind: "upserted" }]);
    expect(await stored(first)).toEqual({
      ...storedAs(first),
      processing_status: "withdrawn",
      withdrawn_at: withdrawn.withdrawn_at,
      withdrawn_trace_id: withdrawn.trace_id,
      withdrawn_record_number: withdrawn.record_number,
    });
    expect(await storeOf().upsert([withdrawn])).toEqual([{ kind: "upserted" }]);
    expect(await kinds([withdrawalOf(first.paper_id, "2024-01-31T00:00:00Z")])).toEqual(["duplicate"]);
  });

  test("that is a withdrawal older than the text does not change the status", async () => {
    const first = paperVersion({ id: newId(), updatedAt: "2024-03-01T00:00:00Z" });
    await storeOf().upsert([first]);
    expect(await kinds([withdrawalOf(first.paper_id, "2024-02-01T00:00:00Z")])).toEqual(["upserted"]);
    expect(await stored(first)).toMatchObject({ processing_status: "ingested" });
  });

  test("that is a withdrawal of an unknown paper is stored, and so is any text after it", async () => {
    const withdrawn = withdrawalOf(newId(), "2024-02-01T00:00:00Z");
    expect(await storeOf().upsert([withdrawn])).toEqual([{ kind: "upserted" }]);
    expect(await storeOf().upsert([withdrawn])).toEqual([{ kind: "upserted" }]);
    expect(await stored(withdrawn)).toMatchObject({ title: "", processing_status: "withdrawn" });
    const older = paperVersion({ id: withdrawn.paper_id, title: "older", trace_id: "other-run" });
    expect(await kinds([older])).toEqual(["upserted"]);
    expect(await stored(older)).toMatchObject({ title: "older", processing_status: "withdrawn" });
    const newer = paperVersion({ id: withdrawn.paper_id, updatedAt: "2024-02-02T00:00:00Z" });
    expect(await kinds([newer])).toEqual(["upserted"]);
    expect(await stored(newer)).toMatchObject({
      processing_status: "ingested",
      created_at: withdrawn.batch_timestamp,
      previous: originOf(older),
    });
  });

  test("and a withdrawal of the same paper in one batch are both written", async () => {
    for (const withdrawnAt of ["2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]) {
      const text = paperVersion({ id: newId(), title: "both" });
      const withdrawn = withdrawalOf(text.paper_id, withdrawnAt);
      expect(await storeOf().upsert([withdrawn, text])).toEqual([{ kind: "upserted" }, { kind: "upserted" }]);
      expect(await stored(text)).not.toHaveProperty("previous");
      expect(await stored(text)).toMatchObject({
        title: "both",
        processing_status: withdrawnAt < text.updated_at ? "ingested" : "withdrawn",
      });
    }
  });

  test("that contains its own withdrawal is stored with it, in one statement", async () => {
    const first = paperVersion({ id: newId() });
    const second = paperVersion({
      id: first.paper_id,
      updatedAt: "2024-02-01T00:00:00Z",
      withdrawn_at: first.batch_timestamp,
    });
    for (const version of [first, second]) expect(await kinds([version])).toEqual(["upserted"]);
    expect(await stored(second)).toMatchObject({
      processing_status: "ingested",
      withdrawn_at: first.batch_timestamp,
    });
  });

  test("upserted again by the same run and record counts as upserted again", async () => {
    const version = paperVersion({ id: newId() });
    expect(await kinds([version])).toEqual(["upserted"]);
    expect(await kinds([version])).toEqual(["upserted"]);
    expect(await kinds([{ ...version, record_number: 2 }])).toEqual(["duplicate"]);
  });
});

describe("an upserted version names the run and record of the version that it replaced", () => {
  const foreignOrigin = { updated_at: "2020-01-01T00:00:00.000Z", trace_id: "run-0", record_number: 1 };
  const versionsOf = (id: string) => {
    const first = paperVersion({ id, trace_id: "run-1", record_number: 11 });
    const second = paperVersion({
      id,
      updatedAt: "2024-02-01T00:00:00Z",
      trace_id: "run-2",
      record_number: 22,
    });
    const third = paperVersion({ id, updatedAt: "2024-03-01T00:00:00Z", trace_id: "run-3" });
    return { first, second, third };
  };

  test("and names no version if it is the first", async () => {
    const { first, second, third } = versionsOf(newId());
    expect(await storeOf().upsert([first])).toEqual([{ kind: "upserted" }]);
    expect(await storeOf().upsert([second])).toEqual([{ kind: "upserted", previous: originOf(first) }]);
    expect(await storeOf().upsert([third])).toEqual([{ kind: "upserted", previous: originOf(second) }]);
    expect(await storeOf().upsert([third])).toEqual([{ kind: "upserted", previous: originOf(second) }]);
    expect(await storeOf().upsert([second])).toEqual([{ kind: "duplicate" }]);
    const withdrawn = withdrawalOf(first.paper_id, "2024-04-01T00:00:00Z");
    expect(await storeOf().upsert([withdrawn])).toEqual([{ kind: "upserted" }]);
    expect(await stored(third)).toMatchObject({ ...originOf(third), previous: originOf(second) });
  });

  test("at the time of the write, if the first read was stale", async () => {
    const { first, second, third } = versionsOf(newId());
    await storeOf().upsert([first]);
    // The store reads DynamoDB's JSON.
    const stale = marshall((await itemOf(first)) ?? {});
    await storeOf().upsert([second]);
    const client = newClient();
    let reads = 0;
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      const result = await next(args);
      if (commandName !== "BatchGetItemCommand" || reads++ > 0) return result;
      return { ...result, output: { ...result.output, Responses: { [table]: [stale] } } };
    });
    expect(await storeOf(client).upsert([third])).toEqual([{ kind: "upserted", previous: originOf(second) }]);
    expect(reads).toBe(2);
    expect((await stored(third))?.previous).toEqual(originOf(second));
  });

  test("and is written, even if more writers come before it than there are tries for a throttled batch", async () => {
    const id = newId();
    const client = newClient();
    let others = 0;
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      if (commandName === "BatchExecuteStatementCommand" && others < 3 * QUICK_RETRIES.maxTries) {
        const updatedAt = new Date(Date.UTC(2020, 0, ++others)).toISOString();
        await storeOf().upsert([paperVersion({ id, updatedAt, trace_id: "others", record_number: others })]);
      }
      return next(args);
    });
    const mine = paperVersion({ id, updatedAt: "2024-03-01T00:00:00Z", trace_id: "mine" });
    const previous = { trace_id: "others", record_number: 3 * QUICK_RETRIES.maxTries };
    expect(await storeOf(client).upsert([mine])).toEqual([{ kind: "upserted", previous }]);
  });

  test.each([
    ["without run and record", { updated_at: "2020-01-01T00:00:00.000Z" }, /trace_id/],
    [
      "without record",
      { updated_at: "2020-01-01T00:00:00.000Z", trace_id: "something-else" },
      /record_number/,
    ],
    [
      "with a time in another form",
      { updated_at: "2020", trace_id: "run-0", record_number: 1 },
      /updated_at/,
    ],
    ["with a tie of another type", { ...foreignOrigin, tie: 7 }, /tie/],
  ])(
    "or is rejected if something else wrote the item %s, and the item stays",
    async (_what, foreign, message) => {
      const { first } = versionsOf(newId());
      const Item = { paper_id: first.paper_id, ...foreign };
      await newClient().send(new PutCommand({ TableName: table, Item }));
      const [outcome] = await storeOf().upsert([first]);
      expect(outcome).toMatchObject({
        kind: "rejected",
        reason: "unreadable-stored-paper",
        message: expect.stringMatching(message),
      });
      expect(outcome).toMatchObject({ message: expect.stringContaining(first.paper_id) });
      expect(await itemOf(first)).toEqual(Item);
    },
  );

  test("and counts a previous of another shape as absent", async () => {
    const { first, second } = versionsOf(newId());
    await newClient().send(
      new PutCommand({ TableName: table, Item: { ...paperItem(first), previous: "x" } }),
    );
    expect(await storeOf().upsert([second])).toEqual([{ kind: "upserted", previous: originOf(first) }]);
  });
});

describe("a batch", () => {
  test("of 25 has its outcomes in the order of the papers", async () => {
    const old = Array.from({ length: 10 }, () => paperVersion({ id: newId(), trace_id: "old-run" }));
    await storeOf().upsert(old);
    const batch = Array.from({ length: 25 }, (_, place) => {
      const known = old[place % 10];
      if (place < 10 && known) return { ...known, trace_id: "new-run" };
      return paperVersion({ id: newId(), record_number: place });
    }).reverse();
    expect(await kinds(batch)).toEqual([...Array(15).fill("upserted"), ...Array(10).fill("duplicate")]);
  });

  test("of no papers has no outcomes and sends no request", async () => {
    const client = newClient();
    const seen = leaveUnprocessed(client, "one");
    expect(await storeOf(client).upsert([])).toEqual([]);
    expect(seen.requests).toBe(0);
  });

  test("rejects only the papers that cannot be written, each with its reason", async () => {
    const batch = [
      paperVersion({ id: newId() }),
      paperVersion({ id: newId(), raw_xml: "x".repeat(MAX_ITEM_BYTES) }),
      paperVersion({ id: "arxiv:\ud800" }),
      paperVersion({ id: newId(), record_number: 1e-200 }),
      paperVersion({ id: newId() }),
    ];
    expect(await storeOf().upsert(batch)).toMatchObject([
      { kind: "upserted" },
      { kind: "rejected", reason: "too-large" },
      { kind: "rejected", reason: "malformed-text" },
      { kind: "rejected", reason: "validation-error", message: expect.stringMatching(/number/i) },
      { kind: "upserted" },
    ]);
  });

  test("whose whole request DynamoDB refuses is written except for the wrong statement", async () => {
    const versions = Array.from({ length: 7 }, () => paperVersion({ id: newId() }));
    const statements = versions.map((version) => insertStatement(table, paperItem(version)));
    statements[4]?.Parameters.splice(2, 1, "half \ud83d");
    const errors = await executeStatements(newClient(), statements);
    expect(errors.map((error) => error?.Code)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      "ValidationError",
      undefined,
      undefined,
    ]);
    expect(await storeOf().get(versions.map(({ paper_id }) => paper_id))).toHaveLength(6);
  });

  test("rejects the papers whose items something else wrote, and writes the others", async () => {
    const [foreign, good] = [paperVersion({ id: newId() }), paperVersion({ id: newId() })];
    await newClient().send(new PutCommand({ TableName: table, Item: { paper_id: foreign.paper_id } }));
    expect(await storeOf().upsert([foreign, good])).toMatchObject([
      { kind: "rejected", reason: "unreadable-stored-paper", message: expect.stringContaining("updated_at") },
      { kind: "upserted" },
    ]);
    await expect(storeOf().get([foreign.paper_id])).rejects.toThrow(UnreadablePaperError);
  });
});

describe("the limit of an item's size", () => {
  test.each([
    ["with one author", { authors: ["x"] }],
    ["with many authors", { authors: Array.from({ length: 2_000 }, (_, n) => `É. Author ${n}`) }],
    ["with a large record number", { record_number: 1_234_567 }],
  ])("is exactly the limit of the table, %s", async (_what, others) => {
    const filled = (bytes: number) => paperVersion({ id: newId(), ...others, raw_xml: "x".repeat(bytes) });
    const room = MAX_ITEM_BYTES - itemSizeBytes(paperItem(filled(0)));
    const statements = [filled(room), filled(room + 1)].map((version) =>
      insertStatement(table, paperItem(version)),
    );
    const errors = await executeStatements(newClient(), statements);
    expect(errors).toEqual([
      undefined,
      { Code: "ValidationError", Message: expect.stringContaining("size") },
    ]);
  });
});

test("a paper of the maximum size is accepted as the first version, as the next version, and then as withdrawn", async () => {
  const id = newId();
  const filled = (others: Partial<PaperText & VersionSource> & { updatedAt: string }) => {
    const empty = paperVersion({ id, raw_json: "", trace_id: LONG_TRACE_ID, ...others });
    const room = MAX_ITEM_BYTES - ROOM_FOR_CHANGES_BYTES - itemSizeBytes(paperItem(empty));
    return { ...empty, title: empty.title + "x".repeat(room) };
  };
  const first = filled({ updatedAt: "2024-01-01T00:00:00Z" });
  const { raw_json: _, ...second } = filled({ updatedAt: "2024-01-02T00:00:00Z", record_number: 8 });
  expect(await kinds([first])).toEqual(["upserted"]);
  expect(await kinds([{ ...second, title: `${second.title}${"x".repeat("raw_json".length)}` }])).toEqual([
    "upserted",
  ]);
  const withdrawn = withdrawalOf(id, "2024-01-03T00:00:00Z");
  const record_number = Number.MAX_SAFE_INTEGER;
  expect(await kinds([{ ...withdrawn, trace_id: LONG_TRACE_ID, record_number }])).toEqual(["upserted"]);
});

describe("when DynamoDB", () => {
  test("loses the answer to a successful INSERT, the SDK's retry does not count as a duplicate", async () => {
    const client = newClient();
    const seen = loseFirstAnswer(client, "BatchExecuteStatementCommand");
    const version = paperVersion({ id: newId() });
    expect(await kinds([version], storeOf(client))).toEqual(["upserted"]);
    expect(seen.sent).toBe(2);
  });

  test("loses the answer to a successful UPDATE, the SDK's retry does not count as a duplicate", async () => {
    const id = newId();
    await storeOf().upsert([paperVersion({ id })]);
    const client = newClient();
    const seen = loseFirstAnswer(client, "BatchExecuteStatementCommand");
    const newer = paperVersion({ id, updatedAt: "2024-05-05T00:00:00Z", record_number: 2 });
    const previous = originOf(paperVersion());
    expect(await storeOf(client).upsert([newer])).toEqual([{ kind: "upserted", previous }]);
    expect(seen.sent).toBe(2);
  });

  test.each([
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "TransactionConflict",
    "InternalServerError",
  ])("answers some statements with %s, they are tried again until they are written", async (code) => {
    const client = newClient();
    failStatements(client, (batch, place) => (batch < 2 && place % 2 === 0 ? { code } : undefined));
    const batch = Array.from({ length: 5 }, () => paperVersion({ id: newId() }));
    expect(await kinds(batch, storeOf(client))).toEqual(Array(5).fill("upserted"));
    expect(await storeOf().get(batch.map(({ paper_id }) => paper_id))).toHaveLength(5);
  });

  test("leaves out the answer of a statement, its paper is read and written again", async () => {
    const client = newClient();
    const seen = leaveOutLastAnswer(client);
    const batch = [paperVersion({ id: newId() }), paperVersion({ id: newId() })];
    expect(await kinds(batch, storeOf(client))).toEqual(["upserted", "upserted"]);
    expect(seen.batches).toBe(2);
    expect(await storeOf().get(batch.map(({ paper_id }) => paper_id))).toHaveLength(2);
  });

  test("fails inside after a successful statement, its paper counts as upserted, not as a duplicate", async () => {
    const client = newClient();
    failStatements(client, (batch) =>
      batch === 0 ? { code: "InternalServerError", afterEffect: true } : undefined,
    );
    expect(await kinds([paperVersion({ id: newId() })], storeOf(client))).toEqual(["upserted"]);
  });

  test("throttles for longer than the retry policy allows, the batch fails with DynamoDB's code, and may be upserted again", async () => {
    const client = newClient();
    failStatements(client, (batch) =>
      batch < QUICK_RETRIES.maxTries ? { code: "ThrottlingError" } : undefined,
    );
    const batch = [paperVersion({ id: newId() }), paperVersion({ id: newId() })];
    const store = storeOf(client);
    const error = await store.upsert(batch).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PaperStoreThrottledError);
    expect(error).toMatchObject({
      paperIds: batch.map(({ paper_id }) => paper_id),
      codes: ["ThrottlingError"],
    });
    expect(await kinds(batch, store)).toEqual(["upserted", "upserted"]);
  });

  test("gets a newer version between the read and the write, the condition of the statement decides", async () => {
    const id = newId();
    const [mine, better] = [
      paperVersion({ id, updatedAt: "2024-02-01T00:00:00Z" }),
      paperVersion({ id, updatedAt: "2024-03-01T00:00:00Z", trace_id: "other-run" }),
    ];
    const client = newClient();
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      if (commandName === "BatchExecuteStatementCommand") await storeOf().upsert([better]);
      return next(args);
    });
    expect(await kinds([mine], storeOf(client))).toEqual(["duplicate"]);
    expect(await stored(mine)).toMatchObject({ trace_id: "other-run" });
  });

  test("gets an older version between the read and the write, the newer version is still written", async () => {
    const id = newId();
    const [mine, older] = [
      paperVersion({ id, updatedAt: "2024-03-01T00:00:00Z" }),
      paperVersion({ id, updatedAt: "2024-02-01T00:00:00Z", trace_id: "other-run" }),
    ];
    const client = newClient();
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      if (commandName === "BatchExecuteStatementCommand") await storeOf().upsert([older]);
      return next(args);
    });
    const reads = recordConsistency(client);
    const previous = originOf(older);
    expect(await storeOf(client).upsert([mine])).toEqual([{ kind: "upserted", previous }]);
    expect(await stored(mine)).toMatchObject({ updated_at: mine.updated_at, previous });
    // An eventually consistent read costs half, and is enough only for the first round.
    expect(reads.reads.slice(0, 2)).toEqual([false, true]);
  });

  test.each(["AccessDenied", "ResourceNotFound"])(
    "answers %s, the batch fails, because the cause is not a paper",
    async (code) => {
      const client = newClient();
      failStatements(client, () => ({ code }));
      await expect(storeOf(client).upsert([paperVersion({ id: newId() })])).rejects.toThrow(
        TableRefusedError,
      );
    },
  );

  test("leaves keys unprocessed, they are requested again until all are read", async () => {
    const versions = Array.from({ length: 4 }, () => paperVersion({ id: newId() }));
    await storeOf().upsert(versions);
    const client = newClient();
    const seen = leaveUnprocessed(client, "one");
    const ids = versions.map(({ paper_id }) => paper_id);
    const read = await storeOf(client).get(ids);
    expect(read.map(({ paper_id }) => paper_id).toSorted()).toEqual(ids.toSorted());
    expect(seen.requests).toBe(4);
  });

  test("leaves all keys unprocessed for longer than the retry policy allows, the read fails", async () => {
    const client = newClient();
    const seen = leaveUnprocessed(client, "none");
    await expect(storeOf(client).get([paperVersion().paper_id])).rejects.toThrow(PaperStoreThrottledError);
    expect(seen.requests).toBe(QUICK_RETRIES.maxTries);
  });
});

describe("the source text", () => {
  const words = `<entry>${"words and more words ".repeat(200)}</entry>`;
  const storing = (sourceTextEncoding: "text" | "gzip", client = newClient()) =>
    dynamoDbPaperStore({ client, table, retryPolicy: QUICK_RETRIES, sourceTextEncoding });

  test("is stored as the setting says, and is always read as text", async () => {
    const first = paperVersion({ id: newId(), raw_xml: words });
    const second = paperVersion({ id: first.paper_id, updatedAt: "2025-01-01T00:00:00Z", raw_xml: words });
    const third = paperVersion({ id: first.paper_id, updatedAt: "2026-01-01T00:00:00Z", raw_json: words });
    expect(await kinds([first], storing("gzip"))).toEqual(["upserted"]);
    expect(await itemOf(first)).toMatchObject({ raw_xml: expect.any(Uint8Array), raw_encoding: "gzip" });
    expect(await stored(first)).toMatchObject({ raw_xml: words });
    expect(await stored(first)).not.toHaveProperty("raw_encoding");
    expect(await kinds([second], storing("text"))).toEqual(["upserted"]);
    expect(await itemOf(first)).toMatchObject({ raw_xml: words, raw_encoding: null });
    expect(await stored(first)).toMatchObject({ raw_xml: words });
    expect(await kinds([third], storing("gzip"))).toEqual(["upserted"]);
    expect(await stored(first)).toMatchObject({ raw_json: words });
    expect(await stored(first)).not.toHaveProperty("raw_xml");
  });

  test("is the same version after the setting changes: the same record is a duplicate", async () => {
    const [text, gzip] = [
      paperVersion({ id: newId(), raw_xml: words }),
      paperVersion({ id: newId(), raw_xml: words }),
    ];
    await storing("text").upsert([text]);
    await storing("gzip").upsert([gzip]);
    const again = [text, gzip].map((version) => ({ ...version, trace_id: "another-run" }));
    expect(await kinds(again, storing("gzip"))).toEqual(["duplicate", "duplicate"]);
    expect(await kinds(again, storing("text"))).toEqual(["duplicate", "duplicate"]);
    expect(await itemOf(text)).not.toHaveProperty("raw_encoding");
  });

  test("does not change if a withdrawal comes", async () => {
    const first = paperVersion({ id: newId(), raw_xml: words });
    await storing("gzip").upsert([first]);
    expect(await kinds([withdrawalOf(first.paper_id, "2025-01-01T00:00:00Z")], storing("text"))).toEqual([
      "upserted",
    ]);
    expect(await stored(first)).toMatchObject({ raw_xml: words, processing_status: "withdrawn" });
  });

  test("counts with its stored size: a record that is too large as text is accepted as gzip", async () => {
    const large = paperVersion({ id: newId(), raw_json: words.repeat(120) });
    expect(storing("text").refusal(large)).toMatchObject({ reason: "too-large" });
    expect(storing("gzip").refusal(large)).toBeUndefined();
    expect(await kinds([large], storing("text"))).toEqual(["rejected"]);
    expect(await kinds([large], storing("gzip"))).toEqual(["upserted"]);
    expect((await stored(large))?.raw_json).toHaveLength(words.length * 120);
  });

  test.each([
    ["in an unknown encoding", { raw_xml: "?", raw_encoding: "zstd" }, /"zstd" is not an encoding/],
    [
      "as text that claims to be gzip",
      { raw_xml: "?", raw_encoding: "gzip" },
      /raw_xml: it is text, but raw_encoding/,
    ],
    [
      "as broken gzip",
      { raw_xml: new Uint8Array([31, 139, 8]), raw_encoding: "gzip" },
      /gzip data cannot be read/,
    ],
    ["as binary without an encoding", { raw_xml: new Uint8Array([1]) }, /raw_encoding does not name/],
  ])("that something else stored %s is reported with the paper's id", async (_, raw, message) => {
    const version = paperVersion({ id: newId() });
    const Item = { ...paperItem(version), ...raw };
    await newClient().send(new PutCommand({ TableName: table, Item }));
    const reading = stored(version);
    await expect(reading).rejects.toThrow(UnreadablePaperError);
    await expect(reading).rejects.toThrow(version.paper_id);
    await expect(reading).rejects.toThrow(message);
  });

  test("in an unknown encoding is not overwritten", async () => {
    const version = paperVersion({ id: newId() });
    const Item = { ...paperItem(version), raw_xml: "?", raw_encoding: "zstd" };
    await newClient().send(new PutCommand({ TableName: table, Item }));
    const newer = paperVersion({ id: version.paper_id, updatedAt: "2025-01-01T00:00:00Z" });
    expect(await storeOf().upsert([newer])).toEqual([
      {
        kind: "rejected",
        reason: "unreadable-stored-paper",
        message: expect.stringContaining(`${version.paper_id} cannot be read`),
      },
    ]);
    expect(await itemOf(version)).toEqual(Item);
  });
});

describe("reading", () => {
  test("returns the papers of more ids than one request can have, also with repeated and unknown ids", async () => {
    const versions = Array.from({ length: 125 }, () => paperVersion({ id: newId() }));
    for (let from = 0; from < versions.length; from += 25)
      await storeOf().upsert(versions.slice(from, from + 25));
    const ids = versions.map(({ paper_id }) => paper_id);
    const read = await storeOf().get([...ids, ...ids, paperVersion({ id: "arxiv:none" }).paper_id]);
    expect(read.map(({ paper_id }) => paper_id).toSorted()).toEqual(ids.toSorted());
  });

  test("the versions of papers returns the run and record of each paper, and no other attribute", async () => {
    const [written, withdrawn, foreign] = [newId(), newId(), newId()];
    await storeOf().upsert([
      paperVersion({ id: written, record_number: 3 }),
      paperVersion({ id: withdrawn }),
    ]);
    await storeOf().upsert([withdrawalOf(withdrawn, "2025-01-01T00:00:00Z")]);
    await newClient().send(new PutCommand({ TableName: table, Item: { paper_id: foreign, trace_id: 7 } }));
    const ids = [written, withdrawn, foreign, newId(), written].map((id) => paperVersion({ id }).paper_id);
    const client = newClient();
    const reads = recordConsistency(client);
    const versions = await storeOf(client).versions(ids);
    expect([...versions]).toEqual([
      [written, { trace_id: LONG_TRACE_ID, record_number: 3, processing_status: "ingested" }],
      [
        withdrawn,
        {
          trace_id: LONG_TRACE_ID,
          record_number: 1,
          processing_status: "withdrawn",
          withdrawal: { trace_id: "withdrawing-run", record_number: 9 },
        },
      ],
      [foreign, expect.any(UnreadablePaperError)],
    ]);
    expect(reads.reads).toEqual([true]);
  });

  test("the texts of papers does not read the source text", async () => {
    const version = paperVersion({ id: newId() });
    await newClient().send(
      new PutCommand({ TableName: table, Item: { ...paperItem(version), raw_encoding: "zstd" } }),
    );
    const client = newClient();
    const answers: unknown[] = [];
    client.middlewareStack.add((next) => async (args) => {
      const answer = await next(args);
      answers.push(answer.output);
      return answer;
    });
    const { raw_xml: _, ...item } = paperItem(version);
    const [text] = await storeOf(client).texts([version.paper_id]);
    expect(item).toMatchObject(text ?? {});
    expect(Object.keys(text ?? {}).toSorted()).toEqual(PAPER_TEXT_ATTRIBUTES.toSorted());
    expect(JSON.stringify(answers)).not.toContain("raw_");
  });

  test("and upserting work in a table that still has the index of older versions of paperledger", async () => {
    const older = "papers-with-an-index";
    const shape = createTableInput(older, {
      key: { hash: "paper_id" },
      attributes: { paper_id: "S", trace_id: "S" },
      indexes: {
        by_trace: { hash: "trace_id", range: "paper_id", include: ["processing_status"] },
      },
    });
    const client = newClient();
    await client.send(new CreateTableCommand(shape));
    const store = dynamoDbPaperStore({ client, table: older, retryPolicy: QUICK_RETRIES });
    const longest = `arxiv:${"x".repeat(1_018)}`;
    const first = paperVersion({ id: longest });
    const second = paperVersion({ id: longest, updatedAt: "2025-01-01T00:00:00Z" });
    expect(await kinds([first], store)).toEqual(["upserted"]);
    expect(await kinds([second], store)).toEqual(["upserted"]);
    expect([...(await store.versions([first.paper_id])).keys()]).toEqual([longest]);
  });
});
