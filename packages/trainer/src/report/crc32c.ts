/** CRC-32C (Castagnoli), bit-reflected polynomial 0x82f63b78. Node's zlib has only the other polynomial. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1
  return rest
})

export function crc32c(bytes: Uint8Array): number {
  let state = 0xffffffff
  for (const byte of bytes) state = (state >>> 8) ^ table[(state ^ byte) & 0xff]!
  return (state ^ 0xffffffff) >>> 0
}

/** The form in which TFRecord stores it: rotated right by 15 bits, plus a constant. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
