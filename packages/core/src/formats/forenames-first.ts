/** A name with the forenames first: `da Rocha, Roldao` as `Roldao da Rocha`. One without a comma is as it is. */
export function forenamesFirst(name: string): string {
  const [surname = "", ...forenames] = name.split(",").map((part) => part.trim());
  return [...forenames, surname].filter((part) => part !== "").join(" ");
}
