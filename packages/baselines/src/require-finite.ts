/**
 * Checks numbers at the entrance of a calculation that one `NaN` would spoil whole.
 *
 * @param where - the function and what of it, such as `predictByKernels: features`.
 * @throws {RangeError} unless there are `count` of them, all finite.
 */
export function requireFinite(where: string, values: ArrayLike<number>, count: number): void {
  if (values.length !== count)
    throw new RangeError(`${where}: expected ${count} numbers, got ${values.length}`)
  for (let i = 0; i < count; i++)
    if (!Number.isFinite(values[i]))
      throw new RangeError(`${where}: expected finite numbers, got ${values[i]} at ${i}`)
}
