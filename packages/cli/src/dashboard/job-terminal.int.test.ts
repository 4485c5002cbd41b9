import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Jobs, startJobs } from "@paperledger/dashboard/jobs/jobs";
import { openDataFolder } from "@paperledger/local/data-folder";
import { afterAll, expect, test } from "vitest";
import { openLaptop } from "../deployments/open-laptop.ts";
import { errorText } from "../text/error-text.ts";
import { jobTerminal } from "./job-terminal.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

const jobsOn = (dataDir: string): Jobs =>
  startJobs({
    async perform(_, output, stop) {
      await openLaptop(
        dataDir,
        jobTerminal(output, () => {}),
        { stop },
      );
      return 0;
    },
    errorText,
    now: () => new Date(),
  });

test("a job that is cancelled while another process has the folder says only that it has done nothing", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "paperledger-job-"));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const held = openDataFolder(dataDir);
  opened.defer(() => held.release());
  const jobs = jobsOn(dataDir);
  const { id } = jobs.start({ kind: "verify" });
  jobs.cancel(id);
  await expect.poll(() => jobs.all()[0]?.state).toBe("cancelled");
  expect(jobs.all()[0]?.lines).toEqual([expect.stringContaining("This command has done nothing")]);
});
