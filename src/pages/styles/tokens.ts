/** The style sheet, first part: what everything else is measured in. Not a `.css` file, since `tsc` copies none. */

/** Stands twice, and weighs no more than `:root`: where the system is dark and nobody chose light, and where somebody chose dark. */
const dark = /* css */ `
  color-scheme: dark;
  --accent: #7fc6e0;
  --accent-strong: #a5d8ea;
  --on-accent: #06212c;
  --accent-wash: #122b35;
  --bg: #0f1214;
  --bg-2: #171b1e;
  --bg-3: #20262a;
  --line: #2a3136;
  --line-2: #454e55;
  --edge: #707a82;
  --ink: #e9ecee;
  --ink-2: #b9c1c7;
  --ink-3: #949ea6;
  --ok: #82d19f;
  --ok-wash: #13281b;
  --bad: #f59c94;
  --bad-wash: #341a18;`

export const tokens = /* css */ `
/* Latchkey pages: one style sheet, no external resource, no inline style. */

:root {
  color-scheme: light;

  /* A deployment may set these, for both schemes, and nothing else. */
  --accent: #0b5f80;
  --accent-strong: #084a64;
  --on-accent: #fff;
  --accent-wash: #e8f2f6;
  --radius: 6px;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Adwaita Sans", Inter,
    Cantarell, "Noto Sans", "Helvetica Neue", Arial, sans-serif;

  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "Adwaita Mono",
    "Noto Sans Mono", "Liberation Mono", monospace;

  --bg: #fff;
  --bg-2: #f5f6f7;
  --bg-3: #eceef0;
  --line: #dde1e4;
  --line-2: #c2c8cd;
  --edge: #838c94;
  --ink: #14181b;
  --ink-2: #434c54;
  --ink-3: #5f6871;

  /* Verdicts only, and never alone: an icon or a word stands beside them. */
  --ok: #176a3a;
  --ok-wash: #e7f3eb;
  --bad: #ad231b;
  --bad-wash: #fbebea;

  --t0: .75rem;
  --t1: .8125rem;
  --t2: .9375rem;
  --t3: 1.0625rem;
  --t5: 1.875rem;

  --s1: .25rem;
  --s2: .5rem;
  --s3: .75rem;
  --s4: 1rem;
  --s5: 1.5rem;
  --s6: 2rem;
  --s7: 3rem;
  --s8: 4.5rem;
}

@media (prefers-color-scheme: dark) {
  :root:where(:not([data-theme="light"])) {${dark}
  }
}
:root:where([data-theme="dark"]) {${dark}
}

@media (prefers-contrast: more) {
  :root {
    --line: var(--edge);
    --line-2: var(--ink-3);
    --ink-3: var(--ink-2);
  }
}

@media (max-width: 40rem) {
  :root { --t5: 1.625rem }
}
`
