import { createHash } from "node:crypto";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { z } from "zod";
import { SETTINGS } from "./settings.ts";

/** Turns texts into vectors of length 1. A text without words has no vector. */
export interface Embedder {
  /** The vectors of two different models cannot be compared. */
  readonly model: string;
  readonly dimensions: number;
  embed(text: string): Promise<Float32Array | undefined>;
}

/**
 * Needs no model and no network. The hash of each word chooses a place in the vector, and whether the word adds or subtracts one
 * there. Texts that share words are near each other. It does not understand meaning. The same text gives the same vector
 * everywhere.
 */
const local: Embedder = {
  model: "word-hashes",
  dimensions: 512,
  async embed(text) {
    const vector = new Float32Array(512);
    for (const word of text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{3,}/gu) ?? []) {
      const digest = createHash("sha256").update(word).digest();
      const place = digest.readUInt32LE(0) % vector.length;
      vector[place] = (vector[place] ?? 0) + (digest.readUInt8(4) % 2 === 0 ? 1 : -1);
    }
    const length = Math.hypot(...vector);
    return length === 0 ? undefined : vector.map((value) => value / length);
  },
};

const MODEL = "amazon.titan-embed-text-v2:0";
const answerSchema = z.object({ embedding: z.array(z.number()).length(512) });

/** Amazon Bedrock's Titan Text Embeddings V2. It reads up to 8,192 tokens and refuses an empty text. It costs money. */
function bedrock(): Embedder {
  const client = new BedrockRuntimeClient();
  return {
    model: MODEL,
    dimensions: 512,
    async embed(text) {
      if (text.trim() === "") return undefined;
      const inputText = text.slice(0, 8_192);
      const { body } = await client.send(
        new InvokeModelCommand({
          modelId: MODEL,
          contentType: "application/json",
          body: JSON.stringify({ inputText, dimensions: 512, normalize: true }),
        }),
      );
      return Float32Array.from(answerSchema.parse(JSON.parse(body.transformToString())).embedding);
    },
  };
}

export const embedder: Embedder = SETTINGS.embedder === "bedrock" ? bedrock() : local;
