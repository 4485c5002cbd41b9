import { type BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { problemText } from "../tables/problem-text.ts";

/** The lengths of vectors that Titan Text Embeddings V2 can make. */
export type TitanDimensions = 256 | 512 | 1024;

/** Thrown if Bedrock's answer differs from the documented answer of Titan Text Embeddings V2. */
export class EmbeddingError extends Error {
  override readonly name = "EmbeddingError";

  constructor(model: string, cause: z.ZodError) {
    super(
      `the answer of Bedrock's ${model} is not an embedding: ${problemText(cause)}. Is it a Titan V2 model?`,
      {
        cause,
      },
    );
  }
}

/**
 * Returns an embedder that uses Titan Text Embeddings V2 on Amazon Bedrock. Its vectors have length 1. Each text
 * needs a request, and all requests of a call are sent at once. So pass no more texts than a batch has. The SDK
 * retries throttled requests.
 *
 * The model accepts up to 8,192 tokens. A token is rarely shorter than a character, so only the first 8,192
 * characters of a text are sent. The model also refuses an empty text, so an empty text gets the zero vector.
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
 * Returns the body of a request to Titan Text Embeddings V2.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 */
export const titanRequest = (text: string, dimensions: TitanDimensions): string =>
  JSON.stringify({ inputText: text.slice(0, MAX_CHARACTERS).toWellFormed(), dimensions, normalize: true });

/** Returns the vector in the body of an answer. @throws EmbeddingError if there is no vector, or if it has another length */
export function titanVector(
  body: string,
  { model, dimensions }: { readonly model: string; readonly dimensions: TitanDimensions },
): Float32Array {
  const schema = z.object({ embedding: z.array(z.number()).length(dimensions) });
  const parsed = jsonTextSchema.pipe(schema).safeParse(body);
  if (!parsed.success) throw new EmbeddingError(model, parsed.error);
  return Float32Array.from(parsed.data.embedding);
}
