/** What the page of scores needs beside the style of all pages. The order of the cards is a matter of style alone. */
export const galleryStyle = `
.histogram { max-width: 48rem; overflow-x: auto; }
.histogram svg { min-width: 32rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
legend { float: left; padding: 0; margin-right: .5rem; color: var(--muted); }
.gallery { list-style: none; padding: 0; margin: 0; display: grid; gap: 1.5rem 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); }
.gallery li { order: var(--rank); min-width: 0; }
:has(#worst:checked) .gallery li { order: calc(0 - var(--rank)); }
:has(#given:checked) .gallery li { order: var(--given); }
.picture { display: grid; place-items: center; height: 10rem; background: color-mix(in srgb, var(--line) 45%, transparent);
  color: var(--muted); font-size: .875rem; }
.picture img { max-width: 100%; max-height: 10rem; }
.name { overflow-wrap: anywhere; font-size: .875rem; margin: .4rem 0 0; }
.name a { color: inherit; }
.score { margin: 0; font-variant-numeric: tabular-nums; display: flex; align-items: end; gap: .6rem; }
.score b { font-size: 1.25rem; line-height: 1.3; }
.score span { color: var(--muted); font-size: .875rem; line-height: 1.7; }
.bars { margin-left: auto; flex: none; width: 2.5rem; height: 1.5rem; fill: var(--bar); }
.bars path { stroke: var(--line); stroke-width: .1; }
.failed { padding-left: 1.25rem; overflow-wrap: anywhere; }
`
