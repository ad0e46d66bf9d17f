/** A step that could not be done for a reason outside this program; the message is for the user. */
export class Failure extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message)
    this.name = 'Failure'
  }
}

/** Causes that can be told in words, by what the tools print about them. The first that matches wins. */
const causes = [
  {
    sign: /ERR_PNPM_OUTDATED_LOCKFILE/,
    words:
      'pnpm-lock.yaml does not fit what the package.json files ask for. Run `npx pnpm install` and commit the lockfile.',
  },
  {
    sign: /ERR_PNPM_UNSUPPORTED_ENGINE|EBADENGINE/,
    words:
      'A package does not support this version of Node.js. Install a newer Node.js (https://nodejs.org).',
  },
  {
    sign: /ENOSPC/,
    words: 'The disk is full. The packages need about 1 GB.',
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|CERT_(HAS_EXPIRED|UNTRUSTED)/,
    words:
      'The certificate of the package registry is not trusted. Behind an inspecting proxy, tell npm about its authority: `npm config set cafile /path/to/ca.pem`.',
  },
  {
    sign: /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b|ERR_PNPM_META_FETCH_FAIL/,
    words:
      'The package registry could not be reached. Connect to the network, or point npm at your proxy or mirror (`npm config set proxy …`, `npm config set registry …`), and run the command again: it goes on where it stopped.',
  },
  {
    sign: /\bE40[13]\b|ERR_PNPM_FETCH_40[13]/,
    words: 'The package registry refused access. Log in to it (`npm login`), or use the public one.',
  },
  {
    sign: /\b(EACCES|EPERM|EROFS)\b/,
    words: 'A file could not be written. Check who owns this folder and that the disk is not read-only.',
  },
]

/**
 * What to tell the user when a tool failed: the end of what it printed, and the cause in words if it is known.
 *
 * @param {string} what the step, as "installing the packages"
 * @param {string} output everything the tool printed
 */
export function explainFailure(what, output) {
  const tail = output.trimEnd().split('\n').slice(-30).join('\n')
  const cause = causes.find(({ sign }) => sign.test(output))
  return [tail, '', `deqa: ${what} failed.`, ...(cause ? [`deqa: ${cause.words}`] : [])].join('\n').trim()
}
