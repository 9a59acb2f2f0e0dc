/** The style sheet, second part: text, fields, buttons, messages, wherever they stand. */
export const parts = /* css */ `
/* ---------- text ---------- */

*, *::before, *::after { box-sizing: border-box }

html {
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  scroll-padding-top: var(--s5);
}

body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  background: var(--bg);
  color: var(--ink);
  font: var(--t2)/1.55 var(--sans);
  overflow-wrap: break-word;
}

body:lang(zh) { line-height: 1.7; text-autospace: normal; line-break: strict }
:is(h1, h2, .brand):lang(zh) { letter-spacing: 0 }
h1:lang(zh), h2:lang(zh) { line-height: 1.35 }

h1, h2, p, ul, dl, dd { margin: 0; padding: 0 }
ul { list-style: none }

h1, h2 { font-weight: 600; line-height: 1.25; text-wrap: balance }
h1 { font-size: var(--t5); line-height: 1.15; letter-spacing: -.021em }
h2 { font-size: var(--t3); letter-spacing: -.01em }
p { text-wrap: pretty }
b { font-weight: 600 }
b, bdi, dd, code { overflow-wrap: anywhere }
code, .tag.wire { font-family: var(--mono); font-variant-ligatures: none }
code { font-size: .92em }
time, dd, .meta { font-variant-numeric: tabular-nums }

a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .2em }
a:hover { color: var(--accent-strong); text-decoration-thickness: 2px }

svg { display: block; flex: none; fill: none; stroke: currentColor; stroke-width: 2 }
.i { width: 1rem; height: 1rem; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round }

.dim { color: var(--ink-3) }

:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
::selection { background: var(--accent); color: var(--on-accent) }

/* ---------- fields ---------- */

label { font-weight: 500 }
.field { display: grid; gap: .375rem; align-content: start }
.field + .field { margin-top: var(--s5) }
.opt { color: var(--ink-3); font-weight: 400 }
.hint { color: var(--ink-3); font-size: var(--t1); line-height: 1.5 }

input, select { font: inherit; color: inherit }

/* 16 px and 44 px: phones neither zoom into it nor miss it. */
.in {
  width: 100%;
  min-height: 2.75rem;
  padding: .5rem .75rem;
  font-size: 1rem;
  background: var(--bg);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
}

.in:hover { border-color: var(--ink-3) }
.in:focus { outline: 2px solid var(--accent); outline-offset: -1px; border-color: var(--accent) }
.select { display: grid; align-items: center }
.select > * { grid-area: 1 / 1 }
.select > .in { padding-right: 2.25rem; appearance: none; text-overflow: ellipsis }
.select > .i { justify-self: end; margin-right: .75rem; color: var(--ink-3); pointer-events: none }

.in[aria-invalid=true] { border-color: var(--bad) }
.in[aria-invalid=true]:focus { outline-color: var(--bad) }

.errors { display: grid; gap: var(--s1); color: var(--bad); font-size: var(--t1); line-height: 1.45 }
.errors li { display: flex; gap: .5rem }
.errors .i { margin-top: .15em }

.check { display: flex; gap: .625rem; align-items: flex-start; margin-top: 1.25rem }
.check label { font-weight: 400 }
.check input { flex: none; width: 1.0625rem; height: 1.0625rem; margin: .2em 0 0; accent-color: var(--accent) }

.rules li { display: flex; gap: .5rem }
.rules li::before { flex: none; width: .75rem; content: "–" / "" }
.rules [data-met]::before { color: var(--ok); font-weight: 600; content: "✓" / "" }

.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

/* ---------- buttons ---------- */

.btn {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 2rem;
  padding: .25rem .75rem;
  font: 500 var(--t1)/1.3 var(--sans);
  color: var(--ink);
  background: var(--bg);
  border: 1px solid var(--line-2);
  border-radius: var(--radius);
  text-decoration: none;
  cursor: pointer;
}

.btn:hover { color: var(--ink); background: var(--bg-2); border-color: var(--ink-3) }
.btn:active { background: var(--bg-3) }
.btn:focus-visible { border-radius: var(--radius) }

.btn.go { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
.btn.go:hover { background: var(--accent-strong); border-color: var(--accent-strong) }

.btn.no { color: var(--bad) }
.btn.no:hover { background: var(--bad-wash); border-color: var(--bad) }

.btn.big { width: 100%; min-height: 2.75rem; font-size: 1rem }

/* A button that does no more than lead somewhere. */
.link { padding: 0; border: 0; background: none; color: var(--accent); font: inherit; text-decoration: underline 1px; text-underline-offset: .2em; cursor: pointer }
.link:hover { color: var(--accent-strong); text-decoration-thickness: 2px }
.tongues { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); font-size: var(--t1) }

.row { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s3); align-items: center }

/* ---------- messages and tags ---------- */

/* The border is seen where a system takes the colours away. */
.note {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: var(--s1) .625rem;
  padding: .75rem .875rem;
  border: 1px solid transparent;
  border-radius: var(--radius);
  font-size: var(--t1);
  line-height: 1.5;
}

.note > .i { margin-top: .14rem }
.note > p { grid-column: 2 }
.note.bad { background: var(--bad-wash); color: var(--bad) }
.note.bad p + p { color: var(--ink) }
.note.bad a { color: inherit }
.note.ok { background: var(--ok-wash) }
.note.ok > .i { color: var(--ok) }

.tag {
  padding: 0 .4375rem;
  border: 1px solid var(--line);
  border-radius: 3px;
  color: var(--ink-2);
  font-size: var(--t0);
  line-height: 1.25rem;
  white-space: nowrap;
}

.tag.wire { font-size: .71875rem }
.tag.on { border-color: transparent; background: var(--accent-wash); color: var(--accent-strong) }

.brand {
  display: inline-flex;
  gap: .5625rem;
  align-items: center;
  color: var(--ink);
  font-weight: 600;
  letter-spacing: -.01em;
  text-decoration: none;
}

.brand:hover { color: var(--ink) }
.brand svg { color: var(--accent) }
.logo { width: auto; height: 1.25rem }
.logo.dark { display: none }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) .logo.light { display: none }
  :root:not([data-theme="light"]) .logo.dark { display: inline }
}
[data-theme="dark"] .logo.light { display: none }
[data-theme="dark"] .logo.dark { display: inline }

.cred { display: block; color: var(--accent-strong); overflow-wrap: anywhere; user-select: all }
`
