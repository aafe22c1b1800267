/**
 * TensorFlow.js on its WebAssembly backend: seconds of a whole SGD step, float32, on one thread. Speaks as serve.py does.
 *
 * `optimizer.minimize` is faster than `model.trainOnBatch`, which runs the same layers.
 */

import { createInterface } from 'node:readline';

// The library logs to stdout, which is for answers.
console.log = console.info = console.warn = (...words) => process.stderr.write(`${words.join(' ')}\n`);

const tf = await import('@tensorflow/tfjs');
const { setThreadsCount, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');

const BATCHES = 8;
const MAX_SAMPLES = 5000;
const MIN_SAMPLES = 5;
const WARM_UP_SHARE = 0.3;

function makeNetwork(widths, batchNorm) {
  const network = tf.sequential();
  for (const [index, units] of widths.slice(1, -1).entries()) {
    const inputShape = index === 0 ? { inputShape: [widths[0]] } : {};
    const activation = batchNorm ? {} : { activation: 'relu' };
    network.add(tf.layers.dense({ units, useBias: !batchNorm, ...activation, ...inputShape }));
    if (!batchNorm) continue;
    network.add(tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }));
    network.add(tf.layers.reLU());
  }
  network.add(tf.layers.dense({ units: widths.at(-1) }));
  return network;
}

function makeBatches(widths, batchSize) {
  const outputs = widths.at(-1);
  return Array.from({ length: BATCHES }, () => {
    const x = tf.randomNormal([batchSize, widths[0]]);
    if (outputs === 1) return { x, target: tf.randomNormal([batchSize, 1]) };
    const labels = tf.randomUniform([batchSize], 0, outputs, 'int32');
    return { x, target: tf.oneHot(labels, outputs).toFloat() };
  });
}

function runFor(call, budget, atLeast) {
  const samples = [];
  const end = performance.now() + 1000 * budget;
  while (samples.length < atLeast || (performance.now() < end && samples.length < MAX_SAMPLES)) {
    const begin = performance.now();
    call();
    samples.push((performance.now() - begin) / 1000);
  }
  return samples.sort((a, b) => a - b);
}

function answer({ widths, batchSize, batchNorm, budget }) {
  tf.engine().startScope();
  const network = makeNetwork(widths, batchNorm);
  const batches = makeBatches(widths, batchSize);
  const optimizer = tf.train.sgd(0.01);
  const lossOf = widths.at(-1) === 1 ? tf.losses.meanSquaredError : tf.losses.softmaxCrossEntropy;
  let steps = 0;
  const step = () => {
    const { x, target } = batches[steps++ % BATCHES];
    // The backend is synchronous: the step is done when minimize returns.
    tf.tidy(() => optimizer.minimize(() => lossOf(target, network.apply(x, { training: true }))));
  };
  runFor(step, WARM_UP_SHARE * budget, 2);
  const samples = runFor(step, budget, MIN_SAMPLES);
  network.dispose();
  optimizer.dispose();
  tf.engine().endScope();
  const quantile = share => samples[Math.min(samples.length - 1, Math.floor(share * samples.length))];
  return { seconds: quantile(0.5), low: quantile(0.25), high: quantile(0.75), samples: samples.length };
}

const say = message => process.stdout.write(`${JSON.stringify(message)}\n`);

setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();
const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD';
say({ version, details: `WASM backend, ${simd}, Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) say(answer(JSON.parse(line)));
