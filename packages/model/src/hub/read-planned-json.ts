import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../checkpoint/parse-json.ts'
import { repositoryFolder } from './cache-layout.ts'
import { connect, type PlanPullOptions, type PullPlan } from './plan-pull.ts'
import { readHubJson } from './read-hub-json.ts'

/**
 * What a JSON file of a plan says, before anything is fetched: from the cache if it is there, else from the hub.
 *
 * @returns undefined if the plan has no such file.
 * @throws what `planPull` throws.
 */
export async function readPlannedJson(
  plan: PullPlan,
  path: string,
  options: PlanPullOptions,
): Promise<unknown> {
  const file = plan.files.find((planned) => planned.path === path)
  if (!file) return undefined
  const here = await readFile(join(plan.folder, path)).catch(() => undefined)
  if (here?.length === file.bytes) return parseJson(here, join(plan.folder, path))
  await using connection = await connect(plan.id, { ...options, endpoint: plan.endpoint })
  return await readHubJson(connection, repositoryFolder(plan.cacheDir, plan.id), plan.commit, file)
}
