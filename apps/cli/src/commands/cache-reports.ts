import type { LocateOptions } from '@deqa/model'

/** A folder that holds models of the hub. */
export interface CacheReport {
  /** What was downloaded, of this architecture; or the models that were made of it. */
  readonly name: 'downloads' | 'converted'
  readonly folder: string
  readonly models: number
  readonly bytes: number
}

/** The two folders that models of the hub are kept in. */
export async function cacheReports(
  library: typeof import('@deqa/model'),
  options: LocateOptions,
): Promise<CacheReport[]> {
  const downloads = (await library.listCachedModels(options)).filter(({ isReadable }) => isReadable)
  const converted = await library.listConvertedModels(options)
  const sumOf = (models: readonly { readonly bytes: number }[]) => ({
    models: models.length,
    bytes: models.reduce((sum, { bytes }) => sum + bytes, 0),
  })
  return [
    { name: 'downloads', folder: library.hubCacheFolder(options), ...sumOf(downloads) },
    { name: 'converted', folder: library.modelCacheFolder(options), ...sumOf(converted) },
  ]
}
