/** Why the system refused, in words; what there are none for says it itself. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'something else has its name',
  ENOENT: 'a part of its path does not exist',
  ELOOP: 'its path is a circle of symbolic links',
  ENAMETOOLONG: 'its name is too long',
}
