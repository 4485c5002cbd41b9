import { connectToLaptop, type LaptopConnection } from "@paperledger/local/connect-to-laptop";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import { commandLine } from "../text/where-next.ts";

/** Connects to the laptop that runs on a data folder. @throws CommandError if none does */
export async function runningLaptop(dataDir: string): Promise<LaptopConnection> {
  const laptop = await connectToLaptop(dataDir);
  if (laptop) return laptop;
  throw new CommandError(
    EXIT.unusable,
    `nothing runs on ${escapeForTerminal(dataDir)}. Start it in another terminal, and leave it running:  ${commandLine("start", { dataDir })}`,
  );
}
