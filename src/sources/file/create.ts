import type { Source } from '../../engine/source.ts';
import type { SourceContext } from '../context.ts';
import { createDocumentRules } from '../document-rules.ts';
import type { CollectorRules } from '../kind.ts';
import { textfilePrefix } from './file-families.ts';
import { createFileSource } from './file.ts';
import type { FileOptions } from './schema.ts';

/** A source of files, which the rules of a collector are applied to. */
export function createFiles(
  options: FileOptions,
  rules: CollectorRules,
  context: SourceContext,
): Source {
  const { name, limits } = rules;
  const { textfile } = options;
  const ownPrefixes = textfile ? [textfilePrefix] : [];
  const collectDocuments = createDocumentRules(
    { ...rules, refusesPages: false, ownPrefixes, textfile },
    context,
  );
  const fileRules = { name, bodySize: limits.bodySize, collectDocuments };
  return createFileSource(options, fileRules, context.clock);
}
