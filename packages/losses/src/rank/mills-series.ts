// Written by scripts/fit-mills-series.ts: do not edit.

/** The depth y = -z from which the series holds. */
export const MILLS_FROM = 1.5

/** The shift c in the series' variable u = 1 / (y + c). */
export const MILLS_SHIFT = 2.25

/** Coefficients of u⁰, u¹, …: ln Φ(-y) + y²/2 + ln(y + c) within 4.6e-9. */
export const MILLS_SERIES: readonly number[] = [
  -0.9189385377755142, 2.250003450642704, 1.5308089649085457, -0.6807325235210873, -6.86942517809944,
  -2.5007501774386522, -76.69383393591733, 574.564853048183, -1256.4545763288331, 956.3426819016346,
]
