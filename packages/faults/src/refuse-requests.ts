// Is loaded into a process ahead of its program (NODE_OPTIONS=--import=...). Refuses the process's requests of one command,
// or all requests, as AWS does, for as long as the environment says with which code.
import { refused } from "./answers.ts";
import { onEveryClient } from "./every-client.ts";

onEveryClient((stack) =>
  stack.add(
    (next, { commandName = "", clientName = "" }) =>
      async (args) => {
        const { REFUSED_COMMAND, REFUSED_STATUS = "400", REFUSED_CODE } = process.env;
        const isRefused = REFUSED_COMMAND === undefined || REFUSED_COMMAND === commandName;
        return REFUSED_CODE !== undefined && isRefused
          ? { response: refused(clientName, Number(REFUSED_STATUS), REFUSED_CODE) }
          : next(args);
      },
    { step: "deserialize", priority: "low", name: "refuseRequests" },
  ),
);
