import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const application = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * The browser that `CHROME_PATH` names, or one on the path; undefined where there is none.
 *
 * @throws {Error} if `CHROME_PATH` names a file that does not exist: whoever sets it wants that browser.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROME_PATH']
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROME_PATH: expected the program of a Chromium, got ${named}, which does not exist`)
  }
  const folders = (env['PATH'] ?? '').split(delimiter)
  const candidates = folders.flatMap((folder) => commands.map((command) => join(folder, command)))
  return [...candidates, application].find((path) => existsSync(path))
}
