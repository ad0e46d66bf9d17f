import {
  type Dataset,
  type DatasetName,
  openDataset,
  openDeqaMeta,
  openTable,
  readSplitFile,
  type Scale,
  withSplit,
} from '@deqa/datasets'
import type { EvaluationSetConfig } from '../config/schema.ts'

/** What a configuration says of a set of ratings, for training or evaluation. */
export type SetConfig = Omit<EvaluationSetConfig, 'split'>

/** Opens the ratings that an entry of a configuration names. */
export async function openSet(config: SetConfig): Promise<Dataset> {
  const dataset = await open(config)
  const titled =
    config.title === undefined ? dataset : { ...dataset, name: config.title, title: config.title }
  if (config.splitFile === undefined) return titled
  const { splitOf } = await readSplitFile(config.splitFile)
  return withSplit(titled, splitOf)
}

function open(config: SetConfig): Promise<Dataset> {
  const { name, root, table, meta, images, direction, columns, delimiter, decimalComma } = config
  const scale: Scale | undefined = typeof config.scale === 'object' ? config.scale : undefined
  const common = { ...(images !== undefined && { images }), ...(scale !== undefined && { scale }) }
  if (name !== undefined && root !== undefined) {
    return openDataset(name as DatasetName, root, {
      ...common,
      ...(direction !== undefined && { direction }),
    })
  }
  if (meta !== undefined) return openDeqaMeta(meta, common)
  if (table !== undefined && scale !== undefined) {
    return openTable(table, {
      ...common,
      scale,
      ...(direction !== undefined && { direction }),
      ...(columns !== undefined && { columns }),
      ...(delimiter !== undefined && { delimiter }),
      ...(decimalComma !== undefined && { decimalComma }),
    })
  }
  throw new TypeError('openSet: expected name and root, table and scale, or meta')
}
