/** A thread that opens a store from its data and says what it finds. */

import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../../src/data/tables/store/store.ts';

const store = openStore(workerData);
parentPort!.postMessage([store.location, store.rows, store.load(1).cells.at(-1)]);
store.close();
