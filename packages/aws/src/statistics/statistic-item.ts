import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";
import { PREFIX } from "./generations.ts";

/** An item of the statistics table before it is parsed. */
export type StatisticItem = Readonly<Record<string, unknown>>;

/** Returns the item's key without the prefix of its generation. */
export const idOf = ({ statistic_id }: StatisticItem): string => String(statistic_id).replace(PREFIX, "");

/** Returns the error for an item that cannot be read. */
export const unreadableStatistic = (item: StatisticItem, problem: string | z.ZodError) =>
  problem instanceof z.ZodError
    ? new UnreadableStatisticError(idOf(item), problemText(problem), { cause: problem })
    : new UnreadableStatisticError(idOf(item), problem);
