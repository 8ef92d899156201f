/** Whether a path is a folder or within it. Both must be real paths, as links are not followed here. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
