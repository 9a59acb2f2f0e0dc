/** The style sheet, third part: the two frames and what stands only in one of them. */
export const layout = /* css */ `
/* ---------- the narrow page ---------- */

.gate { display: grid; grid-template-rows: auto 1fr auto; padding: 0 var(--s5) }
.gate > * { width: 100%; max-width: 25rem; margin-inline: auto }
.gate > header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: var(--s2) var(--s4) }
.gate > header { padding-top: clamp(1.25rem, 6vh, 4rem) }
.gate > main { padding: clamp(1.5rem, 4.5vh, 3rem) 0 var(--s6) }
.gate > footer { padding-bottom: var(--s5); color: var(--ink-3); font-size: var(--t1) }

.gate h1 + p { margin-top: var(--s2); color: var(--ink-2) }
.gate .note { margin-top: var(--s5) }
.gate :is(h1, .note) + .sec { border-top: 0 }
.gate main > form, .ways { margin-top: 1.75rem }
.gate main > form > .btn { margin-top: var(--s5) }
.ways { display: grid; gap: var(--s3) }

.links {
  margin-top: var(--s5);
  padding-top: var(--s4);
  border-top: 1px solid var(--line);
  color: var(--ink-3);
  font-size: var(--t1);
}

/* ---------- the wide page ---------- */

.wrap { max-width: 74rem; margin: 0 auto; padding: 0 var(--s6) }

.skip { position: absolute; left: var(--s4); top: -4rem; padding: var(--s2) var(--s3); background: var(--bg) }
.skip:focus { top: var(--s3) }

.top { border-bottom: 1px solid var(--line) }
.top > .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--s6); min-height: 3.5rem }

.top nav a {
  display: block;
  padding: 1.0625rem 0 calc(1.0625rem - 2px);
  border-bottom: 2px solid transparent;
  color: var(--ink-2);
  font-size: var(--t1);
  font-weight: 500;
  line-height: 1.35;
  text-decoration: none;
}

.top nav a:hover { color: var(--ink) }
.top nav [aria-current] { color: var(--ink); border-color: var(--accent) }

.me { display: flex; flex: 1; justify-content: end; align-items: center; gap: var(--s3); min-width: 0 }
.me bdi { overflow: hidden; color: var(--ink-3); font-size: var(--t1); text-overflow: ellipsis; white-space: nowrap }
.me form { flex: none }

.page { display: grid; gap: 0 var(--s7); padding: var(--s7) 0 var(--s8) }
.page > header { display: grid; gap: var(--s2); margin-bottom: var(--s6) }
.page > header > p { color: var(--ink-2) }
.page > header .note { margin-top: var(--s4) }

.side { display: none }

.sec { padding: var(--s6) 0; border-top: 1px solid var(--line) }
.sec > header { display: grid; gap: var(--s1) var(--s5); align-items: start; margin-bottom: var(--s5) }
.sec > header p { max-width: 40rem; color: var(--ink-2); font-size: var(--t1) }
.sec > header .row { margin-top: var(--s2) }
.things + form { margin-top: var(--s3); padding-top: var(--s5); border-top: 1px solid var(--line) }
.note + .things, .note + form { margin-top: var(--s5) }
.sec > form > .btn, .sec > form > .row { margin-top: var(--s5) }
.boxes > :first-child { margin-top: 0 }

.pair { display: grid; gap: var(--s1) var(--s5) }
.pair dt { color: var(--ink-3) }
.pair dd { margin-bottom: var(--s2) }

.pairs { display: grid; gap: var(--s5) }
.pairs .field + .field { margin: 0 }

.things > li {
  display: grid;
  grid-template-columns: 1.25rem 1fr;
  gap: var(--s1) var(--s3);
  padding: .875rem 0;
  border-top: 1px solid var(--line);
}

.things > li:first-child { border-top: 0; padding-top: 0 }
.things > li > * { grid-column: 2; min-width: 0 }
.things > li > .i { grid-column: 1; width: 1.25rem; height: 1.25rem; margin-top: .1rem; color: var(--ink-3) }
.things > li > form { margin-top: var(--s1) }
.things > li > p { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s2); align-items: center }
.meta { display: flex; flex-wrap: wrap; gap: 0 var(--s4); color: var(--ink-3); font-size: var(--t1) }
.meta li { overflow-wrap: anywhere }
.more { margin-top: var(--s4); font-size: var(--t1) }

.foot a, .gate > footer a { white-space: nowrap }
.foot { border-top: 1px solid var(--line); color: var(--ink-3); font-size: var(--t1) }
.foot > .wrap { display: flex; flex-wrap: wrap; justify-content: space-between; gap: var(--s2) var(--s5); padding-top: var(--s5); padding-bottom: var(--s6) }

/* ---------- by width ---------- */

@media (max-width: 40rem) {
  .gate { padding: 0 var(--s4) }
  .wrap { padding: 0 var(--s4) }
  .page { padding-top: var(--s6) }
  .btn { min-height: 2.25rem }

  .top > .wrap { gap: 0 var(--s4) }
  .top .brand { min-height: 3.25rem }
  .top nav { order: 3; width: 100% }
  .top nav a { width: fit-content; padding: .25rem 0 .625rem }
}

@media (min-width: 40.01rem) {
  .sec .in { min-height: 2.25rem; padding: .3125rem .625rem; font-size: var(--t2) }
}

@media (min-width: 45rem) {
  .pair { grid-template-columns: 9rem 1fr; gap: var(--s2) var(--s5) }
  .pair dd { margin: 0 }
  .pairs { grid-template-columns: 1fr 1fr }
  .gate .pairs { grid-template-columns: 1fr }

  .sec > header { grid-template-columns: minmax(0, 1fr) auto }
  .sec > header > :not(.row) { grid-column: 1 }
  .sec > header .row { grid-column: 2; grid-row: 1 / span 2; margin: 0 }

  .things > li { grid-template-columns: 1.25rem 1fr auto }
  .things > li > form { grid-column: 3; grid-row: 1 / span 2; align-self: center; margin: 0 }
}

@media (min-width: 62rem) {
  .page { grid-template-columns: 11rem minmax(0, 1fr); grid-template-rows: auto 1fr }
  .page > header, .page > .body { grid-column: 2 }

  .side {
    display: block;
    grid-column: 1;
    grid-row: 1 / span 2;
    position: sticky;
    top: var(--s6);
    align-self: start;
    font-size: var(--t1);
  }

  .side a {
    display: block;
    margin-left: -.625rem;
    padding: .3125rem .625rem;
    border-radius: 4px;
    color: var(--ink-2);
    text-decoration: none;
  }

  .side a:hover { background: var(--bg-2); color: var(--ink) }
}
`
