import { type Baseline, type BaselineName, loadBaseline } from '@deqa/baselines'
import { decodeImage } from '@deqa/model/image'

/** For each baseline the image's quality, better when higher, or why there is none. */
export type BaselineValues = Readonly<Record<string, number | { readonly problem: string }>>

const loaded = new Map<BaselineName, Promise<Baseline>>()

/** Measures an image, decoded once, by some baselines. Never rejects for what the file holds. */
export async function measureByBaselines(
  path: string,
  names: readonly BaselineName[],
): Promise<BaselineValues> {
  const image = await decodeImage(path).catch(problemOf)
  const measure = async (name: BaselineName) => {
    if ('problem' in image) return image
    if (!loaded.has(name)) loaded.set(name, loadBaseline(name))
    const baseline = await loaded.get(name)!
    return await baseline.predict(image).catch((error: unknown) => problemOf(error, path))
  }
  const values = await Promise.all(names.map(async (name) => [name, await measure(name)] as const))
  return Object.fromEntries(values)
}

/** @throws what is no error of an image. */
function problemOf(error: unknown, path?: string): { readonly problem: string } {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('IMAGE_'))) throw error
  return { problem: path === undefined ? error.message : `${path}: ${error.message}` }
}
