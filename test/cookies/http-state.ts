/** The cases of http-state that we decide against, each with its reason. docs/cookies.md has the same table. */
export type Differences = Readonly<Record<string, string>>

/** Of the 132 headers, in the Map that parseCookies gives. readCookie differs on none. */
export const differencesInMaps: Differences = {
  ORDERING0001: 'four cookies of one name: a Map holds the first, and readCookie all four',
  PATH0032: 'two cookies of one name: a Map holds the first, and readCookie both',
}

/** Of all 222, from the Set-Cookie lines through a browser of RFC 6265bis to what a server reads. */
export const differencesInLines: Differences = {
  DISABLED_CHROMIUM0022: 'a NUL in the line: RFC 6265bis §5.6 ignores the whole line, 2011 cut it there',
  DISABLED_CHROMIUM0023: 'a carriage return in the line: RFC 6265bis §5.6 ignores the whole line, 2011 cut it there',
  DISABLED_PATH0029: 'a path with %6F for o: paths are compared byte for byte (RFC 6265bis §5.1.4)',
  NAME0017: '`=a=bar` is kept without a name and sent as `a=bar` (RFC 6265bis §5.6, §5.8.3), which 2011 dropped',
  OPTIONAL_DOMAIN0042: 'the last Domain counts, even an empty one (RFC 6265bis §5.6.3, §5.7): it is this host’s',
}
