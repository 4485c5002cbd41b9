import { startEmbeddedDynamoDb } from "@paperledger/local/embedded-dynamodb";
import { dynamoDbClient, documentClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { paperVersion } from "./paper-version.fixture.ts";
const db = await startEmbeddedDynamoDb();
const raw = dynamoDbClient(emulatedAt(db.endpoint));
await createTables(raw, {papers:"pa-pers",runs:"runs",statistics:"sss",vectors:"vvv",handledEvents:"hhh"});
const store = dynamoDbPaperStore({client: documentClient(raw), table:"pa-pers"});
const N = 20000;
const run = async (label: string, updatedAt: string, trace: string) => {
 const batches: any[] = [];
 for (let i=0;i<N;i+=25) batches.push(Array.from({length:25},(_, j)=>paperVersion({id:"arxiv:b"+(i+j), updatedAt, raw_xml:"x".repeat(2500), trace_id:trace})));
 const t=performance.now(), c=process.cpuUsage(); let next=0; const kinds:Record<string,number>={};
 await Promise.all(Array.from({length:8}, async()=>{ while(next<batches.length){ for (const {kind} of await store.upsert(batches[next++])) kinds[kind]=(kinds[kind]??0)+1; } }));
 const ms=performance.now()-t, cpu=process.cpuUsage(c); console.log(label, Math.round(N/ms*1000),"papers/s", Math.round((cpu.user+cpu.system)/N),"us cpu each", kinds);
};
await run("insert","2024-01-01T00:00:00Z","t1"); await run("duplicate","2024-01-01T00:00:00Z","t2"); await run("update","2025-01-01T00:00:00Z","t3");
raw.destroy(); await db.stop();
