import type { Ops } from '../ops.ts'
import { broadcastShapes, countElements, type Shape } from '../shapes.ts'

/** A tensor together with how it depends on parameters, if it does. */
export interface Tracked<T> {
  readonly value: T
  readonly shape: Shape
  /** Its place on the tape; absent where no parameter lies behind it, so that no gradient is computed. */
  readonly node?: number
}

/** An input of an operation, and how the gradient of the output becomes its own. */
export interface Dependency<T> {
  readonly input: Tracked<T>
  /** Gradient of the output → gradient of the input, in the input's shape. */
  readonly rule: (gradient: T) => T
  /** Set when the output is a slice of the input: the rule then gives the gradient of that slice alone. */
  readonly slice?: { readonly axis: number; readonly start: number; readonly end: number }
}

interface TapeNode<T> {
  readonly shape: Shape
  readonly dependencies: readonly Dependency<T>[]
}

/** What one use of a tensor adds to its gradient. */
type Contribution<T> = { readonly gradient: T; readonly slice?: Dependency<T>['slice'] }

/** Records operations in order, and walks them backwards: reverse-mode differentiation over any tensor algebra. */
export class Tape<T> {
  readonly #ops: Ops<T>
  readonly #nodes: TapeNode<T>[] = []

  constructor(ops: Ops<T>) {
    this.#ops = ops
  }

  /** A tensor to differentiate by. */
  parameter(value: T, shape: Shape): Tracked<T> {
    return this.#track(value, shape, [])
  }

  /** The result of an operation. Inputs without parameters behind them are forgotten. */
  record(value: T, shape: Shape, dependencies: readonly Dependency<T>[]): Tracked<T> {
    const needed = dependencies.filter(({ input }) => input.node !== undefined)
    return needed.length === 0 ? { value, shape } : this.#track(value, shape, needed)
  }

  /**
   * The gradients of a loss, one per parameter, in the parameters' shapes.
   *
   * @param loss - one number, of any rank.
   * @returns zeros for a parameter that the loss does not depend on.
   */
  gradients(loss: Tracked<T>, parameters: readonly Tracked<T>[]): T[] {
    if (countElements(loss.shape) !== 1) {
      throw new RangeError(`gradients: expected a loss of one number, got shape [${loss.shape}]`)
    }
    const wanted = new Set(parameters.map(({ node }) => node))
    const pending = new Map<number, Contribution<T>[]>()
    const results = new Map<number, T>()
    if (loss.node !== undefined) pending.set(loss.node, [{ gradient: this.#filled(loss.shape, 1) }])

    for (let index = loss.node ?? -1; index >= 0; index--) {
      const contributions = pending.get(index)
      if (!contributions) continue
      pending.delete(index)
      const { shape, dependencies } = this.#nodes[index]!
      const gradient = this.#total(contributions, shape)
      if (wanted.has(index)) results.set(index, gradient)
      for (const { input, rule, slice } of dependencies) {
        const list = pending.get(input.node!) ?? []
        list.push({ gradient: rule(gradient), ...(slice ? { slice } : {}) })
        pending.set(input.node!, list)
      }
    }
    return parameters.map(({ node, shape }) => results.get(node!) ?? this.#filled(shape, 0))
  }

  #track(value: T, shape: Shape, dependencies: readonly Dependency<T>[]): Tracked<T> {
    return { value, shape, node: this.#nodes.push({ shape, dependencies }) - 1 }
  }

  #filled(shape: Shape, value: number): T {
    const one = this.#ops.constant(
      [value],
      shape.map(() => 1),
    )
    return countElements(shape) === 1 ? one : this.#ops.expand(one, shape)
  }

  /** Adds up. Slices that do not overlap are laid side by side instead of being padded and added one by one. */
  #total(contributions: readonly Contribution<T>[], shape: Shape): T {
    const ops = this.#ops
    const whole = contributions.filter(({ slice }) => !slice).map(({ gradient }) => gradient)
    const sliced = contributions.filter(({ slice }) => slice)
    if (sliced.length > 0) whole.push(...this.#joinSlices(sliced, shape))
    return whole.reduce((sum, gradient) => ops.add(sum, gradient))
  }

  #joinSlices(contributions: readonly Contribution<T>[], shape: Shape): T[] {
    const ops = this.#ops
    const sorted = contributions.toSorted((a, b) => a.slice!.start - b.slice!.start)
    const axis = sorted[0]!.slice!.axis
    const sideBySide = sorted.every(
      ({ slice }, i) => slice!.axis === axis && (i === 0 || slice!.start === sorted[i - 1]!.slice!.end),
    )
    if (!sideBySide) {
      return sorted.map(({ gradient, slice }) =>
        ops.pad(gradient, slice!.axis, slice!.start, shape[slice!.axis]! - slice!.end),
      )
    }
    const parts = sorted.map(({ gradient }) => gradient)
    const joined = parts.length === 1 ? parts[0]! : ops.concat(parts, axis)
    const [start, end] = [sorted[0]!.slice!.start, sorted.at(-1)!.slice!.end]
    const whole = start === 0 && end === shape[axis]
    return [whole ? joined : ops.pad(joined, axis, start, shape[axis]! - end)]
  }
}

/** Adds a gradient up over the axes along which its tensor was repeated. */
export function sumToShape<T>(ops: Ops<T>, gradient: T, from: Shape, to: Shape): T {
  broadcastShapes('sumToShape', from, to)
  const added = from.length - to.length
  const axes = from.flatMap((length, axis) => {
    const own = axis < added ? 1 : to[axis - added]!
    return own === 1 && length !== 1 ? [axis] : []
  })
  const summed = axes.length === 0 ? gradient : ops.sum(gradient, axes)
  return added === 0 ? summed : ops.reshape(summed, to)
}
