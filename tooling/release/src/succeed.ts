import { constants } from 'node:os'
import { explainFailure, Failure } from '@deqa/bootstrap/failure'
import type { Ended } from '@deqa/bootstrap/run'

/**
 * What a program printed on stdout.
 *
 * @throws {Failure} if it did not end well, with the end of all that it printed and the cause, if that is known.
 */
export async function succeed(what: string, ended: Promise<Ended>): Promise<string> {
  const { code, output, stdout } = await ended
  if (code === 128 + constants.signals.SIGTERM) {
    throw new Failure(`${explainFailure(what, output)}\ndeqa: It took too long; does the network answer?`)
  }
  if (code !== 0) throw new Failure(explainFailure(what, output))
  return stdout
}
