/** Whether a path is a folder or somewhere in it. Both are to be real paths, for links are not followed here. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
