import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of one of the files that `certificates/make.sh` makes. */
export function certificatePath(name: string): string {
  return fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
}

export function certificate(name: string): string {
  return readFileSync(certificatePath(name), 'utf8');
}

/** What a TLS server is started with. */
export function identity(name: string): { readonly cert: string; readonly key: string } {
  return { cert: certificate(`${name}.crt`), key: certificate(`${name}.key`) };
}
