import { z } from 'zod';

const texts = z.record(z.string(), z.string());

const Container = z.looseObject({
  args: z.array(z.string()),
  image: z.string(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).optional(),
});
export type Container = z.infer<typeof Container>;

const Pod = z.looseObject({
  metadata: z.looseObject({ labels: texts, annotations: texts.optional() }),
  spec: z.looseObject({
    containers: z.tuple([Container]),
    volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  }),
});
export type Pod = z.infer<typeof Pod>;

/** An object of Kubernetes, as far as the tests look into it. */
export const Manifest = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: texts,
    annotations: texts.optional(),
  }),
  data: texts.optional(),
  spec: z.looseObject({}).optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** The one manifest of a kind. Those of the check before an upgrade are no part of the release. */
export function only(manifests: readonly Manifest[], kind: string): Manifest {
  const [found, another] = manifests.filter(
    (manifest) => manifest.kind === kind && !isOfCheck(manifest),
  );
  if (found === undefined || another !== undefined) throw new Error(`not one ${kind}`);
  return found;
}

function isOfCheck({ metadata }: Manifest): boolean {
  return metadata.annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade';
}

/** What runs before an installation or an upgrade. */
export function checkOf(manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter(isOfCheck);
}

export function kinds(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter((manifest) => !isOfCheck(manifest))
    .map(({ kind }) => kind)
    .toSorted();
}

/** The template of the Deployment's pods. */
export function podOf(manifests: readonly Manifest[]): Pod {
  return Pod.parse(only(manifests, 'Deployment').spec?.['template']);
}

export function containerOf(manifests: readonly Manifest[]): Container {
  return podOf(manifests).spec.containers[0];
}

/** The labels that the Service selects pods by. */
export function selectorOf(manifests: readonly Manifest[]): Readonly<Record<string, string>> {
  return texts.parse(only(manifests, 'Service').spec?.['selector']);
}
