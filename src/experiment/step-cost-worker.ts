/** The thread in which the cost of a step is measured. */

import { parentPort, workerData } from 'node:worker_threads';
import { stepCosts } from './step-cost.ts';

parentPort!.postMessage(stepCosts(workerData.plain, workerData.milliseconds));
