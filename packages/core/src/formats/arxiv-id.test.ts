import { describe, expect, test } from "vitest";
import { readArxivId } from "./arxiv-id.ts";

describe("readArxivId", () => {
  test.each([
    ["http://arxiv.org/abs/2401.12345v2", "2401.12345"],
    ["https://arxiv.org/abs/2401.12345", "2401.12345"],
    ["https://export.arxiv.org/abs/0704.0001v12", "0704.0001"],
    ["http://www.arxiv.org/pdf/1507.07790v1", "1507.07790"],
    ["1507.07790", "1507.07790"],
    ["arXiv:2401.12345v1", "2401.12345"],
    ["oai:arXiv.org:hep-th/9901001", "hep-th/9901001"],
    ["http://arxiv.org/abs/astro-ph/0601001v1", "astro-ph/0601001"],
    ["http://arxiv.org/abs/math.GT/0309136v3", "math/0309136"],
    ["http://arxiv.org/abs/cond-mat.mes-hall/0309136", "cond-mat/0309136"],
    ["physics.acc-ph/9903001", "physics/9903001"],
    [" \n2401.12345 ", "2401.12345"],
    ["10.48550/arXiv.2401.12345", "2401.12345"],
    ["10.48550/ARXIV.2401.12345", "2401.12345"],
    ["https://doi.org/10.48550/arXiv.2401.12345", "2401.12345"],
    ["doi: 10.48550/arxiv.2401.12345v2", "2401.12345"],
    ["http://dx.doi.org/10.48550/arXiv.hep-th/9901001", "hep-th/9901001"],
    ["10.48550/arXiv.math.GT/0309136", "math/0309136"],
    ["https://arxiv.org/abs/2401.12345v2?context=cs.LG", "2401.12345"],
    ["https://arxiv.org/abs/2401.12345?utm_source=a/b#c", "2401.12345"],
    ["https://arxiv.org/pdf/2401.12345v2.pdf#page=3", "2401.12345"],
    ["https://arxiv.org/abs/hep-th/9901001/", "hep-th/9901001"],
    ["https://arxiv.org/html/2401.12345v1", "2401.12345"],
    ["arxiv.org/abs/2401.12345", "2401.12345"],
    ["arXiv: 2401.12345", "2401.12345"],
  ])("takes %j for %s", (text, expected) => {
    expect(readArxivId(text)).toBe(expected);
  });

  test.each([
    "",
    "http://arxiv.org/abs/",
    "http://arxiv.org/abs/2401.123",
    "http://arxiv.org/abs/2413.00001",
    "http://arxiv.org/abs/2400.00001",
    "http://arxiv.org/abs/math/0313001",
    "http://arxiv.org/abs/math.GT/0300001",
    "http://arxiv.org/abs/2401.123456",
    "http://arxiv.org/abs/2401.12345v",
    "http://arxiv.org/abs/astro-ph/060100",
    "http://example.org/abs/2401.12345",
    "http://arxiv.org.example.org/abs/2401.12345",
    "https://arxiv.org/api/errors#incorrect_id",
    "2401.12345 and more",
    "10.48551/arXiv.2401.12345",
    "10.48550/2401.12345",
    "10.48550/arXiv.",
    "https://example.org/?u=https://arxiv.org/abs/2401.12345",
  ])("gives nothing for %j", (text) => {
    expect(readArxivId(text)).toBeUndefined();
  });
});
