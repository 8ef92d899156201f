import type { ExtractionResult } from '../../src/extract/extraction.ts';
import type { Source } from '../../src/engine/source.ts';
import type { Logger } from '../../src/engine/log.ts';

/** A result with one gauge of one sample. */
export function oneSample(name: string, value = 1): ExtractionResult {
  return {
    families: [
      {
        name,
        help: 'A test.',
        type: 'gauge',
        labelNames: [],
        labelValues: [],
        values: Float64Array.of(value),
      },
    ],
    skips: [],
    samples: new Map([[name, 1]]),
  };
}

export function succeeding(name: string): Source {
  return { collect: async () => oneSample(name) };
}

/** Ignores its signal, as a driver that is stuck does. */
export function hanging(): Source {
  return { collect: () => new Promise(() => {}) };
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A logger that keeps its lines. */
export function memoryLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
