import type sharp from 'sharp'
import { CodecMissing } from '../codec-missing.ts'

/** sharp, when it is first needed: whoever only reads tables need not install it. */
export async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default
  } catch (cause) {
    throw new CodecMissing('sharp', cause)
  }
}
