import type { GraphBuilder } from './graph-builder.ts'

/** Steps from 0 to the largest magnitude of a row in the coarse part of a number, and fine steps in a coarse one. */
const COARSE_STEPS = 63
const FINE_STEPS = 128

/** What the code 0 is stored as. Both parts lie between 0 and 128. */
const ZERO = 64

/**
 * A product with a matrix in 8 bits ({@link quantizeRows}) in whole numbers, which processors of the last years compute
 * several times as fast as in float32 (dot products of bytes, matrix units).
 *
 * Every row of x is rounded to 1/8064 of its largest magnitude and split in two: x = m (c / 63 + f / 8064), with c from
 * -63 to 63 and f from -64 to 64. The products of both parts with the matrix are exact. So x loses less than a thirtieth
 * of what the matrix has lost, even where one of its entries is thirty times as large as the rest, and no row depends on
 * another. Neither part is above 128, because processors without such instructions add up pairs of products
 * in 16 bits: 2 · 128 · 127 fits.
 *
 * @param x - name of a value [..., in].
 * @param codes - name of a matrix of signed bytes [in, out].
 * @param scales - name of a vector [out].
 * @returns name of the product [..., out].
 */
export function integerProduct(graph: GraphBuilder, x: string, codes: string, scales: string): string {
  const number = (value: number) => graph.floats(Float32Array.of(value), [])
  const [coarseStep, fineStep] = [number(1 / COARSE_STEPS), number(1 / (COARSE_STEPS * FINE_STEPS))]
  const zero = graph.bytes(Uint8Array.of(ZERO), [])

  const extreme = (opType: 'ReduceMax' | 'ReduceMin') =>
    graph.node(opType, [x, graph.integers([-1])], { keepdims: { i: 1 } })
  // A row of zeros is divided by the smallest normal number.
  const largest = graph.node('Max', [
    extreme('ReduceMax'),
    graph.node('Neg', [extreme('ReduceMin')]),
    number(2 ** -126),
  ])
  const unit = graph.node('Div', [x, largest])
  const coarse = graph.node('QuantizeLinear', [unit, coarseStep, zero])
  const rest = graph.node('Sub', [unit, graph.node('DequantizeLinear', [coarse, coarseStep, zero])])
  const fine = graph.node('QuantizeLinear', [rest, fineStep, zero])
  const product = (part: string, step: string) =>
    graph.runtimeNode('MatMulIntegerToFloat', [part, codes, step, scales, zero], {})
  const sum = graph.node('Add', [product(coarse, coarseStep), product(fine, fineStep)])
  return graph.node('Mul', [sum, largest])
}
