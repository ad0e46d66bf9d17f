import { HubIdInvalidError } from './errors.ts'

const part = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/

/**
 * Whether a text can be the name of a repository on the hub, `owner/name`. Neither half may begin or end with `-`
 * or `.`, or hold `--` or `..`, and the whole has at most 96 characters: the hub's own rule.
 */
export function isHubId(text: string): boolean {
  const parts = text.split('/')
  return (
    parts.length === 2 &&
    text.length <= 96 &&
    !/--|\.\.|\.git$/.test(text) &&
    parts.every((name) => part.test(name))
  )
}

/** @throws {HubIdInvalidError} */
export function requireHubId(id: string): void {
  if (!isHubId(id)) throw new HubIdInvalidError(id)
}
