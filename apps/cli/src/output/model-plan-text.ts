import { machineMemory, type PendingModel } from '@deqa/model'
import { kindWords } from '../commands/kind-words.ts'
import { formatBytes } from './format-bytes.ts'

/** What the first use of a model of the hub will fetch, write and hold in memory, a line for each. */
export function modelPlanText(plan: PendingModel, machineBytes: number = machineMemory()): string {
  const { id, revision, commit, pulls, bytesToFetch, conversion, disk, memoryBytes } = plan
  const [release, base] = pulls
  const what = `${kindWords[release.kind]}${base ? ` over ${base.id}` : ''}`
  const lines = [
    `${id}, ${revision === commit ? 'commit' : revision} ${commit.slice(0, 12)}: ${what}, not used here before`,
  ]
  if (bytesToFetch > 0) {
    const here = pulls.reduce((sum, { bytes }) => sum + bytes, 0) - bytesToFetch
    lines.push(
      `to fetch: ${formatBytes(bytesToFetch)} from ${release.endpoint}${here > 0 ? `, ${formatBytes(here)} are here` : ''}`,
    )
  }
  if (conversion) {
    const { dtype, isAuto, fp32Bytes } = conversion
    const why = isAuto
      ? `; fp32 would take ${formatBytes(fp32Bytes)}, ${dtype === 'fp32' ? 'at most' : 'more than'} half of the memory here`
      : ''
    lines.push(`to convert: as ${dtype}${why}`)
  }
  for (const { folder, bytes, freeBytes } of disk) {
    const free = freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} are free`
    const short = freeBytes !== undefined && bytes > freeBytes ? ': there is no room for it' : ''
    lines.push(`disk: ${formatBytes(bytes)} below ${folder}${free}${short}`)
  }
  const tight = memoryBytes > machineBytes ? ': too little for it, it would be slow or fail' : ''
  lines.push(
    `memory: ${formatBytes(memoryBytes)} while it scores, of ${formatBytes(machineBytes)} here${tight}`,
  )
  return lines.join('\n')
}
