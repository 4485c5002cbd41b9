import { type BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/** Titan Text Embeddings V2 makes vectors of one of these lengths. */
export type TitanDimensions = 256 | 512 | 1024;

/** Bedrock's answer is not the one that Titan Text Embeddings V2 is documented to give. */
export class EmbeddingError extends Error {
  override readonly name = "EmbeddingError";

  constructor(model: string, cause: z.ZodError) {
    super(
      `the answer of Bedrock's ${model} is no embedding: ${z.prettifyError(cause)}. Is it a Titan V2 model?`,
      {
        cause,
      },
    );
  }
}

/**
 * An embedder on Amazon Bedrock: Titan Text Embeddings V2, vectors of length 1. One request a text, all of a call at once, so
 * give it no more than a batch; the SDK tries throttled requests again.
 *
 * The model reads up to 8,192 tokens and refuses more; a token is seldom less than a character, so the first 8,192
 * characters of a text are sent. It refuses an empty text as well: such a text gets the zero vector.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/titan-embedding-models.html
 */
export const bedrockEmbedder = ({
  client,
  model,
  dimensions = 1024,
}: {
  readonly client: BedrockRuntimeClient;
  readonly model: string;
  readonly dimensions?: TitanDimensions;
}): Embedder => ({
  model: `${model}/${dimensions}`,
  dimensions,
  embed: (texts) =>
    Promise.all(
      texts.map(async (text) => {
        if (text.trim() === "") return new Float32Array(dimensions);
        const { body } = await client.send(
          new InvokeModelCommand({
            modelId: model,
            contentType: "application/json",
            accept: "application/json",
            body: titanRequest(text, dimensions),
          }),
        );
        return titanVector(body.transformToString(), { model, dimensions });
      }),
    ),
});

const MAX_CHARACTERS = 8_192;

/**
 * The body of a request to Titan Text Embeddings V2.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 */
export const titanRequest = (text: string, dimensions: TitanDimensions): string =>
  JSON.stringify({ inputText: text.slice(0, MAX_CHARACTERS).toWellFormed(), dimensions, normalize: true });

/** The vector in the body of its answer. @throws EmbeddingError where there is none, or one of another length */
export function titanVector(
  body: string,
  { model, dimensions }: { readonly model: string; readonly dimensions: TitanDimensions },
): Float32Array {
  const schema = z.object({ embedding: z.array(z.number()).length(dimensions) });
  const parsed = jsonTextSchema.pipe(schema).safeParse(body);
  if (!parsed.success) throw new EmbeddingError(model, parsed.error);
  return Float32Array.from(parsed.data.embedding);
}
