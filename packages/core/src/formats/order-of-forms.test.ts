import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isNewerVersion } from "../papers/version-order.ts";
import { arxivOai } from "./arxiv-oai.ts";
import { europepmc } from "./europepmc.ts";
import { arxivMetadata, arxivRawMetadata, oaiRecord } from "./fixtures/arxiv-oai.ts";
import { europepmcRecord } from "./fixtures/europepmc.ts";
import { FORMS, type Form } from "./fixtures/forms.ts";
import { jatsArticle, pmcOaiRecord } from "./fixtures/jats.ts";
import { textIn } from "./fixtures/version-in.ts";
import { jats } from "./jats.ts";
import { RANKS } from "./ranks.ts";

const textOf = ({ format, record }: Form, title = "A title") => textIn(format, record(title));

test("fixtures/forms.ts has the forms of each namespace that has ranks", () => {
  const namespaces = Object.keys(RANKS).filter((namespace) => namespace !== "own");
  expect(Object.keys(FORMS).toSorted()).toEqual(namespaces.toSorted());
});

describe.each(Object.entries(FORMS))("of the forms of %s", (namespace, forms) => {
  test("each has a rank, and each rank a form, the poorest first", async () => {
    const ranks = Object.entries({ ...RANKS })
      .filter(([name]) => name === "own" || name === namespace)
      .flatMap(([, ofForms]) => Object.entries<number>(ofForms));
    const texts = await Promise.all(forms.map(async (form) => [form.name, (await textOf(form)).rank]));
    expect(texts).toEqual(ranks);
    expect(ranks.map(([, rank]) => rank)).toEqual(ranks.map(([, rank]) => rank).toSorted((a, b) => a - b));
  });

  test.each(forms.slice(1).map((richer, index) => [richer.name, richer, forms[index]] as const))(
    "at one time the richer one is newer, whatever the texts hold: %s",
    async (_name, richer, poorer) => {
      for (const titles of [
        ["A", "B"],
        ["B", "A"],
        ["A", ""],
        ["", "A"],
      ] as const) {
        const [one, other] = await Promise.all([
          textOf(richer, titles[0]),
          textOf(poorer ?? richer, titles[1]),
        ]);
        expect([one.paper_id, one.updated_at]).toEqual([other.paper_id, other.updated_at]);
        expect([isNewerVersion(one, other), isNewerVersion(other, one)]).toEqual([true, false]);
      }
    },
  );
});

describe("at one version time, the record that changed later is newer", () => {
  test.each<[string, (when: "earlier" | "later") => Promise<Awaited<ReturnType<typeof textIn>>>]>([
    ["arXiv", (when) => textIn(arxivOai, oaiRecord(arxivMetadata({ title: when }), stamped(when)))],
    ["arXivRaw", (when) => textIn(arxivOai, oaiRecord(arxivRawMetadata(), stamped(when)))],
    [
      "an article of PMC's with its last change",
      (when) => textIn(jats, pmcOaiRecord(CHANGED, stamped(when))),
    ],
    [
      "core with a revision before the index date",
      (when) =>
        textIn(
          europepmc,
          europepmcRecord({ dateOfRevision: stamped(when).datestamp, firstIndexDate: "2024-06-01" }),
        ),
    ],
  ])("%s", async (_, textAt) => {
    const [earlier, later] = await Promise.all([textAt("earlier"), textAt("later")]);
    expect(earlier.updated_at).toBe(later.updated_at);
    expect([isNewerVersion(later, earlier), isNewerVersion(earlier, later)]).toEqual([true, false]);
  });

  const CHANGED = jatsArticle({
    more: '<pub-history><event event-type="pmc-last-change"><date iso-8601-date="2024-02-03 04:05:06"/></event></pub-history>',
  });
  const stamped = (when: "earlier" | "later") => ({
    datestamp: when === "later" ? "2024-05-20" : "2024-05-19",
  });
});

test("a datestamp that is not a date is not a clock, where the versions have dates of their own", async () => {
  const text = await textIn(arxivOai, oaiRecord(arxivMetadata(), { datestamp: "soon" }));
  expect(text).not.toHaveProperty("record_changed_at");
});

test("docs/formats.md lists every form with its rank, in the order of ranks.ts", () => {
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| [^|]*\| ([^|]+) \| (\d+) \|/gm)].map(([, form, rank]) => [
    form,
    Number(rank),
  ]);
  expect(rows).toEqual(Object.values(RANKS).flatMap((ofForms) => Object.entries(ofForms)));
});
