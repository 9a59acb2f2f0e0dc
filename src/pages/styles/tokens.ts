/** The style sheet, first part: what everything else is measured in. Not a `.css` file, since `tsc` copies none. */

/** What a deployment may set of colours: links, the one button of a page, the focus, a credential. */
export interface Palette {
  readonly accent: string
  readonly accentStrong: string
  readonly onAccent: string
  readonly accentWash: string
}
export type Scheme = 'light' | 'dark'

export const palette: Readonly<Record<Scheme, Palette>> = {
  light: { accent: '#0b5f80', accentStrong: '#084a64', onAccent: '#fff', accentWash: '#e8f2f6' },
  dark: { accent: '#7fc6e0', accentStrong: '#a5d8ea', onAccent: '#06212c', accentWash: '#122b35' },
}
export const ground: Readonly<Record<Scheme, string>> = { light: '#fff', dark: '#0f1214' }

const paint = ({ accent, accentStrong, onAccent, accentWash }: Palette) => `
  --accent: ${accent};
  --accent-strong: ${accentStrong};
  --on-accent: ${onAccent};
  --accent-wash: ${accentWash};`

/** The dark stands twice, and weighs no more than `:root`: where the system is dark and nobody chose light, and where somebody chose dark. */
const inDark = (properties: string) => /* css */ `
@media (prefers-color-scheme: dark) {
  :root:where(:not([data-theme="light"])) {${properties}
  }
}
:root:where([data-theme="dark"]) {${properties}
}
`

/** Both, since one that is set alone must not reach into the other. */
export const inBoth = ({ light, dark: other }: Readonly<Record<Scheme, Palette>>): string =>
  `:root {${paint(light)}
}
${inDark(paint(other))}`

const dark = /* css */ `
  color-scheme: dark;${paint(palette.dark)}
  --bg: ${ground.dark};
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

  /* A deployment may set these, for both schemes, and nothing else. */${paint(palette.light)}
  --radius: 6px;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Adwaita Sans", Inter,
    Cantarell, "Noto Sans", "Helvetica Neue", Arial, sans-serif;

  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "Adwaita Mono",
    "Noto Sans Mono", "Liberation Mono", monospace;

  --bg: ${ground.light};
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

${inDark(dark)}@media (prefers-contrast: more) {
  :root {
    --line: var(--edge);
    --line-2: var(--ink-3);
    --ink-3: var(--ink-2);
  }
}

@media (max-width: 40rem) {
  :root { --t5: 1.625rem }
}

/* Latin names first, and no system-ui: on a Chinese Windows that turns Latin text into YaHei. */
:lang(zh) {
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Adwaita Sans", Inter, "Helvetica Neue", "PingFang SC",
    "HarmonyOS Sans SC", MiSans, "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
}
`
