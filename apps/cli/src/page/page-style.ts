/** Colours are named once for light and once for dark; the figures use the same names. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2330; --muted: #5b6577; --paper: #ffffff; --line: #d9dee7;
  --bar: #3b73b9; --accent: #c2570c; --cell: #3b73b9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf2; --muted: #9aa5b8; --paper: #12161e; --line: #2c3442;
  --bar: #6ea3e6; --accent: #f09a4a; --cell: #7db0f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
.lead, figcaption, dd, section > p { color: var(--muted); }
.lead { margin: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 2rem 2.5rem; }
figure { margin: 0; }
.wide { grid-column: 1 / -1; }
figure svg { display: block; width: 100%; height: auto; --plot-background: var(--paper); }
figcaption { font-size: .875rem; margin-top: .35rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; }
tbody th { font-weight: 400; color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; }
dt { font-weight: 600; } dd { margin: 0; }
@media (max-width: 34rem) { dl { display: block; } dd { margin-bottom: .5rem; } }
`
