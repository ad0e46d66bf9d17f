/**
 * What a resample draws: single images, or groups of them that belong together (the distorted versions of one
 * reference image), because images of one content are not independent.
 *
 * @param size - number of images.
 * @param groups - shape [size]; images with equal labels form one group. Without it every image is its own.
 * @returns the image indices of each unit.
 */
export function resamplingUnits(
  caller: string,
  size: number,
  groups: ArrayLike<number | string> | undefined,
): readonly (readonly number[])[] {
  if (!groups) return Array.from({ length: size }, (_, i) => [i])
  if (groups.length !== size) {
    throw new RangeError(`${caller}: expected one group label per image, got ${groups.length} for ${size}`)
  }
  const units = new Map<number | string, number[]>()
  for (let i = 0; i < size; i++) {
    const members = units.get(groups[i]!)
    if (members) members.push(i)
    else units.set(groups[i]!, [i])
  }
  if (units.size < 2) throw new RangeError(`${caller}: expected at least 2 groups, got ${units.size}`)
  return [...units.values()]
}

/** The entries of `values` at `indices`. */
export function pick(values: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(indices.length)
  for (let k = 0; k < picked.length; k++) picked[k] = values[indices[k]!]!
  return picked
}

/** The images of these units, in order. */
export function imagesOf(units: readonly (readonly number[])[]): Int32Array {
  const indices = new Int32Array(units.reduce((size, unit) => size + unit.length, 0))
  let k = 0
  for (const unit of units) for (const index of unit) indices[k++] = index
  return indices
}
