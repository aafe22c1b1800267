/** Builds a layer from its plan. The compiler keeps the table complete. */

import type { Kernels } from '../../kernels/kernels.ts';
import type { MemoryPlan } from '../../kernels/memory.ts';
import { type NormOver, norms } from '../../kernels/reference/norms.ts';
import type { NetworkSpec } from '../network.ts';
import type { LayerKind, LayerPlan, NormPlan } from '../plan.ts';
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
}

type NormLayer = new (plan: NormPlan, context: LayerContext) => Layer;

/** Layers of norms, by what they normalize. */
const normLayers: Readonly<Record<NormOver, NormLayer>> = { columns: BatchNorm, rows: RowNorm };

type Plans = { readonly [Kind in LayerKind]: Extract<LayerPlan, { kind: Kind }> };

const builders: { readonly [Kind in LayerKind]: (plan: Plans[Kind], context: LayerContext) => Layer } = {
  affine: (plan, context) => new Affine(plan, context),
  norm: (plan, context) => new normLayers[norms[plan.norm].over](plan, context),
  activation: (plan, context) => new Activation(plan, context),
};

export function buildLayer<Kind extends LayerKind>(plan: Plans[Kind], context: LayerContext): Layer {
  return builders[plan.kind as Kind](plan, context);
}
