/** The style sheet, fourth part: tables, filters, figures and the chart of the administration. */
export const administration = /* css */ `
/* ---------- the administration ---------- */

.top nav { display: flex; gap: 0 var(--s5) }

/* Between its pages it is the way, so that it stays on a phone. */
.admin .side { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s4); margin-bottom: var(--s5); font-size: var(--t1) }
.admin .side a { color: var(--ink-2); text-decoration: none; padding: .3125rem 0 }
.admin .side [aria-current] { color: var(--ink); font-weight: 600 }
.admin .body { min-width: 0 }
.admin h3 { margin: 0; font-size: var(--t2); font-weight: 600 }
.admin figure { margin: 0 }
.admin :is(h1, h2) { overflow-wrap: anywhere }

/* A narrow screen makes a card of each row of many columns, with their names. */
.data { width: 100%; border-collapse: collapse; font-size: var(--t1); line-height: 1.5; font-variant-numeric: tabular-nums }
.data th { font-weight: 500; text-align: left }
.data thead th { padding: 0 var(--s4) var(--s2) 0; color: var(--ink-3); font-size: var(--t0); vertical-align: bottom }
.data tbody th, .data td { padding: .5625rem var(--s4) .5625rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere }
.data :is(th, td):last-child { padding-right: 0 }
.data .r { text-align: right }
.data td.act { padding-top: .3125rem; padding-bottom: .3125rem }
.data td.act .row { flex-wrap: nowrap; justify-content: end }
.data td.act form { display: flex; justify-content: end }
.sub { display: block; color: var(--ink-3); font-weight: 400 }

@media (min-width: 45rem) {
  .data td.act { text-align: right; white-space: nowrap }
}

@media (max-width: 44.99rem) {
  .cards, .cards :is(tbody, tr, th, td) { display: block }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .cards tbody tr { padding: .75rem 0; border-top: 1px solid var(--line) }
  .cards tbody tr:first-child { padding-top: 0; border-top: 0 }
  .cards tbody th, .cards td, .cards td.act { padding: .0625rem 0; border: 0; text-align: left }
  .cards tbody th { padding-bottom: .25rem; font-size: var(--t2) }
  .cards td[data-l] { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: var(--s3) }
  .cards td[data-l]::before { content: attr(data-l); color: var(--ink-3) }
  .cards td.act { padding-top: .5rem }
  .cards .r { text-align: left }
  .cards td.act .row, .cards td.act form { justify-content: start }
  .cards td:empty { display: none }
}

.st { display: inline-flex; gap: .375rem; align-items: center }
.st, .data time { white-space: nowrap }
.st.good { color: var(--ok) }
.st.bad { color: var(--bad) }

.search { display: grid; gap: var(--s3) var(--s4); align-items: start; margin-bottom: var(--s5) }
.admin .search .field + .field { margin: 0 }
.admin .search .btn { min-height: 2.25rem; justify-self: start }
.pager { margin-top: var(--s4) }
.roles { display: grid; gap: var(--s2); margin-bottom: var(--s5) }
.roles li { display: flex; gap: var(--s3); align-items: center; min-height: 2rem }
.effects { display: grid; gap: var(--s2); margin-bottom: var(--s5); max-width: 36rem }
.effects li { padding-left: var(--s3); border-left: 2px solid var(--line-2) }
.effects + .pair { margin-bottom: var(--s5) }
.admin .pair { margin-bottom: var(--s4) }
.admin .sec > form .field { max-width: 25rem }
.admin .sec > form .pairs .field, .admin details .field, .admin .sec > .search .field { max-width: none }
.admin .note { margin-bottom: var(--s5) }
.admin .note .cred { margin-top: var(--s2) }
.admin .dim + form { margin-top: var(--s5) }

@media (min-width: 45rem) {
  .search { grid-template-columns: minmax(0, 1fr) 11rem auto }
  .search.wide { grid-template-columns: repeat(3, minmax(0, 1fr)) }
  .admin .search .btn { margin-top: 1.8125rem }
}

.figs { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: var(--s4) }
.figs dt { color: var(--ink-3); font-size: var(--t1) }
.figs dd { font-size: 1.3125rem; font-weight: 600; line-height: 1.3; letter-spacing: -.015em }

.charthead { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s5); justify-content: space-between; margin: var(--s7) 0 var(--s4) }
.key { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s4); color: var(--ink-2); font-size: var(--t1) }
.key span { display: inline-flex; gap: .4375rem; align-items: center }
.key svg { width: .625rem; height: .625rem; stroke: none }
.chart { display: grid; grid-template-columns: minmax(0, 1fr) 2.5rem; gap: 0 var(--s3); color: var(--ink-3); font-size: var(--t0) }
.chart svg { width: 100%; height: 11rem; overflow: visible }
.chart .y { position: relative; font-variant-numeric: tabular-nums }
.chart .y span { position: absolute; left: 0; transform: translateY(-50%) }
.chart .y1 { top: 0 }
.chart .y2 { top: 40% }
.chart .y3 { top: 80% }
.chart .x { display: grid; grid-template-columns: 7fr 7fr 7fr 7fr 2fr; padding-top: var(--s2); white-space: nowrap }
.grid, .base { stroke-width: 1; vector-effect: non-scaling-stroke }
.grid { stroke: var(--line) }
.base { stroke: var(--edge) }
.b-ok, .b-bad { stroke: none }
.b-ok { fill: var(--accent) }
.b-ok.we { opacity: .62 }
.b-bad { fill: var(--bad) }
figure + details { margin-top: var(--s3) }
.admin summary { width: fit-content; color: var(--accent); font-size: var(--t1); cursor: pointer }
.admin details[open] > summary { margin-bottom: var(--s4) }
.admin details form > .btn { margin-top: var(--s5) }

@media (min-width: 62rem) {
  .admin .side { display: block; margin: 0 }
  .admin .side a { padding: .3125rem .625rem }
  .admin .side [aria-current] { background: var(--bg-2) }
}

@media (forced-colors: active) {
  .b-ok, .b-bad { forced-color-adjust: none }
}
`
