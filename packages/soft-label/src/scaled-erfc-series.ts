// Written by scripts/fit-scaled-erfc.ts: do not edit.

/** The x from which the series holds, and the x after which erfc underflows. */
export const SERIES_FROM = 0.5
export const SERIES_TO = 27

/** The shift a in the series' variable t = 1 / (x + a). */
export const SERIES_SHIFT = 3

/** Chebyshev coefficients of (x + a) exp(x²) erfc(x) over t, cut where the rest adds less than 2e-18. */
export const SERIES: readonly number[] = [
  1.2092976252475784, 0.7303669520322004, 0.17674323192038366, 0.03349405400526397, 0.004647505038070268,
  0.00037861082101944783, -0.000005730842515925894, -0.000005697211478614571, -4.199681249436753e-7,
  6.357827879751953e-8, 1.103886656979716e-8, -7.56033763056096e-10, -2.4580509027980123e-10,
  1.237523869608797e-11, 5.611397988006333e-12, -3.308801990313811e-13, -1.3302439761156716e-13,
  1.2056601312973503e-14, 3.1105521637818714e-15, -4.712520022540463e-16, -6.346326892953539e-17,
  1.7676211374968694e-17,
]
