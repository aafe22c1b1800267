/**
 * The computational graph of batch norm as data: its nodes in order, forward from (1) to (9) and backward from (9) to (1), and
 * the closed form of the backward pass. batchnorm.ts has the arithmetic, and notes the number of each node by its name here.
 */

export interface GraphNode {
  readonly formula: string;
  /** The step of the graph that it belongs to, as batchnorm.ts counts them; absent in the closed form. */
  readonly step?: number;
  /** `rows`: a number for each row and column, (N, D). `columns`: one for each column, (D). */
  readonly of: 'rows' | 'columns';
}

export const forwardNodes = {
  mean: { step: 1, of: 'columns', formula: 'Σ x / N' },
  xmu: { step: 2, of: 'rows', formula: 'x - mean' },
  sq: { step: 3, of: 'rows', formula: 'xmu²' },
  var: { step: 4, of: 'columns', formula: 'Σ sq / N' },
  std: { step: 5, of: 'columns', formula: '√(var + eps)' },
  invStd: { step: 6, of: 'columns', formula: '1 / std' },
  xhat: { step: 7, of: 'rows', formula: 'xmu · invStd' },
  gammax: { step: 8, of: 'rows', formula: 'gamma · xhat' },
  out: { step: 9, of: 'rows', formula: 'gammax + beta' },
} as const satisfies Record<string, GraphNode>;

/** The gradient of the loss by each node and parameter. dout is also the gradient of gammax. dsq is the same in every row. */
export const backwardNodes = {
  dbeta: { step: 9, of: 'columns', formula: 'Σ dout' },
  dgamma: { step: 8, of: 'columns', formula: 'Σ dout · xhat' },
  dxhat: { step: 8, of: 'rows', formula: 'dout · gamma' },
  dinvStd: { step: 7, of: 'columns', formula: 'Σ dxhat · xmu' },
  dxmu1: { step: 7, of: 'rows', formula: 'dxhat · invStd' },
  dstd: { step: 6, of: 'columns', formula: '-dinvStd / std²' },
  dvar: { step: 5, of: 'columns', formula: 'dstd / (2 · std)' },
  dsq: { step: 4, of: 'columns', formula: 'dvar / N' },
  dxmu2: { step: 3, of: 'rows', formula: '2 · xmu · dsq' },
  dxmu: { step: 2, of: 'rows', formula: 'dxmu1 + dxmu2' },
  dmean: { step: 2, of: 'columns', formula: '-Σ dxmu' },
  dx: { step: 1, of: 'rows', formula: 'dxmu + dmean / N' },
} as const satisfies Record<string, GraphNode>;

export const closedNodes = {
  dbeta: { of: 'columns', formula: 'Σ dout' },
  dgamma: { of: 'columns', formula: 'Σ dout · xhat' },
  dx: { of: 'rows', formula: 'gamma · invStd / N · (N · dout - dbeta - xhat · dgamma)' },
} as const satisfies Record<string, GraphNode>;

export type NodeName = keyof typeof forwardNodes | keyof typeof backwardNodes;

/** Takes the number of a node: `at` is its place in (N, D), row by row, or in (D). */
export type Note = (node: NodeName, at: number, value: number) => void;
