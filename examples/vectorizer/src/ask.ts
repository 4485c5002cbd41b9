// Shows the papers that are most similar to a text: npm run ask -- "spectra of young stars"
import { embedder } from "./embedder.ts";
import { SETTINGS } from "./settings.ts";
import { openVectorIndex } from "./vector-index.ts";

const text = process.argv.slice(2).join(" ");
const vector = await embedder.embed(text);
if (!vector) throw new Error('give a text with words: npm run ask -- "spectra of young stars"');
const index = openVectorIndex(SETTINGS.indexFile, embedder);
console.log(`similar to: ${text}`);
for (const { paper_id, title, similarity } of index.nearest(vector, 5))
  console.log(`  ${similarity.toFixed(3)}  ${paper_id}  ${title}`);
index.close();
