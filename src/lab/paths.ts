/** Every path of the lab under its base, once; the log repeats it instead of what was sent. */
export const labPaths = ['', '/logins', '/attempts', '/measures', '/decode', '/over', '/resource', '/other-site', '/from-other-site', '/assets/:name'] as const

export function isOfLab(path: string, base: string): boolean {
  return path === `${base}/lab` || path.startsWith(`${base}/lab/`)
}

/** What the other name of this machine answers, to be another site: one page, and its style sheet. */
export function isOfOtherSite(path: string, base: string): boolean {
  return path === `${base}/lab/other-site` || path === `${base}/lab/assets/other-site.css`
}
