import { onEveryClient } from "./every-client.ts";

/**
 * Watches every request of this process to AWS. Each attempt of the SDK counts as a request.
 *
 * @param watch is called and awaited before a request leaves the process. It returns a function that is called when the answer or
 * an error arrives, before the SDK sees it
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
