/** The measured networks, from tiny to large, and the matrix products of affine layers. */

export type Arm = 'baseline' | 'batchnorm';

export const arms: readonly Arm[] = ['baseline', 'batchnorm'];

export interface Network {
  /** Inputs, hidden widths, outputs; one output is a regression, more outputs are classes. */
  widths: readonly number[];
  batchSize: number;
}

export const networks: readonly Network[] = [
  { widths: [4, 32, 32, 3], batchSize: 16 },
  { widths: [64, 100, 100, 10], batchSize: 32 },
  { widths: [784, 100, 100, 100, 10], batchSize: 60 },
  { widths: [784, 512, 512, 10], batchSize: 128 },
  { widths: [30, 256, 256, 256, 1], batchSize: 256 },
  { widths: [784, 1024, 1024, 1024, 10], batchSize: 512 },
];

export function networkName(network: Network): string {
  return network.widths.join('-');
}

export function networkTitle(network: Network): string {
  return `${networkName(network)}, batch ${network.batchSize}`;
}

export type Operation = 'forward' | 'dinput' | 'dweight';

/** x is (N, D), weight (D, M), dout (N, M). */
export interface Product {
  N: number;
  D: number;
  M: number;
  operation: Operation;
}

/** Products to measure if bntrain reports none; otherwise the peers measure what bntrain measures. */
export const products: readonly Product[] = [
  { N: 256, D: 512, M: 512, operation: 'forward' },
  { N: 60, D: 784, M: 100, operation: 'forward' },
  { N: 60, D: 100, M: 100, operation: 'forward' },
  { N: 60, D: 784, M: 100, operation: 'dweight' },
];

/** The product as rows x inner x columns: "60x784x100 forward". */
export function productTitle({ N, D, M, operation }: Product): string {
  const sizes = { forward: [N, D, M], dinput: [N, M, D], dweight: [D, N, M] }[operation];
  return `${sizes.join('x')} ${operation}`;
}
