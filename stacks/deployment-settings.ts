import { z } from "zod";

const accountIds = z
  .string()
  .transform((text) => text.split(",").map((account) => account.trim()))
  .pipe(z.array(z.string().regex(/^\d{12}$/, { error: "is not a list of 12-digit account ids with commas" })))
  .pipe(
    z.array(z.string()).max(20, { error: "names more than 20 accounts: they would not fit a bus policy" }),
  );

/** The settings of a deployment that belong to no function. */
export const DEPLOYMENT_SETTINGS = {
  subscriberAccounts: {
    setting: "PAPERLEDGER_SUBSCRIBER_ACCOUNTS",
    schema: accountIds.default([]),
    meaning: "accounts, with commas, that may make rules of their own on the bus",
  },
  alarmEmail: {
    setting: "PAPERLEDGER_ALARM_EMAIL",
    schema: z.email({ error: "is no e-mail address" }).optional(),
    meaning: "the address that gets alarms, once SNS's first message is confirmed",
  },
} as const;
