// Is loaded into a process ahead of its program (NODE_OPTIONS=--import=...). Refuses the process's requests of one command,
// or all requests, as AWS does.
import { refused } from "./answers.ts";
import { onEveryClient } from "./every-client.ts";

const { REFUSED_COMMAND, REFUSED_STATUS = "400", REFUSED_CODE = "" } = process.env;

onEveryClient((stack) =>
  stack.add(
    (next, { commandName = "", clientName = "" }) =>
      async (args) =>
        REFUSED_COMMAND === undefined || REFUSED_COMMAND === commandName
          ? { response: refused(clientName, Number(REFUSED_STATUS), REFUSED_CODE) }
          : next(args),
    { step: "deserialize", priority: "low", name: "refuseRequests" },
  ),
);
