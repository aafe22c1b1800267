/** The entry: starts the thread of a training before all else, so that both load at the same time, and then the program. */

import { probablyTrains } from './probably-trains.ts';

if (probablyTrains(process.argv.slice(2))) (await import('../experiment/arm-thread.js')).startEarly();
await import('./start.js');
