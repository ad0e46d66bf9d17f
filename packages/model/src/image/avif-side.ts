/**
 * The largest side, in pixels, that an AVIF's image size boxes announce; 0 if none is found near its start.
 * A box is its length, the letters `ispe`, a version, then width and height.
 */
export function largestAvifSide(bytes: Uint8Array): number {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536))
  let largest = 0
  for (
    let at = start.indexOf('ispe');
    at >= 0 && at + 16 <= start.length;
    at = start.indexOf('ispe', at + 4)
  ) {
    largest = Math.max(largest, start.readUInt32BE(at + 8), start.readUInt32BE(at + 12))
  }
  return largest
}
