import type { Ops, PrimitiveOps } from '../ops.ts'
import { broadcastShapes } from '../shapes.ts'
import { sumToShape, type Tape, type Tracked } from './tape.ts'

type ElementwiseOps<T> = Pick<
  PrimitiveOps<T>,
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'atLeast'
  | 'isAbove'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'erf'
  | 'reciprocalSqrt'
  | 'sigmoid'
  | 'detach'
>

/** Gradient rules of what works element by element. */
export function elementwiseRules<T>(ops: Ops<T>, tape: Tape<T>): ElementwiseOps<Tracked<T>> {
  const scalar = (value: number) => ops.constant([value], [1])
  const negate = (x: T) => ops.multiply(x, scalar(-1))

  /** Two factors that broadcast: each gets its own rule, summed over where it was repeated. */
  const binary = (
    name: 'add' | 'subtract' | 'multiply' | 'divide',
    rules: (a: T, b: T, y: T) => [(gradient: T) => T, (gradient: T) => T],
  ) => {
    return (a: Tracked<T>, b: Tracked<T>): Tracked<T> => {
      const shape = broadcastShapes(name, a.shape, b.shape)
      const y = ops[name](a.value, b.value)
      const [ruleA, ruleB] = rules(a.value, b.value, y)
      return tape.record(y, shape, [
        { input: a, rule: (gradient) => sumToShape(ops, ruleA(gradient), shape, a.shape) },
        { input: b, rule: (gradient) => sumToShape(ops, ruleB(gradient), shape, b.shape) },
      ])
    }
  }

  /** One argument; `slope` gives gradient · f'(x). */
  const unary = (y: T, x: Tracked<T>, slope: (gradient: T) => T): Tracked<T> =>
    tape.record(y, x.shape, [{ input: x, rule: slope }])

  return {
    add: binary('add', () => [(g) => g, (g) => g]),
    subtract: binary('subtract', () => [(g) => g, negate]),
    multiply: binary('multiply', (a, b) => [(g) => ops.multiply(g, b), (g) => ops.multiply(g, a)]),
    divide: binary('divide', (_, b, y) => [
      (g) => ops.divide(g, b),
      (g) => negate(ops.divide(ops.multiply(g, y), b)),
    ]),
    atLeast: (x, floor) =>
      unary(ops.atLeast(x.value, floor), x, (g) => ops.multiply(g, ops.isAbove(x.value, floor))),
    isAbove: (x, threshold) => ({ value: ops.isAbove(x.value, threshold), shape: x.shape }),
    exp(x) {
      const y = ops.exp(x.value)
      return unary(y, x, (g) => ops.multiply(g, y))
    },
    log: (x) => unary(ops.log(x.value), x, (g) => ops.divide(g, x.value)),
    sqrt(x) {
      const y = ops.sqrt(x.value)
      return unary(y, x, (g) => ops.divide(ops.multiply(g, scalar(0.5)), y))
    },
    // erf'(x) = 2/√π · exp(-x²)
    erf: (x) =>
      unary(ops.erf(x.value), x, (g) => {
        const bell = ops.exp(negate(ops.multiply(x.value, x.value)))
        return ops.multiply(g, ops.multiply(bell, scalar(2 / Math.sqrt(Math.PI))))
      }),
    // (x^-½)' = -½ x^-3/2
    reciprocalSqrt(x) {
      const y = ops.reciprocalSqrt(x.value)
      return unary(y, x, (g) => {
        const cube = ops.multiply(y, ops.multiply(y, y))
        return ops.multiply(g, ops.multiply(cube, scalar(-0.5)))
      })
    },
    sigmoid(x) {
      const y = ops.sigmoid(x.value)
      return unary(y, x, (g) => ops.multiply(g, ops.multiply(y, ops.subtract(scalar(1), y))))
    },
    detach: ({ value, shape }) => ({ value, shape }),
  }
}
