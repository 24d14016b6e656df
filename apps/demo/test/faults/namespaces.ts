import { spawnSync } from 'node:child_process'

/** Starts a command with file systems of its own to mount. */
export const WITH_MOUNTS: readonly string[] = ['unshare', '-Urm']

/**
 * Starts a command as the same user without that user's privileges: root then has to ask for permission like anybody
 * else, and nobody else loses any.
 */
export const WITHOUT_PRIVILEGES: readonly string[] = ['unshare', '-U']

/** Whether the system gives namespaces to whoever asks, which not every one does: without them there is no mounting. */
export const CAN_MOUNT: boolean = canMount(WITH_MOUNTS)

function canMount([command = '', ...words]: readonly string[]): boolean {
  return spawnSync(command, [...words, 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0
}
