import type { Probe } from "@paperledger/aws/probes/probe";
import {
  insertStatementProbe,
  type ProbedTable,
  tableProbes,
  updateStatementProbe,
} from "@paperledger/aws/probes/table-probes";
import { TABLE_SHAPES, type TableNames } from "@paperledger/aws/tables/table-definitions";
import type { FunctionDescription, NamedResource, TableOf } from "../description/function-description.ts";

const READS = ["GetItem", "BatchGetItem", "Query"] as const;
const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"] as const;

/**
 * Returns probes of the actions that a function may do on its tables.
 *
 * @see docs/decisions/0040-checked-at-start.md
 */
export function tableProbesOf<Described extends FunctionDescription>(
  description: Described,
  client: ProbedTable["client"],
  names: Readonly<Record<TableOf<Described>, string>>,
): readonly Probe[];
export function tableProbesOf(
  description: FunctionDescription,
  client: ProbedTable["client"],
  names: Readonly<Partial<Record<keyof TableNames, string>>>,
): readonly Probe[] {
  return Object.entries(description.resources).flatMap(([setting, kind]) => {
    if (!isTable(kind)) return [];
    const table = names[kind];
    if (table === undefined) return [];
    const probed = { client, setting, kind, table };
    const actions = new Set(actionsOn(description, kind));
    const may = (action: string) => actions.has(`dynamodb:${action}`);
    return [
      ...tableProbes(probed, { reads: READS.filter(may), writes: WRITES.filter(may) }),
      ...(may("PartiQLInsert") ? [insertStatementProbe(probed)] : []),
      ...(may("PartiQLUpdate") ? [updateStatementProbe(probed)] : []),
    ];
  });
}

/** Returns the variable that names a resource, or the resource itself if no variable does. */
export const variableOf = (
  { resources }: Pick<FunctionDescription, "resources">,
  resource: NamedResource,
): string => Object.entries(resources).find(([, named]) => named === resource)?.[0] ?? resource;

const isTable = (resource: NamedResource): resource is keyof TableNames => resource in TABLE_SHAPES;

const actionsOn = ({ permissions }: FunctionDescription, resource: NamedResource) =>
  permissions.flatMap(({ on, actions }) => (on === resource ? actions : []));
