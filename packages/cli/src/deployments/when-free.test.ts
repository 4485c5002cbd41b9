import { DataFolderInUseError } from "@paperledger/local/data-folder";
import { expect, test } from "vitest";
import { CommandError, EXIT } from "../command-error.ts";
import { whenFree } from "./when-free.ts";

/** Opens at the attempt with this number. Before that, another process has the folder. */
function freeAt(attempt: number) {
  const attempts = { count: 0 };
  const open = async () => {
    attempts.count += 1;
    if (attempts.count < attempt) throw new DataFolderInUseError("folder", 7);
    return "opened";
  };
  return { open, attempts };
}

test("a folder is opened as soon as it is free", async () => {
  const { open, attempts } = freeAt(3);
  expect(await whenFree(open, { dataDir: "folder", withinMs: 60_000 })).toBe("opened");
  expect(attempts.count).toBe(3);
});

test("after the deadline, the error names the process that has the folder", async () => {
  const { open } = freeAt(Number.POSITIVE_INFINITY);
  await expect(whenFree(open, { dataDir: "folder", withinMs: 0 })).rejects.toThrow(
    "folder is in use by process 7",
  );
});

test("an abort ends the wait, and the command says that it has done nothing", async () => {
  const stopping = new AbortController();
  const open = async () => {
    stopping.abort();
    throw new DataFolderInUseError("folder", 7);
  };
  const opened = whenFree(open, { dataDir: "folder", withinMs: 600_000, stop: stopping.signal });
  const error = await opened.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({
    exitCode: EXIT.interrupted,
    message: expect.stringContaining("done nothing"),
  });
});

test("a folder that does not become free by itself, and any other error, are not waited for", async () => {
  const { open, attempts } = freeAt(2);
  const given = { dataDir: "folder", withinMs: 60_000 };
  await expect(whenFree(open, { ...given, isWorthWaiting: () => false })).rejects.toThrow("in use");
  expect(attempts.count).toBe(1);
  await expect(whenFree(() => Promise.reject(new Error("no disk")), given)).rejects.toThrow("no disk");
});
