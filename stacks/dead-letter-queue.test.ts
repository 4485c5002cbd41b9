import { expect, test } from "vitest";
import { ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

test.each(STAGES)(
  "in stage %s every queue is encrypted, and dead letters are kept for two weeks",
  (stage) => {
    const queues = ofType(stage, "aws:sqs/queue:Queue");
    expect(queues.map(({ name }) => name).sort()).toEqual([
      "BackfillDeadLettersQueue",
      "BackfillQueue",
      "ProcessorDeadLettersQueue",
      "UploadsQueue",
      "VectorizerDeadLettersQueue",
    ]);
    for (const { name, inputs } of queues) {
      expect(inputs, name).toMatchObject({ sqsManagedSseEnabled: true });
      if (name.includes("DeadLetters"))
        expect(inputs, name).toMatchObject({ messageRetentionSeconds: 14 * 24 * 3600 });
    }
  },
);
