/** Calls a function for a key that is pressed outside of a field. Returns a function that ends this. */
export function onKeys(keys: Readonly<Record<string, () => void>>): () => void {
  const press = (event: KeyboardEvent) => {
    const then = keys[event.key];
    if (!then || event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    event.preventDefault();
    then();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement;
