/** The style sheet of the lab, beside that of the pages, whose measures it uses. First part: the frame, the wire and the diagram. */
import { tries } from './styles/tries.ts'

const warnLight = '--warn: #755000; --warn-wash: #faf2dd; --t4: 1.3125rem'
const warnDark = '--warn: #e3c070; --warn-wash: #2b2311'

const frame = /* css */ `
.lab { ${warnLight} }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) .lab { ${warnDark} } }
:root[data-theme="dark"] .lab { ${warnDark} }

.lab .wrap { max-width: 100rem }
:where(.lab :is(h3, ol, pre, table, section, article)) { margin: 0; padding: 0 }
:where(.lab) ol { list-style: none }
.lab h2 { font-size: var(--t4); letter-spacing: -.014em }
.lab .sec h2 { font-size: var(--t3); letter-spacing: -.01em }
.lab h3 { font-size: var(--t2); font-weight: 600; line-height: 1.25 }
.lab svg { stroke-width: 1.5 }
.lab .brand svg { stroke-width: 2 }
.lab .top nav { display: flex; gap: var(--s5) }
.lab .foot > .wrap { display: flex }
.lab .apart { justify-content: space-between }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { z-index: 9 }
.skip:focus { top: var(--s3) }

:lang(zh) {
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Adwaita Sans", Inter, "Helvetica Neue", "PingFang SC",
    "HarmonyOS Sans SC", MiSans, "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
    "WenQuanYi Zen Hei", sans-serif;
  text-autospace: normal;
  line-break: strict;
}
body.lab:lang(zh) { line-height: 1.7 }
.lab :is(h1, h2, h3):lang(zh) { letter-spacing: 0; line-height: 1.35 }

.labhead { display: grid; gap: var(--s4); padding: var(--s7) 0 var(--s6) }
.labhead p { max-width: 46rem; color: var(--ink-2); font-size: var(--t3); line-height: 1.5 }
.labhead p:lang(zh) { line-height: 1.7 }
.lab .note { margin-bottom: var(--s5) }

.bar {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: var(--s3) var(--s5);
  align-items: center;
  padding: var(--s3) 0;
  border-block: 1px solid var(--line);
  font-size: var(--t1);
}

.bar ol { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s5) }
.bar ol a { text-decoration: none }
`

const wires = /* css */ `
.wire {
  padding: .5rem .625rem .5625rem;
  border-radius: 4px;
  background: var(--bg-2);
  font: .75rem/1.55 var(--mono);
  font-variant-ligatures: none;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.wire .l { display: block; padding-left: 1.25em; text-indent: -1.25em }
.wire .l:empty::before { content: "\\200b" }
.wire .s { font-weight: 600 }
.wire :is(.h, .d) { color: var(--ink-3) }
.lab .cred { display: inline; color: var(--accent); font-weight: 500; word-break: break-all; user-select: auto }
.work .cred { font-family: var(--mono); font-size: .75rem }
.wire mark { padding: 0 .15em; border-radius: 2px; background: var(--bad); color: var(--bg); font-weight: 600 }

.kept {
  padding: .4375rem .625rem;
  border: 1px dashed var(--edge);
  border-radius: 4px;
  background: var(--bg);
  font-size: var(--t1);
  line-height: 1.5;
}

.checks { display: grid; gap: .0625rem }
.checks li { display: flex; gap: .5rem }
.checks .i { width: .875rem; height: .875rem; margin-top: .2rem; color: var(--ok) }
.checks .o, .checks .o .i { color: var(--ink-3) }
.lab .t { margin-left: auto; color: var(--ink-3); font-variant-numeric: tabular-nums; white-space: nowrap }
`

const diagram = /* css */ `
.lanes { display: grid; gap: var(--s7); padding: var(--s6) 0 }
.lane { min-width: 0 }
.lane > header { display: grid; align-content: start; gap: var(--s1); padding-bottom: var(--s4) }
.lane > header h2 { display: flex; flex-wrap: wrap; gap: 0 var(--s3); align-items: baseline }
.lane > header small { color: var(--ink-3); font: 400 var(--t1)/1.4 var(--mono); letter-spacing: 0 }
.lane > header p { color: var(--ink-2); font-size: var(--t1) }

.actors { display: grid; grid-template-columns: 1fr auto 1fr; font-size: var(--t0); font-weight: 500; line-height: 1.3 }
.actors span { justify-self: center; padding: .1875rem .5rem; border: 1px solid var(--edge); border-radius: 4px; background: var(--bg) }
.actors span:first-child { justify-self: start }
.actors span:last-child { justify-self: end }

.steps {
  --x: .875rem;
  --v: linear-gradient(var(--line-2), var(--line-2));
  background:
    var(--v) var(--x) 0 / 1px 100% no-repeat,
    var(--v) 50% 0 / 1px 100% no-repeat,
    var(--v) calc(100% - var(--x)) 0 / 1px 100% no-repeat;
}

.step { display: grid; gap: .375rem; align-content: start; min-width: 0; padding: var(--s5) 0 var(--s2) }
.step[hidden] { display: none }
.step > * { min-width: 0 }
.lab .step > h3 { display: flex; align-items: center; gap: .5rem; width: fit-content; padding: .125rem .5rem .125rem 0; background: var(--bg) }
.step > h3 + p { margin-top: -.375rem }
.step > p { width: fit-content; padding: .125rem .5rem .1875rem 0; background: var(--bg); color: var(--ink-2); font-size: var(--t1); line-height: 1.5 }

.n {
  flex: none;
  display: inline-grid;
  place-items: center;
  width: 1.375rem;
  height: 1.375rem;
  border-radius: 50%;
  background: var(--ink);
  color: var(--bg);
  font-size: var(--t0);
  font-weight: 600;
}

.arr {
  position: relative;
  height: 1.375rem;
  border-bottom: 1.5px solid var(--ink-2);
  color: var(--ink-2);
  font-size: var(--t0);
  line-height: 1.2rem;
  white-space: nowrap;
}

.arr::after { content: ""; position: absolute; bottom: -5px; width: 8px; height: 8.5px; background: var(--ink-2) }
.arr span { padding: 0 .25rem; background: var(--bg) }
.bs, .sb { width: calc(50% - var(--x)); margin-left: var(--x); padding-left: .25rem }
.ss { width: calc(50% - var(--x)); margin-left: 50%; padding-left: .25rem }
.bs::after, .ss::after { right: 0; clip-path: polygon(0 0, 100% 50%, 0 100%) }
.sb::after { left: 0; clip-path: polygon(100% 0, 0 50%, 100% 100%) }
.arr.has { border-color: var(--accent); color: var(--accent) }
.arr.has::after { background: var(--accent) }

.step > :is(.wire, .kept) { margin-right: calc(var(--x) * 2) }
.step > .wire.st-w { margin-right: 0; margin-left: calc(var(--x) * 2) }
.step > :is(.checks, .work) {
  margin: 0 calc(var(--x) * 2);
  padding: .4375rem .625rem;
  border: 1px solid var(--line-2);
  border-radius: 4px;
  background: var(--bg);
  font-size: var(--t1);
  line-height: 1.5;
}

.work { display: flex; flex-wrap: wrap; gap: 0 .5rem }
.work p { width: 100% }
.lab .step > .aside { justify-self: end; padding: .125rem 0 .1875rem .5rem; color: var(--ink-3) }
.rail { display: none }

@media (min-width: 62rem) {
  .lanes { grid-template-columns: repeat(3, minmax(0, 1fr)); grid-template-rows: repeat(9, auto); gap: 0 var(--s5) }
  .lane, .lab .steps { display: grid; grid-template-rows: subgrid }
  .lane { grid-row: 1 / span 9 }
  .steps { grid-row: 3 / span 7 }
  .step { padding-bottom: var(--s5) }
  .step + .step { border-top: 1px solid var(--line) }
}

@media (min-width: 80rem) {
  .lanes { grid-template-columns: 9.5rem repeat(3, minmax(0, 1fr)); gap: 0 var(--s6) }
  .steps { --x: 1.5rem }
  .lab .step > h3 { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%) }
  .lab .step { position: relative }
  .lab .rail { display: grid; grid-template-rows: subgrid; grid-row: 3 / span 7 }
  .rail li { display: grid; grid-template-columns: auto 1fr; gap: .5625rem; align-content: start; padding-top: var(--s5); font-size: var(--t1); font-weight: 500; line-height: 1.45 }
  .rail li + li { border-top: 1px solid var(--line) }
}

@media (max-width: 40rem) {
  .labhead { padding-top: var(--s6) }
  .lab .top nav { order: 3; width: 100% }
}

@media (forced-colors: active) { .arr::after, .b-ok { forced-color-adjust: none } }
`

export const styles = frame + wires + diagram + tries
