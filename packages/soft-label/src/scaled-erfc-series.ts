// Written by scripts/fit-scaled-erfc.ts: do not edit.

/** The x from which the series holds, and the x after which erfc underflows. */
export const SERIES_FROM = 0.5
export const SERIES_TO = 27

/** The shift a in 1 / (x + a), which runs with the series' variable u from -1 (x = 27) to 1 (x = 0.5). */
export const SERIES_SHIFT = 3

/** (x + a) exp(x²) erfc(x) = Σ SERIES[n] uⁿ, cut where the rest adds less than 2e-18. */
export const SERIES: readonly number[] = [
  1.0372071979492368, 0.6318183052887921, 0.31621727755967244, 0.1260771553366985, 0.037383294652333775,
  0.006724296257588933, -0.00006257482861280816, -0.0004035056452541888, -0.00006974749061862921,
  0.00001863749374265518, 0.000007409503884162108, -9.758067038516308e-7, -6.964058928777882e-7,
  7.839141019952694e-8, 6.726028088971747e-8, -1.0228539046682885e-8, -6.547147727754424e-9,
  1.5958798044803541e-9, 5.740714449138586e-10, -2.208438527271604e-10, -3.327303034052825e-11,
  1.8534851018719173e-11,
]
