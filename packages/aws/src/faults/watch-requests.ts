import { onEveryClient } from "./every-client.ts";

/**
 * Watches every request that this process makes to AWS; each of the SDK's attempts is a request.
 *
 * @param watch called just before a request leaves the process, which waits for it; what it gives is called when the
 * answer is there, be it an error, before anyone learns of it
 */
export function watchRequests(watch: (command: string) => Promise<() => void>): void {
  onEveryClient((stack) =>
    stack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          const answered = await watch(commandName);
          try {
            return await next(args);
          } finally {
            answered();
          }
        },
      { step: "finalizeRequest", priority: "low", name: "watchRequests" },
    ),
  );
}
