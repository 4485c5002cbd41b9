// This is loaded into a process before its program (NODE_OPTIONS=--import=...). It refuses the process's requests to AWS, or only
// those of one command, for as long as the variable REFUSED_CODE is set.
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
