/** The style sheet of the lab, second part: attempts, tables and the decoder. */
export const tries = /* css */ `
.lab .sec > header .row { margin-top: var(--s2) }
.lab .sec .gap { margin: var(--s7) 0 var(--s4) }
.tries { display: grid; gap: var(--s2) }

.try {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0 .625rem;
  align-content: start;
  padding: .625rem .75rem;
  border: 1px solid var(--line-2);
  border-radius: var(--radius);
  background: var(--bg);
  color: var(--ink-3);
  font: var(--t1)/1.45 var(--sans);
  text-align: left;
  cursor: pointer;
}

.try b { color: var(--ink); font-weight: 500 }
.try .i { margin-top: .1rem; color: var(--ink) }
.try span { grid-column: 2 }
.try:hover { background: var(--bg-2) }
.try:focus-visible { border-radius: var(--radius) }
.try[aria-pressed=true] { border-color: var(--accent); outline: 1px solid var(--accent); outline-offset: -2px; background: var(--accent-wash); color: var(--ink-2) }
.try[aria-pressed=true]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.try[aria-pressed=true] .i { color: var(--accent) }

.trial { display: grid; gap: var(--s6); padding-top: var(--s5) }
.trial article { display: grid; gap: .5rem; align-content: start; min-width: 0 }
.before { font-size: var(--t1) }
.before:empty { display: none }
.verdicts { display: grid; gap: .5rem; align-content: start }

.verdict {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: .0625rem .625rem;
  align-content: start;
  padding: .625rem .75rem;
  border: 1px solid transparent;
  border-radius: 4px;
  background: var(--bad-wash);
  font-size: var(--t1);
  line-height: 1.5;
}

.verdict .i { margin-top: .15rem }
.verdict :is(.i, b) { color: var(--bad) }
.verdict code { font-size: .75rem }
.verdict p { grid-column: 2; min-width: 0 }
.verdict.ok { background: var(--ok-wash) }
.verdict.ok :is(.i, b) { color: var(--ok) }
.verdict.warn { background: var(--warn-wash) }
.verdict.warn :is(.i, b) { color: var(--warn) }
.really { margin-top: var(--s4); font-size: var(--t1) }

.data { width: 100%; border-collapse: collapse; font-size: var(--t1); line-height: 1.5 }
.data th { font-weight: 500; text-align: left; vertical-align: top }
.data thead th { padding: 0 var(--s4) var(--s2) 0; color: var(--ink-3); font-size: var(--t0); white-space: nowrap }
.data tbody th, .data td { padding: .5625rem var(--s4) .5625rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
.data :is(th, td):last-child { padding-right: 0 }
.data .sub { display: block; color: var(--ink-3); font-weight: 400 }
.data .big { font-weight: 600; font-size: var(--t2); font-variant-numeric: tabular-nums }
.v { display: grid; grid-template-columns: .875rem 1fr; gap: 0 .5rem }
.v + .v { margin-top: var(--s2) }
.v .i { width: .875rem; height: .875rem; margin-top: .19rem }
.v > :not(.i) { grid-column: 2; min-width: 0 }
.v code { font-size: .75rem }
.v.bad .i { color: var(--bad) }
.v.ok .i { color: var(--ok) }
.v.warn .i { color: var(--warn) }

.lab .mini { width: 100%; max-width: 12rem; height: 4px; margin: .25rem 0 .3125rem; stroke: none }
.b-t { fill: var(--bg-3) }
.b-ok { fill: var(--accent) }

.dec { display: grid; gap: var(--s5) var(--s7) }
.dec > * { min-width: 0 }
.lab textarea.in { min-height: 9.5rem; padding: .625rem .75rem; color: inherit; font: .8125rem/1.6 var(--mono); word-break: break-all; resize: vertical }
.dec .row { margin-top: var(--s4); font-size: var(--t1) }
.dec .row .row { margin: 0 }
.parts { display: grid; gap: var(--s4); align-content: start }
.lab .parts h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 var(--s3); padding-bottom: var(--s1); border-bottom: 1px solid var(--line); font-size: var(--t1) }
.parts h3 span { color: var(--ink-3); font-weight: 400 }
.claims { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .1875rem var(--s3); align-items: baseline; padding-top: var(--s2); font-size: var(--t1) }
.claims dt { color: var(--ink-3); font: .75rem/1.65 var(--mono); overflow-wrap: anywhere }
.claims dd { min-width: 0 }
.claims code { font-size: .75rem }
.claims .dim { padding-left: .5rem }
.raw { padding-top: var(--s2); font-size: var(--t1) }

@media (max-width: 44.99rem) {
  .data, .data tbody, .data tr, .data th, .data td { display: block }
  .data thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .data tbody tr { padding: .75rem 0; border-top: 1px solid var(--line) }
  .data tbody th, .data td { padding: .0625rem 0; border: 0 }
  .data tbody th { padding-bottom: .25rem; font-size: var(--t2) }
  .data td[data-l] { display: grid; grid-template-columns: 3.75rem minmax(0, 1fr); gap: var(--s3); padding: .25rem 0 }
  .data td[data-l]::before { content: attr(data-l) / ""; color: var(--ink-3) }
}

@media (min-width: 30rem) { .tries { grid-template-columns: 1fr 1fr } }

@media (min-width: 45rem) {
  .data.cmp td { width: 27% }
  .tries { grid-template-columns: repeat(3, 1fr) }
  .trial { grid-template-columns: repeat(3, minmax(0, 1fr)); grid-template-rows: repeat(5, auto); gap: .5rem var(--s5) }
  .trial article { grid-row: 1 / span 5; grid-template-rows: subgrid }
  .trial .before:empty { display: block }
  .dec { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr) }
}

@media (min-width: 80rem) { .tries { grid-template-columns: repeat(6, 1fr) } }
`
