// A function for tests: does what its event says.
console.log(`started with ${process.env.GREETING}`);

export async function handler(event, context) {
  switch (event.do) {
    case "context":
      return { ...context, remainingMs: context.getRemainingTimeInMillis() };
    case "environment":
      return Object.keys(process.env).toSorted();
    case "pid":
      await new Promise((resolve) => setTimeout(resolve, 50));
      return process.pid;
    case "throw":
      throw new RangeError("out of range");
    case "bigint":
      return { count: 1n };
    case "nothing":
      return undefined;
    case "exit":
      return process.exit(3);
    case "kill":
      return process.kill(process.pid, "SIGKILL");
    default:
      return event;
  }
}
