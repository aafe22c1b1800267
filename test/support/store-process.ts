/**
 * A process that caches a table under a key: `store-process.js <folder> <key> <blocks> [exit]`. It writes its warnings.
 * With `exit` it ends after writing the blocks, before the table is finished.
 */

import { Cache } from '../../src/data/tables/store/cache.ts';
import { StoreWriter } from '../../src/data/tables/store/writer.ts';
import { facts, numbers } from './blocks.ts';

const [folder, key, count, exit] = process.argv.slice(2);
const warn = (message: string) => console.log(message);
const writer = new StoreWriter({ budget: 0, cache: new Cache(folder!), key: key!, warn });
for (let block = 0; block < Number(count); block++) await writer.add(numbers(1000, 10, block));
if (exit !== undefined) process.exit();
const store = await writer.finish(facts);
for (let block = 0; block < Number(count); block++) {
  if (store.load(block).cells[0] !== block) console.log(`block ${block} is another`);
}
store.close();
