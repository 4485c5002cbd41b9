import * as z from "zod";

/** The keywords of a JSON Schema that are compared. `z.toJSONSchema` makes no other keywords that restrict values here. */
const schemaNode = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
});
type SchemaNode = z.infer<typeof schemaNode>;

/**
 * Returns the changes that break a subscriber who reads newer events with the older schema. Returns an empty list if nothing breaks. New
 * fields break nothing. These changes break a subscriber: a required field is removed or becomes optional, its type changes or becomes
 * wider, or it gets new values.
 *
 * @param place the path of the two schemas, for the messages
 */
export function breakingChanges(older: unknown, newer: unknown, place = ""): readonly string[] {
  const [before, after] = [schemaNode.parse(older ?? {}), schemaNode.parse(newer ?? {})];
  const at = place || "the event";
  const alternatives = before.anyOf?.map((each) => JSON.stringify(each));
  if (alternatives)
    return (after.anyOf ?? [newer]).some((each) => !alternatives.includes(JSON.stringify(each)))
      ? [`${at} has new alternatives`]
      : [];
  if (after.anyOf) return [`${at} has alternatives now`];
  return [
    ...typeChanges(before, after, at),
    ...valueChanges(before, after, at),
    ...(before.pattern !== undefined && after.pattern !== before.pattern
      ? [`${at} has another pattern`]
      : []),
    ...propertyChanges(before, after, place),
    ...(before.items === undefined ? [] : breakingChanges(before.items, after.items, `${place}[]`)),
    ...(typeof before.additionalProperties === "object"
      ? breakingChanges(before.additionalProperties, after.additionalProperties, `${place}.*`)
      : []),
  ];
}

const typesOf = ({ type }: SchemaNode): readonly string[] => [type ?? []].flat();

function typeChanges(before: SchemaNode, after: SchemaNode, at: string): readonly string[] {
  const types = typesOf(before);
  if (types.length === 0) return [];
  if (typesOf(after).length === 0) return [`${at} was ${types.join(" or ")}, and may be anything now`];
  const added = typesOf(after).filter(
    (type) => !types.includes(type) && !(type === "integer" && types.includes("number")),
  );
  return added.length > 0 ? [`${at} was ${types.join(" or ")}, and may be ${added.join(" or ")} now`] : [];
}

function valueChanges(before: SchemaNode, after: SchemaNode, at: string): readonly string[] {
  const values = before.enum ?? (before.const === undefined ? undefined : [before.const]);
  if (!values) return [];
  const now = after.enum ?? (after.const === undefined ? undefined : [after.const]);
  if (!now) return [`${at} may have any value now`];
  const added = now.filter((value) => !values.includes(value));
  return added.length > 0
    ? [`${at} may be ${added.map((value) => JSON.stringify(value)).join(" or ")} now`]
    : [];
}

function propertyChanges(before: SchemaNode, after: SchemaNode, place: string): readonly string[] {
  const wasRequired = new Set(before.required);
  return Object.entries(before.properties ?? {}).flatMap(([name, older]) => {
    const at = `${place}.${name}`;
    const newer = after.properties?.[name];
    if (newer === undefined) return wasRequired.has(name) ? [`${at} is gone`] : [];
    const isRequired = after.required?.includes(name) ?? false;
    return [
      ...(wasRequired.has(name) && !isRequired ? [`${at} may be absent now`] : []),
      ...breakingChanges(older, newer, at),
    ];
  });
}
