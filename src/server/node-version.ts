/** Whether this Node is new enough. It stands alone and imports nothing, so that any Node can read it. */

/** As `engines` in package.json has it; a test compares them. */
export const leastNode = [22, 13] as const

/** One sentence, or null: it is. */
export function refusedNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > leastNode[0] || major === leastNode[0] && minor >= leastNode[1]
  return isEnough ? null : `latchkey needs Node ${leastNode.join('.')} or newer; this is Node ${version}.`
}
