import { onEveryClient } from "./every-client.ts";

export interface RequestWatch {
  /** Called just before a request leaves the process: each of the SDK's attempts is a request. */
  before(): void;
  /** Called when its answer is there, before anyone learns of it. */
  after(): void;
}

/** Watches every request that this process makes to AWS. */
export function watchRequests({ before, after }: RequestWatch): void {
  onEveryClient((stack) =>
    stack.add(
      (next) => async (args) => {
        before();
        const answer = await next(args);
        after();
        return answer;
      },
      { step: "finalizeRequest", priority: "low", name: "watchRequests" },
    ),
  );
}
