import { expect, test } from "vitest";
import { EmbeddingError, titanRequest, titanVector } from "./bedrock-embedder.ts";

const model = { model: "amazon.titan-embed-text-v2:0", dimensions: 256 } as const;
const answer = (embedding: unknown) => JSON.stringify({ embedding, inputTextTokenCount: 3 });

test("a request has the text and the dimensions, and asks for vectors of length 1", () => {
  expect(JSON.parse(titanRequest("a “text”", 512))).toEqual({
    inputText: "a “text”",
    dimensions: 512,
    normalize: true,
  });
});

test("only the beginning of a long text is sent, without half of a character at its end", () => {
  const { inputText } = JSON.parse(titanRequest(`${"x".repeat(8_191)}😀`, 256));
  expect(inputText).toBe(`${"x".repeat(8_191)}\ufffd`);
});

test("an answer's embedding is the vector", () => {
  const numbers = Array.from({ length: 256 }, (_, place) => place / 256);
  expect(titanVector(answer(numbers), model)).toEqual(new Float32Array(numbers));
});

test.each([
  ["of another length", answer([1, 2, 3])],
  ["without an embedding", "{}"],
  ["that is not JSON", "<html>"],
])("an answer %s is an error that names the model", (_what, body) => {
  expect(() => titanVector(body, model)).toThrow(EmbeddingError);
  expect(() => titanVector(body, model)).toThrow("amazon.titan-embed-text-v2:0");
});
