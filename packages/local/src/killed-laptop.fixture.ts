// A laptop that a test kills. It uploads a file, and prints the file's key while the run is in progress.
import { setTimeout as wait } from "node:timers/promises";
import { startLaptop } from "./start-laptop.ts";

const lines = Array.from({ length: 1000 }, (_, index) =>
  JSON.stringify({
    paper_id: `demo:killed-${index}`,
    title: `Paper ${index}`,
    updated_at: "2024-05-01T00:00:00.000Z",
  }),
);

const laptop = await startLaptop({
  dataDir: process.argv[2],
  functionEnvironment: { BATCHES_IN_FLIGHT: "2" },
});
const key = await laptop.upload({ name: "killed", content: lines.join("\n") });

let events = 0;
while (events < 10) {
  await wait(5);
  const all = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  const [started] = all.filter((event) => event.type === "started" && event.data.key === key);
  events = all.filter(({ metadata }) => metadata.trace_id === started?.metadata.trace_id).length;
}
console.log(key);
await wait(60_000);
