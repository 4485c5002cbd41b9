import { afterAll, beforeAll, expect, test } from "vitest";
import { batchFile } from "../worlds/batch-file.ts";
import { type Services, startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { type CaseResult, type CrashLab, runCase } from "./crash-case.ts";
import { type FunctionChildren, functionChildren } from "./function-children.ts";
import { ONE_INVOCATION, PAPERS_OF_20_SECONDS, shortInvocations, tookMs } from "./short-invocations.ts";

let services: Services;
let children: FunctionChildren;
let lab: CrashLab;
let whole: CaseResult;
let cut: CaseResult;

beforeAll(async () => {
  services = await startServices();
  children = await functionChildren({ spare: 1 });
  const upload = await uploadBatchFile(services, "long.gz", batchFile(PAPERS_OF_20_SECONDS));
  lab = { services, children, upload };
  whole = await runCase(ONE_INVOCATION, lab);
  cut = await runCase(shortInvocations("short-invocations", "requests"), lab);
});

afterAll(async () => {
  await children.stop();
  await services.stop();
});

test("a file that takes twenty seconds is completed by invocations of two, and ends as in one", () => {
  expect(whole.processorInvocations).toBe(1);
  expect(tookMs(whole.processorRequests)).toBeGreaterThan(19_000);
  expect(cut.processorInvocations).toBeGreaterThanOrEqual(10);
  expect(cut.kills).toBe(0);
  expect(cut.state.statistics).toContainEqual({
    kind: "run",
    run: expect.objectContaining({ run_status: "completed" }),
  });
  expect(cut.state).toEqual(whole.state);
});

test("no batch of it is written twice, and no event appended twice", () => {
  const writes = ({ processorCommands }: CaseResult) =>
    ["BatchExecuteStatementCommand", "PutItemCommand", "PutObjectCommand"].map(
      (command) => processorCommands[command],
    );
  // One PutItem for each event, and one for the claim on the object.
  expect(whole.processorCommands.PutItemCommand).toBe(whole.state.events.length + 1);
  expect(writes(cut)).toEqual(writes(whole));
});
