import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { findings, type Probe } from "./probe.ts";

const probeOf = (setting: string, send: Probe["send"]): Probe => ({
  setting,
  resource: `table ${setting}`,
  actions: ["dynamodb:GetItem"],
  region: async () => "us-east-1",
  send,
});

const denied = async () => {
  throw Object.assign(new Error("denied"), { name: "AccessDeniedException" });
};

const NAMES = ["A", "B", "C", "D", "E", "F", "G"];

test("no more than three probes are in flight, and each is sent", async () => {
  const sent: string[] = [];
  let inFlight = 0;
  let most = 0;
  const probes = NAMES.map((name) =>
    probeOf(name, async () => {
      sent.push(name);
      most = Math.max(most, ++inFlight);
      await turn();
      inFlight -= 1;
    }),
  );
  expect(await findings(probes)).toEqual([]);
  expect(sent).toEqual(NAMES);
  expect(most).toBe(3);
});

test("findings have the order of their probes, however long each takes, and a probe after a refused one is sent", async () => {
  const probes = NAMES.map((name, place) =>
    probeOf(name, async () => {
      for (let turns = NAMES.length - place; turns > 0; turns--) await turn();
      await denied();
    }),
  );
  expect((await findings(probes)).map(({ probe }) => probe.setting)).toEqual(NAMES);
});

test("all probes have the same end, so a slow service does not lengthen the check", async () => {
  const signals = new Set<AbortSignal>();
  const probes = NAMES.map((name) => probeOf(name, async ({ abortSignal }) => signals.add(abortSignal)));
  await findings(probes);
  expect(signals.size).toBe(1);
});
