/** The entry: starts the thread of a training before all else, so that both load at the same time, and then the program. */

import { startEarly } from '../experiment/arm-thread.ts';
import { probablyTrains } from './probably-trains.ts';

if (probablyTrains(process.argv.slice(2))) startEarly();
await import('./start.js');
