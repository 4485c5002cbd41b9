import { bedrockClient } from "@paperledger/aws/clients/bedrock-client";
import { bedrockEmbedder } from "@paperledger/aws/vectors/bedrock-embedder";
import { EMBEDDING_MODEL } from "./vectorizer-function.ts";

/** Returns an embedder that uses Amazon Bedrock. In its own file, so that Bedrock's client is loaded only if it is used. */
export const titanEmbedder = () => bedrockEmbedder({ client: bedrockClient(), model: EMBEDDING_MODEL });
