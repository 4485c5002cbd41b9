import { expect, test } from "vitest";
import { faultsMade } from "./faults-made.ts";

const faultLine = (fault: string) =>
  JSON.stringify({ level: "DEBUG", service: "chaos", metadata: { fault, command: "PutItemCommand" } });

test("tells how many faults there were, the most frequent first", () => {
  const made = faultsMade();
  for (const fault of ["slow", "throttled", "reset", "throttled"]) made.hear(faultLine(fault));
  expect(made.text(7)).toBe("--chaos 7 made 4 faults: 2 throttled, 1 reset, 1 slow");
});

test("other log lines are no faults, whatever they hold", () => {
  const made = faultsMade();
  for (const line of ["", "no JSON", '{"service":"projector"}', '{"service":"chaos"}']) made.hear(line);
  expect(made.text(1)).toBe("--chaos 1 made 0 faults");
});
