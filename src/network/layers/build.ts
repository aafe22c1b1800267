/** Builds layers from their plan. The compiler keeps the table complete. */

import type { Kernels } from '../../kernels/kernels.ts';
import type { MemoryPlan } from '../../kernels/memory.ts';
import type { NetworkSpec } from '../network.ts';
import { type LayerKind, type LayerPlan, layersOf } from '../plan.ts';
import { Activation } from './activation.ts';
import { Affine } from './affine.ts';
import { BatchNorm } from './batch-norm.ts';
import type { Layer } from './layer.ts';
import { RowNorm } from './row-norm.ts';

/** What building a layer needs. */
export interface LayerContext {
  readonly spec: NetworkSpec;
  readonly kernels: Kernels;
  readonly memory: MemoryPlan;
  readonly passes: Passes;
}

/**
 * `fused`: batch norm computes the activation behind it in the same pass over the memory, and that activation has no layer.
 * `separate`: each layer of the plan has its own output, for code that looks between them. Both give the same bits.
 */
export type Passes = 'fused' | 'separate';

type Plans = { readonly [Kind in LayerKind]: Extract<LayerPlan, { kind: Kind }> };

const builders: { readonly [Kind in LayerKind]: (plan: Plans[Kind], context: LayerContext) => Layer } = {
  affine: (plan, context) => new Affine(plan, context),
  norm: (plan, context) =>
    plan.norm === 'batch' ? new BatchNorm(plan, context) : new RowNorm({ ...plan, norm: plan.norm }, context),
  activation: (plan, context) => new Activation(plan, context),
};

function buildLayer<Kind extends LayerKind>(plan: Plans[Kind], context: LayerContext): Layer {
  return builders[plan.kind as Kind](plan, context);
}

/** Builds the layers of a network in their order. `block` is the number of the affine that a layer is or follows. */
export function buildLayers(context: LayerContext): { layer: Layer; block: number }[] {
  const { spec, passes } = context;
  const plans = layersOf(spec);
  const fused = spec.norm === 'batch' && passes === 'fused';
  const built = fused ? plans.filter(({ kind }) => kind !== 'activation') : plans;
  return built.map(plan => ({ layer: buildLayer(plan, context), block: plan.block }));
}
