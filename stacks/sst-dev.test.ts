import type { Delivery } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { evaluated, ofType } from "./testing/evaluated.ts";
import { functionsOf } from "./testing/permissions.ts";

test("under `sst dev` SST's bridge replaces each handler, with the same name and the same environment", () => {
  const functions = ofType("alice", "aws:lambda/function:Function").map(({ inputs }) => inputs);
  expect(functions.map(({ name }) => name).sort()).toEqual(
    ["processor", "projector", "vectorizer"].map((part) => `paperledger-alice-${part}`),
  );
  for (const { runtime, environment } of functions) {
    expect(runtime).toBe("provided.al2023");
    expect(environment).toMatchObject({ variables: { LOG_LEVEL: "INFO", SST_STAGE: "alice" } });
  }
});

test("only under `sst dev` do functions keep SST's own role, because the bridge needs it", () => {
  for (const { trust, managedPolicies } of functionsOf(evaluated("alice"))) {
    expect(JSON.stringify(trust)).toContain("arn:aws:iam::111122223333:root");
    expect(managedPolicies).toHaveLength(1);
  }
});

const environmentSchema = z.object({ variables: z.record(z.string(), z.string()) });

test("with the variables of `sst dev`, the handlers handle events from queue, stream and rule", async () => {
  const deployed = ofType("alice", "aws:lambda/function:Function");
  /** Returns a handler's environment on a laptop, with only the variables that `sst dev` sets too. */
  const asInDev = (name: string) => ({
    environment(usual: Readonly<Record<string, string>>) {
      const fn = deployed.find((each) => each.name === `${name}Function`);
      const { variables } = environmentSchema.parse(fn?.inputs.environment);
      return Object.fromEntries(
        Object.entries(usual).filter(([variable]) => variable.startsWith("AWS_") || variable in variables),
      );
    },
  });
  const problems: Error[] = [];
  const deliveries: Delivery[] = [];
  const laptop = await startLaptop({
    functions: {
      processor: asInDev("Processor"),
      projector: asInDev("Projector"),
      vectorizer: asInDev("Vectorizer"),
    },
    onLogLine: () => {},
    onProblem: (problem) => problems.push(problem),
    onDelivery: (delivery) => deliveries.push(delivery),
  });
  onTestFinished(laptop.stop);
  const paper = { paper_id: "demo:a", title: "a", updated_at: "2024-05-01T00:00:00Z" };
  const key = await laptop.upload({ name: "first", content: JSON.stringify(paper) });
  await laptop.quiet();
  expect(problems).toEqual([]);
  const events = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  expect(events.map(({ type }) => type)).toEqual(["started", "batch-done", "completed"]);
  expect(events[0]?.data).toMatchObject({ key });
  expect(await laptop.ledger.statistics.tally({ kind: "total" })).toMatchObject({ upserted: 1 });
  expect(deliveries).toMatchObject([{ papers: 1, vectors: 1 }]);
});
