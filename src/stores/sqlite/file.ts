/** The file of the database: made before SQLite does, so that nobody else can read it, and not on a network. */
import { open, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { platform } from 'node:process'
import { StoreError } from '../store-error.ts'

/** Password hashes and sealed keys are in it. SQLite gives its side files the mode of the database. */
const OWNER_ONLY = 0o600

export async function prepareFile(file: string, onWarning?: (message: string) => void): Promise<void> {
  await create(file)
  await refuseNetwork(file)
  const { mode } = await stat(file)
  if (platform !== 'win32' && (mode & 0o077) !== 0) {
    onWarning?.(`The database ${file} is open to other users of this machine; its mode should be 0600.`)
  }
}

async function create(file: string): Promise<void> {
  try {
    const created = await open(file, 'wx', OWNER_ONLY)
    await created.close()
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'EEXIST') return
    throw new StoreError(
      `The database ${file} cannot be created (${code}): its folder must exist, and it must be writable.`, { cause },
    )
  }
}

/** What `statfs` answers on Linux for NFS, SMB, CIFS and SMB2. */
const NETWORKS: readonly number[] = [0x6969, 0x517b, 0xff534d42, 0xfe534d42]

/** WAL shares memory between processes, which no network file system does: two machines would damage the file. */
async function refuseNetwork(file: string): Promise<void> {
  if (platform === 'linux' && isNetwork((await statfs(dirname(file))).type)) {
    throw new StoreError(`The database ${file} is on a network file system, where SQLite cannot be trusted.`)
  }
}

export function isNetwork(type: number): boolean {
  return NETWORKS.includes(type)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
