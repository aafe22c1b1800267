// A step of each optimizer over elements begin <= i < end of a block of parameters. reference/optimizers.ts has the
// formulas and the layout of `rates`. All steps have the same arguments: state0 and state1 are blocks of the
// optimizer's state, or 0 if it has none; average is the block of the average of the parameters, or 0 for none.
import { madd } from "./config";
import { firstLanes } from "./pack";
import { put } from "./tile";

/** The average after it has taken in new parameters, of which it gets `share`. */
// @ts-ignore: decorator
@inline
function averaged(average: v128, parameters: v128, share: v128): v128 {
  return madd(share, f32x4.sub(parameters, average), average);
}

/** The direction of the step: the gradient, the velocity, or gradient + momentum · velocity. */
const enum Rule { Plain, Momentum, Nesterov }

/**
 * From vectors of parameters p, velocity v and gradients g to the new velocity, or without momentum to the gradient.
 */
// @ts-ignore: decorator
@inline
function velocityOf(RULE: i32, DECAY: bool, p: v128, v: v128, g: v128, momentum: v128, decay: v128): v128 {
  const gradient = DECAY ? madd(decay, p, g) : g;
  return RULE == Rule.Plain ? gradient : madd(momentum, v, gradient);
}

/** The new parameters, given the new velocity. */
// @ts-ignore: decorator
@inline
function steppedBy(RULE: i32, DECAY: bool, p: v128, v: v128, g: v128, minusRate: v128, momentum: v128, decay: v128): v128 {
  if (RULE != Rule.Nesterov) return madd(minusRate, v, p);
  const gradient = DECAY ? madd(decay, p, g) : g;
  return madd(minusRate, madd(momentum, v, gradient), p);
}

// @ts-ignore: decorator
@inline
function step(
  RULE: i32, DECAY: bool, AVERAGE: bool, parameters: usize, velocity: usize, average: usize, gradients: usize,
  minusRate: v128, momentum: v128, decay: v128, share: v128, begin: i32, end: i32,
): void {
  let left = end - begin;
  parameters += 4 * begin;
  velocity += 4 * begin;
  average += 4 * begin;
  gradients += 4 * begin;
  for (; left >= 16; left -= 16) {
    let p0 = v128.load(parameters), p1 = v128.load(parameters, 16);
    let p2 = v128.load(parameters, 32), p3 = v128.load(parameters, 48);
    const g0 = v128.load(gradients), g1 = v128.load(gradients, 16);
    const g2 = v128.load(gradients, 32), g3 = v128.load(gradients, 48);
    let v0 = g0, v1 = g1, v2 = g2, v3 = g3;
    if (RULE != Rule.Plain) {
      v0 = v128.load(velocity);
      v1 = v128.load(velocity, 16);
      v2 = v128.load(velocity, 32);
      v3 = v128.load(velocity, 48);
    }
    v0 = velocityOf(RULE, DECAY, p0, v0, g0, momentum, decay);
    v1 = velocityOf(RULE, DECAY, p1, v1, g1, momentum, decay);
    v2 = velocityOf(RULE, DECAY, p2, v2, g2, momentum, decay);
    v3 = velocityOf(RULE, DECAY, p3, v3, g3, momentum, decay);
    if (RULE != Rule.Plain) {
      v128.store(velocity, v0);
      v128.store(velocity, v1, 16);
      v128.store(velocity, v2, 32);
      v128.store(velocity, v3, 48);
    }
    p0 = steppedBy(RULE, DECAY, p0, v0, g0, minusRate, momentum, decay);
    p1 = steppedBy(RULE, DECAY, p1, v1, g1, minusRate, momentum, decay);
    p2 = steppedBy(RULE, DECAY, p2, v2, g2, minusRate, momentum, decay);
    p3 = steppedBy(RULE, DECAY, p3, v3, g3, minusRate, momentum, decay);
    v128.store(parameters, p0);
    v128.store(parameters, p1, 16);
    v128.store(parameters, p2, 32);
    v128.store(parameters, p3, 48);
    if (AVERAGE) {
      const a0 = v128.load(average), a1 = v128.load(average, 16), a2 = v128.load(average, 32), a3 = v128.load(average, 48);
      v128.store(average, averaged(a0, p0, share));
      v128.store(average, averaged(a1, p1, share), 16);
      v128.store(average, averaged(a2, p2, share), 32);
      v128.store(average, averaged(a3, p3, share), 48);
    }
    parameters += 64;
    velocity += 64;
    average += 64;
    gradients += 64;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4), g = firstLanes(gradients, lanes);
    let p = firstLanes(parameters, lanes), v = g;
    if (RULE != Rule.Plain) v = firstLanes(velocity, lanes);
    v = velocityOf(RULE, DECAY, p, v, g, momentum, decay);
    if (RULE != Rule.Plain) put(true, velocity, v, lanes);
    p = steppedBy(RULE, DECAY, p, v, g, minusRate, momentum, decay);
    put(true, parameters, p, lanes);
    if (AVERAGE) put(true, average, averaged(firstLanes(average, lanes), p, share), lanes);
    parameters += 16;
    velocity += 16;
    average += 16;
    gradients += 16;
  }
}

/** Without momentum the velocity is neither read nor written, because it would equal the gradient. */
// @ts-ignore: decorator
@inline
function sgd(
  AVERAGE: bool, parameters: usize, velocity: usize, average: usize, gradients: usize, rates: usize, decayed: i32, begin: i32, end: i32,
): void {
  const learningRate = <f32>load<f64>(rates), weightDecay = <f32>load<f64>(rates, 8), share = f32x4.splat(<f32>load<f64>(rates, 16));
  const momentum = <f32>load<f64>(rates, 24), nesterov = load<f64>(rates, 32) != 0;
  const minusRate = f32x4.splat(-learningRate), m = f32x4.splat(momentum), decay = f32x4.splat(weightDecay);
  const middle = weightDecay == 0 ? begin : max(begin, min(end, decayed));       // from here on no decay
  if (momentum == 0) {
    step(Rule.Plain, true, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, begin, middle);
    step(Rule.Plain, false, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, middle, end);
  } else if (nesterov) {
    step(Rule.Nesterov, true, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, begin, middle);
    step(Rule.Nesterov, false, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, middle, end);
  } else {
    step(Rule.Momentum, true, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, begin, middle);
    step(Rule.Momentum, false, AVERAGE, parameters, velocity, average, gradients, minusRate, m, decay, share, middle, end);
  }
}

export function sgdStep(
  parameters: usize, velocity: usize, _state1: usize, average: usize, gradients: usize, rates: usize, decayed: i32, begin: i32, end: i32,
): void {
  if (average) sgd(true, parameters, velocity, average, gradients, rates, decayed, begin, end);
  else sgd(false, parameters, velocity, average, gradients, rates, decayed, begin, end);
}

const enum Decay { None, Coupled, Decoupled }

/** m and v are the state: the moving averages of the gradients and of their squares. */
// @ts-ignore: decorator
@inline
function adam(
  DECAY: i32, AVERAGE: bool, parameters: usize, m: usize, v: usize, average: usize, gradients: usize, rates: usize, begin: i32, end: i32,
): void {
  const learningRate = load<f64>(rates), weightDecay = load<f64>(rates, 8), share = f32x4.splat(<f32>load<f64>(rates, 16));
  const beta1 = load<f64>(rates, 24), beta2 = load<f64>(rates, 32);
  const eps = f32x4.splat(<f32>load<f64>(rates, 40)), minusRate = f32x4.splat(<f32>(-learningRate / load<f64>(rates, 48)));
  const factor = f32x4.splat(<f32>(1 / load<f64>(rates, 56)));
  const oldM = f32x4.splat(<f32>beta1), newM = f32x4.splat(<f32>(1 - beta1));
  const oldV = f32x4.splat(<f32>beta2), newV = f32x4.splat(<f32>(1 - beta2));
  const decay = f32x4.splat(<f32>weightDecay), kept = f32x4.splat(<f32>(1 - learningRate * weightDecay));
  const from: usize = 4 * begin;
  parameters += from;
  m += from;
  v += from;
  average += from;
  gradients += from;
  let left = end - begin;
  for (; left >= 8; left -= 8) {
    let p0 = v128.load(parameters), p1 = v128.load(parameters, 16), g0 = v128.load(gradients), g1 = v128.load(gradients, 16);
    let m0 = v128.load(m), m1 = v128.load(m, 16), v0 = v128.load(v), v1 = v128.load(v, 16);
    if (DECAY == Decay.Coupled) { g0 = madd(decay, p0, g0); g1 = madd(decay, p1, g1); }
    if (DECAY == Decay.Decoupled) { p0 = f32x4.mul(kept, p0); p1 = f32x4.mul(kept, p1); }
    m0 = madd(newM, g0, f32x4.mul(oldM, m0));
    m1 = madd(newM, g1, f32x4.mul(oldM, m1));
    v0 = madd(f32x4.mul(newV, g0), g0, f32x4.mul(oldV, v0));
    v1 = madd(f32x4.mul(newV, g1), g1, f32x4.mul(oldV, v1));
    const d0 = madd(factor, f32x4.sqrt(v0), eps), d1 = madd(factor, f32x4.sqrt(v1), eps);
    p0 = madd(minusRate, f32x4.div(m0, d0), p0);
    p1 = madd(minusRate, f32x4.div(m1, d1), p1);
    v128.store(m, m0);
    v128.store(m, m1, 16);
    v128.store(v, v0);
    v128.store(v, v1, 16);
    v128.store(parameters, p0);
    v128.store(parameters, p1, 16);
    if (AVERAGE) {
      const a0 = v128.load(average), a1 = v128.load(average, 16);
      v128.store(average, averaged(a0, p0, share));
      v128.store(average, averaged(a1, p1, share), 16);
    }
    parameters += 32;
    m += 32;
    v += 32;
    average += 32;
    gradients += 32;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4);
    let p = firstLanes(parameters, lanes), g = firstLanes(gradients, lanes), m0 = firstLanes(m, lanes), v0 = firstLanes(v, lanes);
    if (DECAY == Decay.Coupled) g = madd(decay, p, g);
    if (DECAY == Decay.Decoupled) p = f32x4.mul(kept, p);
    m0 = madd(newM, g, f32x4.mul(oldM, m0));
    v0 = madd(f32x4.mul(newV, g), g, f32x4.mul(oldV, v0));
    p = madd(minusRate, f32x4.div(m0, madd(factor, f32x4.sqrt(v0), eps)), p);
    put(true, m, m0, lanes);
    put(true, v, v0, lanes);
    put(true, parameters, p, lanes);
    if (AVERAGE) put(true, average, averaged(firstLanes(average, lanes), p, share), lanes);
    parameters += 16;
    m += 16;
    v += 16;
    average += 16;
    gradients += 16;
  }
}

/** A step whose weight decay, of the first `decayed` parameters, is of the kind DECAY. */
// @ts-ignore: decorator
@inline
function adamStepOf(
  DECAY: i32, parameters: usize, m: usize, v: usize, average: usize, gradients: usize, rates: usize, decayed: i32, begin: i32, end: i32,
): void {
  const middle = load<f64>(rates, 8) == 0 ? begin : max(begin, min(end, decayed));
  if (average) {
    adam(DECAY, true, parameters, m, v, average, gradients, rates, begin, middle);
    adam(Decay.None, true, parameters, m, v, average, gradients, rates, middle, end);
  } else {
    adam(DECAY, false, parameters, m, v, average, gradients, rates, begin, middle);
    adam(Decay.None, false, parameters, m, v, average, gradients, rates, middle, end);
  }
}

export function adamStep(
  parameters: usize, m: usize, v: usize, average: usize, gradients: usize, rates: usize, decayed: i32, begin: i32, end: i32,
): void {
  adamStepOf(Decay.Coupled, parameters, m, v, average, gradients, rates, decayed, begin, end);
}

export function adamwStep(
  parameters: usize, m: usize, v: usize, average: usize, gradients: usize, rates: usize, decayed: i32, begin: i32, end: i32,
): void {
  adamStepOf(Decay.Decoupled, parameters, m, v, average, gradients, rates, decayed, begin, end);
}
