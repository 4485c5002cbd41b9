export const VIEWS = ["runs", "statistics", "papers", "events", "dead-letters", "jobs"] as const;
export type View = (typeof VIEWS)[number];
