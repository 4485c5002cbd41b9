import { onEveryClient } from "./every-client.ts";

/**
 * Watches every request that this process makes to AWS; each of the SDK's attempts is a request.
 *
 * @param watch called just before a request leaves the process; what it gives is called when the answer is there, before
 * anyone learns of it
 */
export function watchRequests(watch: () => () => void): void {
  onEveryClient((stack) =>
    stack.add(
      (next) => async (args) => {
        const answered = watch();
        const answer = await next(args);
        answered();
        return answer;
      },
      { step: "finalizeRequest", priority: "low", name: "watchRequests" },
    ),
  );
}
