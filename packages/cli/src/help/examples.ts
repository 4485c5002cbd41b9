/** Examples of each command, without the name of the program. `--help` shows them. A test checks them against the options. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  status: ["status", "status --since 3d", "status --json || echo 'there is something to do'"],
  start: ["start", "start papers.xml.gz --once", "start --memory --chaos 7"],
  dashboard: ["dashboard", "dashboard --outputs .sst/outputs.json"],
  env: ['eval "$(./paperledger env)"'],
  tail: ["tail --type completed failed", "tail --trace 01JNC0V4M0ABCDEFGHJKMNPQRS"],
  replay: [
    "replay --from 2025-03-01T00:00Z --to-queue https://sqs.us-east-1.amazonaws.com/123456789012/mine",
  ],
  ingest: ["ingest papers.xml.gz", "ingest s3://paperledger-raw/raw-data/2025-03-01/papers-1.gz"],
  backfill: ["backfill ./archive --yes", "backfill s3://archive/2024/ --runs-at-once 10"],
  runs: [
    "runs",
    "runs --status failed --from 12h",
    "runs --date 2025-03-01 --source pubmed",
    "runs --file papers-0a1b --from 3d",
  ],
  trace: ["trace 01JNC0V4M0AB", "trace 01JNC0V4M0AB --all"],
  papers: ["papers arxiv:2401.12345", "papers --trace 01JNC0V4M0AB"],
  stats: ["stats", "stats --date 2025-03-01 --source arxiv"],
  verify: ["verify", "verify --json"],
  rebuild: ["rebuild", "rebuild --slots 100"],
  rejects: ["rejects 01JNC0V4M0AB", "rejects 01JNC0V4M0AB --json"],
  redrive: [
    "redrive 01JNC0V4M0AB",
    "redrive 01JNC0V4M0AB --rejects",
    "redrive --failed-since 12h --reason truncated",
  ],
  completion: [
    "completion bash >> ~/.bashrc",
    "completion fish > ~/.config/fish/completions/paperledger.fish",
  ],
};

/** Returns the examples of a command as a part of its help. */
export function examplesText(command: string): string {
  const examples = EXAMPLES[command] ?? [];
  const lines = examples.map((each) => (each.startsWith(command) ? `  ./paperledger ${each}` : `  ${each}`));
  return `\nExamples:\n${lines.join("\n")}`;
}
