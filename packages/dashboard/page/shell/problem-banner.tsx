/** Says why something cannot be shown. What was shown before stays, and is asked for again. */
export function ProblemBanner({ problem }: { readonly problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <div class="problem" role="alert">
      <strong>This cannot be read at the moment.</strong> {problem} <span class="dim">Trying again…</span>
    </div>
  );
}
