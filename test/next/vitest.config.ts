/** `npm run examples:next`: wants the network, since Next is installed for it and for nothing else. Build first. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/next/*.next.ts'], environment: 'node', pool: 'forks', reporters: ['default'] },
})
