/**
 * The part of the tree that a file belongs to, for grouping: its first two folders, under `drivers` three, as maintainers divide the kernel
 * (`fs/ext4`, `drivers/nvme/host`). A file at the root belongs to `.`.
 *
 * `file` is relative to the source root, with `/`.
 */
export function subsystemOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  const depth = folders[0] === 'drivers' ? 3 : 2;
  return folders.slice(0, depth).join('/') || '.';
}
