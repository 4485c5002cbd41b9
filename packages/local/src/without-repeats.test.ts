import { FileError } from "@paperledger/embedded/file-error";
import { expect, test } from "vitest";
import { noSpaceLeft } from "./files/disk-room.ts";
import { withoutRepeats } from "./without-repeats.ts";

function listen() {
  const heard: string[] = [];
  let nowMs = 0;
  const onProblem = withoutRepeats(
    ({ message }) => heard.push(message),
    () => nowMs,
  );
  return { heard, onProblem, pass: (ms: number) => (nowMs += ms) };
}

test("a problem that goes on is reported once, and again if it comes back after a minute", () => {
  const { heard, onProblem, pass } = listen();
  for (let n = 0; n < 10; n++) {
    onProblem(new Error("no answer"));
    pass(59_000);
  }
  expect(heard).toEqual(["no answer"]);
  pass(1_000);
  onProblem(new Error("no answer"));
  expect(heard).toEqual(["no answer", "no answer"]);
});

test("a full disk is one problem, whichever folder could not be written", () => {
  const { heard, onProblem } = listen();
  for (const folder of ["/data/rules", "/data/invocations"])
    onProblem(new FileError(folder, "written", noSpaceLeft()));
  expect(heard).toEqual([expect.stringContaining("/data/rules")]);
});

test("problems with other messages or other causes are others", () => {
  const { heard, onProblem } = listen();
  onProblem(new Error("it failed", { cause: new Error("a") }));
  onProblem(new Error("it failed", { cause: new Error("b") }));
  onProblem(new Error("something else"));
  expect(heard).toHaveLength(3);
});
