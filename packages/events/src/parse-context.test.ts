import { expect, test, vi } from "vitest";
import * as z from "zod";
import { runEventSchema } from "./run-event.ts";
import { sampleEvents } from "./samples.fixture.ts";

test("the first values of a process are interpreted, and the values after them are not", async () => {
  vi.resetModules();
  const { parseContext } = await import("./parse-context.ts");
  const contexts = Array.from({ length: 60 }, parseContext);
  expect(contexts[0]).toEqual({ jitless: true });
  expect(contexts.at(-1)).toEqual({ jitless: false });
});

const deliveredSchema = z.looseObject({
  "detail-type": z.string(),
  detail: z.looseObject({ data: z.looseObject({}) }),
});

const delivered = [...sampleEvents.values()]
  .map((event) => deliveredSchema.parse(event))
  .flatMap((event) => [
    event,
    { ...event, detail: { data: {} } },
    { ...event, detail: { ...event.detail, data: { ...event.detail.data, batches: -1, position: null } } },
  ]);

test.each(delivered.map((event) => [event["detail-type"], event] as const))(
  "both ways of parsing give the same result: %s",
  (detailType, { detail }) => {
    const event = { type: detailType.replace("paper-batch.", ""), ...detail };
    const [interpreted, generated] = [true, false].map((jitless) =>
      runEventSchema.safeParse(event, { jitless }),
    );
    expect(interpreted?.data).toEqual(generated?.data);
    expect(interpreted?.error?.issues).toEqual(generated?.error?.issues);
  },
);
